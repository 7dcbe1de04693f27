import json
import os
from dataclasses import replace
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cnnviz.classifying import table
from cnnviz.classifying.table import NoTableError, TableError


@pytest.fixture
def made(card):
    return table.schema(card)


def test_a_row_is_a_name_the_likeliest_class_and_the_probabilities(made):
    rows = table.rows(["a", "b"], np.array([[0.25, 0.75], [1.0, 0.0]]), made)
    assert rows.to_pylist() == [
        {"file": "a", "class": "Flat", "Round": 0.25, "Flat": 0.75},
        {"file": "b", "class": "Round", "Round": 1.0, "Flat": 0.0},
    ]
    assert [str(field.type) for field in rows.schema] == ["string", "string", "float", "float"]


def test_the_table_says_what_made_it(card, made):
    said = json.loads(made.metadata[b"cnnviz"])
    assert (said["weights"], said["sha256"], said["classes"]) == ("fox", "ab", ["Round", "Flat"])
    assert said["preprocessing"]["size"] == 8
    assert table.about(made) == said
    for metadata in (None, {b"cnnviz": b"{"}, {b"cnnviz": b"[]"}, {b"other": b"{}"}):
        assert table.about(made.with_metadata(metadata)) == {}


def test_a_class_called_as_a_column_gets_one_of_its_own(card):
    made = table.schema(replace(card, classes=("file", "class")))
    assert made.names == ["file", "class", "file (class)", "class (class)"]


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        *(("ü\n\x1b", "ü\n\x1b"), ("n" * 4_000, "n" * 4_000), (r"a\b\udine", r"a\b\udine")),
        *((os.fsdecode(b"a\xff"), r"a\udcff"), (r"a\udcff", r"a\\udcff")),
        *((os.fsdecode(b"\\\xff"), r"\\\udcff"), (r"\\udcff", r"\\\\udcff")),
    ],
)
def test_any_name_can_be_stored(made, name, stored):
    rows = table.rows([name], np.array([[0.5, 0.5]]), made)
    assert rows.column("file").to_pylist() == [stored] == [table.stored(name)]


def test_no_two_names_are_stored_alike():
    letters = ["\\", "udcff", "\udcff", "a"]
    names = {"".join(word) for count in range(5) for word in product(letters, repeat=count)}
    assert len({table.stored(name) for name in names}) == len(names)


def test_a_table_is_known_again(made, tmp_path):
    path = tmp_path / "t.parquet"
    rows = table.rows([*"abc"], np.full((3, 2), 0.5), made)
    pq.write_table(rows, path, row_group_size=2)
    assert table.check(path, made) == 2
    assert table.group(path, 1).column("file").to_pylist() == ["c"]


@pytest.mark.parametrize("field", ["sha256", "classes", "preprocessing"])
def test_other_weights_are_refused(card, made, tmp_path, field):
    other = {"sha256": "cd", "classes": ("Flat", "Round")}
    other["preprocessing"] = replace(card.preprocessing, size=9)
    path = tmp_path / "t.parquet"
    pq.write_table(table.schema(replace(card, **{field: other[field]})).empty_table(), path)
    with pytest.raises(TableError, match=r"^it has probabilities of other weights \(fox\)"):
        table.check(path, made)


def test_a_strangers_table_and_what_is_none_are_refused(made, tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"file": ["a"]}), path)
    with pytest.raises(TableError, match=r"^it is there and not of this command"):
        table.check(path, made)
    whole = path.read_bytes()
    for data in (b"", b"PAR1", whole[:-20], b"no table at all"):
        path.write_bytes(data)
        with pytest.raises(NoTableError, match=r"^it is there and cannot be read as a table"):
            table.check(path, made)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        *(("file", pa.list_(pa.string())), ("file", pa.large_string()), ("Flat", pa.string())),
        *(("Flat", pa.float64()), ("class", pa.string())),  # the last may have nulls
    ],
)
def test_other_columns_are_refused(made, tmp_path, column, kind):
    path = tmp_path / "t.parquet"
    other = made.set(made.get_field_index(column), pa.field(column, kind))
    pq.write_table(other.empty_table(), path)
    with pytest.raises(TableError, match=r"^its columns are not those of this command; name anoth"):
        table.check(path, made)


def test_words_that_are_no_utf8_are_damage(made, tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(table.rows(["find me"], np.array([[0.5, 0.5]]), made), path, compression="none")
    path.write_bytes(path.read_bytes().replace(b"find me", b"find \xff\xff"))
    assert table.check(path, made) == 1
    with pytest.raises(NoTableError, match=r"^it is there and cannot be read as a table"):
        table.group(path, 0)


@pytest.mark.parametrize("error", [OSError(24, "Too many open files"), pa.ArrowMemoryError("oh")])
def test_what_is_not_the_files_fault_is_not_told_of_it(made, tmp_path, monkeypatch, error):
    def refuse(path):
        raise error

    monkeypatch.setattr(pq, "ParquetFile", refuse)
    with pytest.raises(type(error)) as found:
        table.check(tmp_path / "t.parquet", made)
    assert found.value is error
