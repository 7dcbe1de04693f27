"""The converted set: the same images, whole or not there, in bounded memory."""

import errno
import shutil
import sys
import threading

import numpy as np
import pytest

from cnnviz.data import DataError
from cnnviz.data.galaxy10 import arrays
from tests.data.galaxy10 import layout
from tests.data.galaxy10.conftest import LABELS
from tests.peak import said_by


def inside(home):
    return sorted(path.name for path in (home / "cache").iterdir())


def test_images_labels_and_columns_are_the_files(converted):
    found = arrays.opened()
    np.testing.assert_array_equal(found.pixels, layout.images(18))
    assert found.labels.tolist() == LABELS
    assert found.labels.dtype == np.int64
    assert found.table.keys() == layout.columns(18).keys()
    for name, values in layout.columns(18).items():
        np.testing.assert_array_equal(found.table[name], values)


def test_images_are_mapped_and_not_read(converted):
    pixels = arrays.opened().pixels
    assert isinstance(pixels, np.memmap)
    assert not pixels.flags.writeable


def test_an_image_is_read_by_its_number(converted):
    np.testing.assert_array_equal(arrays.image(5), layout.images(6)[5])
    some = list(arrays.images(np.array([17, 0, 3])))
    np.testing.assert_array_equal(some, layout.images(18)[[17, 0, 3]])


@pytest.mark.parametrize("number", [-1, 18])
def test_there_is_no_image_of_such_a_number(converted, number):
    with pytest.raises(IndexError, match=f"there are 18 images, got number {number}"):
        arrays.image(number)


def test_progress_is_told_and_it_is_made_once(fetched, home, monkeypatch):
    from cnnviz.data import hdf5

    monkeypatch.setattr(hdf5, "BATCH", 16)
    told = []
    assert not arrays.available()
    arrays.convert(fetched, lambda *pair: told.append(pair))
    arrays.convert(fetched, lambda *pair: told.append(pair))
    assert told == [(16, 18), (18, 18)]
    assert arrays.available()
    assert arrays.whole()
    assert inside(home) == ["galaxy10-1", "galaxy10-1.lock"]


def test_who_cancels_leaves_nothing(fetched, home):
    def cancel(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        arrays.convert(fetched, cancel)
    assert inside(home) == ["galaxy10-1.lock"]
    assert not arrays.whole()


def test_what_a_killed_process_left_is_removed(fetched, home):
    left = home / "cache" / ".galaxy10-1.part"
    left.mkdir(parents=True)
    (left / arrays.PIXELS).write_bytes(b"half")
    arrays.convert(fetched)
    assert inside(home) == ["galaxy10-1", "galaxy10-1.lock"]


def test_two_at_once_do_the_work_once(fetched):
    told = []
    threads = [
        threading.Thread(target=arrays.convert, args=(fetched, lambda *pair: told.append(pair)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [(18, 18)]
    assert arrays.whole()


@pytest.mark.parametrize("name", [arrays.PIXELS, arrays.TABLE])
@pytest.mark.parametrize("length", [0, 100, -1])
def test_damaged_arrays_are_refused_and_made_again(converted, fetched, name, length):
    path = converted / name
    path.write_bytes(path.read_bytes()[:length])
    assert not arrays.whole()
    with pytest.raises(DataError) as caught:
        arrays.opened()
    said = str(caught.value)
    assert said.startswith(f"galaxy10: {converted} cannot be read (")
    assert said.endswith("; python -m cnnviz download galaxy10 makes it again")
    assert "\n" not in said
    arrays.convert(fetched)
    np.testing.assert_array_equal(arrays.opened().pixels, layout.images(18))


def test_arrays_that_do_not_belong_together_are_refused(converted):
    np.save(converted / arrays.PIXELS, layout.images(3))
    with pytest.raises(DataError, match=r"uint8 \(3, 256, 256, 3\) and 18 labels"):
        arrays.opened()


def test_arrays_that_are_not_there_are_refused(home):
    with pytest.raises(DataError, match=r"cannot be read \(No such file or directory\)"):
        arrays.opened()


def test_a_damaged_file_is_refused(fetched, home):
    data = fetched.read_bytes()
    fetched.write_bytes(data[: len(data) // 2])
    with pytest.raises(DataError, match=r"cannot be read as HDF5"):
        arrays.convert(fetched)
    assert inside(home) == ["galaxy10-1.lock"]


def test_the_courses_own_file_is_not_converted(tmp_path):
    path = layout.write(tmp_path / "g.h5", [1, 2], ans=None, labels=np.array([1, 2]))
    with pytest.raises(DataError, match="it has labels where Galaxy10 has ans; give it as --data"):
        arrays.convert(path)


def test_room_is_looked_for_first(fetched, home, monkeypatch):
    usage = type("Usage", (), {"free": 18 * 256 * 256 * 3 - 1})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DataError) as caught:
        arrays.convert(fetched)
    assert str(caught.value) == (
        f"galaxy10: 3,538,944 bytes are needed for its images in {home / 'cache'}, 3,538,943 are "
        "free; make room, or name another folder in CNNVIZ_CACHE"
    )
    usage.free += 1
    arrays.convert(fetched)


def test_a_disk_that_fills_up_is_a_sentence_and_not_left_full(fetched, home, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(DataError) as caught:
        arrays.convert(fetched)
    assert str(caught.value) == (
        f"galaxy10: {arrays.folder()} cannot be written (No space left on device); make room "
        "there, or name another folder in CNNVIZ_CACHE"
    )
    assert inside(home) == ["galaxy10-1.lock"]


MEASURE = """
from cnnviz.data.galaxy10 import arrays
arrays.convert(Path(sys.argv[1]))
print(peak())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes are Linux's")
def test_more_than_a_gigabyte_is_converted_in_less(tmp_path):
    path = layout.declared(tmp_path / "g.h5", 6000)  # 1.2 GB
    assert int(said_by(MEASURE, path)) < 1_000_000
    assert len(arrays.opened().labels) == 6000
