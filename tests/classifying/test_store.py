import os
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock, Timeout

from cnnviz.classifying import store, table
from cnnviz.classifying.store import opened
from cnnviz.classifying.table import TableError

NAMES = [*"abcdefgh"]


@pytest.fixture
def made(card):
    return table.schema(card)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "new" / "t.parquet"


def rows(names, made):
    """Each name has a probability of its own."""
    values = [NAMES.index(name) / 8 for name in names]
    return table.rows(names, np.array([[p, 1 - p] for p in values]), made)


def begun(out, made, *parts, names=NAMES):
    """A table that was broken off after these parts."""
    with opened(out, names, made) as there:
        for part in parts:
            there.add(rows(part, made))


def read(out):
    found = pq.read_table(out)
    assert found.column("Round").to_pylist() == [
        NAMES.index(name) / 8 for name in found.column("file").to_pylist()
    ]
    return "".join(found.column("file").to_pylist())


@pytest.mark.parametrize("group", [1, 3, 100])
@pytest.mark.parametrize("loaded", [1, 9])
def test_parts_become_a_table_in_the_order_of_the_names(out, made, monkeypatch, group, loaded):
    monkeypatch.setattr(store, "GROUP", group)
    monkeypatch.setattr(store, "LOADED", loaded)
    begun(out, made, "hab", "d")
    with opened(out, NAMES, made) as there:
        assert (len(there), there.missing()) == (4, [*"cefg"])
        there.add(rows("fg", made))
        there.finish()
        assert there.missing() == [*"ce"]
    assert read(out) == "abdfgh"
    assert pq.read_schema(out).metadata[b"cnnviz"] == made.metadata[b"cnnviz"]
    assert [path.name for path in out.parent.iterdir()] == ["t.parquet"]


def test_a_part_grows_in_its_place(out, made):
    with opened(out, NAMES, made) as there:
        part = there.add(rows("ba", made))
        assert there.add(rows("bahc", made), part) == part
        assert there.add(rows("d", made)) != part
    with opened(out, NAMES, made) as there:
        assert there.missing() == [*"efg"]
        assert len(list(store.folder(out).glob("*.parquet"))) == 2
        there.finish()
    assert read(out) == "abcdh"


def test_a_table_that_is_there_gets_more_rows_in_their_places(out, made):
    begun(out, made, "bd")
    with opened(out, [*"bd"], made) as there:
        there.finish()
    before = out.read_bytes()
    with opened(out, [*"bd"], made) as there:
        assert there.missing() == []
        there.finish()
    assert out.read_bytes() == before
    with opened(out, NAMES, made) as there:
        there.add(rows("ace", made))
        there.finish()
    assert read(out) == "abcde"


def test_without_a_row_the_table_is_empty(out, made):
    with opened(out, NAMES, made) as there:
        there.finish()
    assert read(out) == ""
    assert pq.read_schema(out).equals(made, check_metadata=True)
    begun(out, made, "ab")
    with opened(out, NAMES, made) as there:
        assert len(there) == 2
        there.finish()
    assert read(out) == "ab"


def test_parts_that_were_left_behind_by_a_finished_table_go(out, made):
    begun(out, made, "ab")
    left = (store.folder(out) / "00000000.parquet").read_bytes()
    with opened(out, NAMES, made) as there:
        there.finish()
    store.folder(out).mkdir()
    (store.folder(out) / "00000000.parquet").write_bytes(left)  # killed between the two
    (store.folder(out) / ".00000001.parquet.12.part").write_bytes(b"PAR")
    (store.folder(out) / store.WHOLE).write_bytes(b"PAR")
    with opened(out, NAMES, made) as there:
        assert there.missing() == [*"cdefgh"]
        there.add(rows("cdefgh", made))
        there.finish()
    assert read(out) == "abcdefgh"
    assert [path.name for path in out.parent.iterdir()] == ["t.parquet"]


def test_a_part_twice_is_there_once(out, made):
    begun(out, made, "ab")
    part = (store.folder(out) / "00000000.parquet").read_bytes()
    (store.folder(out) / "00000001.parquet").write_bytes(part)
    with opened(out, NAMES, made) as there:
        there.finish()
    assert read(out) == "ab"


@pytest.mark.parametrize("cut", [0, 3, 200])
def test_a_damaged_part_is_done_again(out, made, cut):
    begun(out, made, "ab", "cd")
    part = store.folder(out) / "00000000.parquet"
    part.write_bytes(part.read_bytes()[:cut])
    with opened(out, NAMES, made) as there:
        assert there.missing() == [*"abefgh"]
    assert not part.exists()


def test_a_part_that_cannot_be_read_just_now_stays(out, made, monkeypatch):
    begun(out, made, "ab")
    with monkeypatch.context() as patch:

        def refuse(path):
            raise OSError(24, "Too many open files")

        patch.setattr(pq, "ParquetFile", refuse)
        with pytest.raises(OSError, match="Too many open files"), opened(out, NAMES, made):
            pass
    with opened(out, NAMES, made) as there:
        assert there.missing() == [*"cdefgh"]


def test_a_file_that_is_called_as_another_is_stored_has_its_own_row(out, made):
    names = [os.fsdecode(b"\xff.png"), r"\udcff.png"]
    with opened(out, names, made) as there:
        there.add(table.rows(names, np.array([[0.25, 0.75], [0.75, 0.25]]), made))
        there.finish()
    found = pq.read_table(out)
    assert found.column("file").to_pylist() == [r"\udcff.png", r"\\udcff.png"]
    assert found.column("Round").to_pylist() == [0.25, 0.75]


def test_a_users_own_file_in_the_folder_stays(out, made):
    store.folder(out).mkdir(parents=True)
    (store.folder(out) / "mine.parquet").write_bytes(b"mine")
    with opened(out, NAMES, made) as there:
        there.add(rows("ab", made))
        there.finish()
    assert read(out) == "ab"
    assert (store.folder(out) / "mine.parquet").read_bytes() == b"mine"


@pytest.mark.parametrize("finished", [True, False])
def test_other_files_and_other_weights_are_refused_and_nothing_is_lost(out, card, made, finished):
    begun(out, made, "ab")
    if finished:
        with opened(out, NAMES, made) as there:
            there.finish()
    what = out if finished else store.folder(out)
    wrong = f"^{what}: 1 of its files are not among those that were named, as a; name another"
    with pytest.raises(TableError, match=wrong), opened(out, [*"bc"], made):
        pass
    other = table.schema(replace(card, sha256="cd"))
    with (
        pytest.raises(TableError, match=f"^{what}: it has probabilities of other weights"),
        opened(out, NAMES, other),
    ):
        pass
    with opened(out, NAMES, made) as there:
        assert len(there) == 2
        there.finish()
    assert read(out) == "ab"


@pytest.mark.parametrize("finished", [True, False])
def test_rows_of_files_that_are_gone_from_a_named_folder_are_left_out(out, made, finished):
    names = ["in/a", r"in/\udcffb", "in/sub/c", "in/d", "other/e"]
    values = np.array([[i / 8, 1 - i / 8] for i in range(5)])
    with opened(out, names, made) as there:
        there.add(table.rows(names, values, made))
        if finished:
            there.finish()
    with opened(out, ["in/a", "in/d", "other/e"], made, ["in/"]) as there:
        assert (there.missing(), len(there.gone)) == ([], 2)
        there.finish()
    found = pq.read_table(out)
    assert found.column("file").to_pylist() == ["in/a", "in/d", "other/e"]
    assert found.column("Round").to_pylist() == [0, 3 / 8, 4 / 8]


@pytest.mark.parametrize(
    ("names", "folders", "stranger"),
    [
        (["in/a"], ["in"], "other/b"),  # is in none of the folders
        (["in/a"], ["in", "oth"], "other/b"),
        (["in/a"], [], "other/b"),
        (["in/c", "other/d"], ["in", "other"], "in/a"),  # no row is left
    ],
)
@pytest.mark.parametrize("finished", [True, False])
def test_a_table_of_other_folders_is_never_replaced(out, made, names, folders, stranger, finished):
    before = ["in/a", "other/b"]
    with opened(out, before, made) as there:
        there.add(table.rows(before, np.eye(2), made))
        if finished:
            there.finish()
    what = out if finished else store.folder(out)
    with (
        pytest.raises(
            TableError, match=f"^{what}: .* of its files are not .*, as {stranger}; name"
        ),
        opened(out, names, made, folders),
    ):
        pass
    with opened(out, before, made) as there:
        assert len(there) == 2


def test_what_is_no_table_of_ours_is_never_replaced(out, made):
    out.parent.mkdir()
    pq.write_table(pa.table({"file": ["a"]}), out)
    before = out.read_bytes()
    with pytest.raises(TableError, match=f"^{out}: it is there and not of this"):
        begun(out, made)
    assert out.read_bytes() == before
    out.write_bytes(b"notes")
    with pytest.raises(TableError, match=f"^{out}: it is there and cannot be read"):
        begun(out, made)
    assert out.read_bytes() == b"notes"


def test_two_do_not_write_one_table(out, made):
    with (
        opened(out, NAMES, made),
        pytest.raises(TableError, match=f"^{out}: another process writes it"),
        opened(out, NAMES, made),
    ):
        pass
    begun(out, made, "ab")


def test_the_lock_is_removed_while_it_is_held(out, made, monkeypatch):
    """Removed later it may be the next one's, and a third would get another beside it."""
    remove, seen = store._remove_empty, []

    def removed(parts):
        with pytest.raises(Timeout):
            FileLock(parts / store.LOCK).acquire(timeout=0)
        remove(parts)
        seen.append(parts.exists())

    monkeypatch.setattr(store, "_remove_empty", removed)
    with opened(out, NAMES, made):
        pass
    assert seen == [False]
    begun(out, made, "ab")
    FileLock(store.folder(out) / store.LOCK).acquire(timeout=0).lock.release()
