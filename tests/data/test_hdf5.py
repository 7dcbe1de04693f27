from contextlib import suppress

import h5py
import numpy as np
import pytest

from cnnviz.data import DataError, hdf5, simulator
from cnnviz.data.images import Images
from cnnviz.preprocessing import Preprocessing

RULE = Preprocessing(size=8)


def batch(start, count, table=True):
    number = np.arange(start, start + count)
    pixels = np.broadcast_to(number[:, None, None, None], (count, 8, 8, 3)).astype(np.uint8)
    columns = {"pxscale": number / 4, "seed": number, "survey": np.array(["sdss", "decals"] * 9)}
    columns = {name: column[:count] for name, column in columns.items()}
    return Images(pixels, number % 7, table=columns if table else {})


@pytest.fixture
def path(tmp_path):
    hdf5.write(tmp_path / "set.h5", [batch(0, 9), batch(9, 5)], 14)
    return tmp_path / "set.h5"


def refusal(path):
    with pytest.raises(DataError) as caught:
        hdf5.read(path, RULE)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


def test_the_layout_is_the_courses(path):
    with h5py.File(path) as file:
        assert (file["images"].dtype, file["images"].shape) == (np.uint8, (14, 8, 8, 3))
        assert file["labels"].shape == (14,)
        assert file["images"][:, 0, 0, 0].tolist() == list(range(14))
        assert file["labels"][:].tolist() == [*range(7), *range(7)]
        assert file["images"].chunks is None


def test_what_is_written_is_read(path):
    images = hdf5.read(path, RULE)
    assert images.pixels[:, 3, 3, 1].tolist() == list(range(14))
    assert images.labels.tolist() == [*range(7), *range(7)]
    assert images.labels.dtype == np.int64
    expected = np.concatenate([batch(0, 9).table["survey"], batch(9, 5).table["survey"]])
    np.testing.assert_array_equal(images.table["survey"], expected)
    np.testing.assert_array_equal(images.table["pxscale"], np.arange(14) / 4)


def test_a_simulated_set_comes_back_with_its_parameters(tmp_path):
    galaxies = simulator.galaxies([3, 4], [1, 2], size=32)
    hdf5.write(tmp_path / "a.h5", [galaxies.select(np.array([i])) for i in (0, 1)], 2)
    images = hdf5.read(tmp_path / "a.h5", Preprocessing(size=32))
    np.testing.assert_array_equal(images.pixels, galaxies.pixels)
    assert images.table.keys() == galaxies.table.keys()
    for name, column in galaxies.table.items():
        np.testing.assert_array_equal(images.table[name], column)


def test_the_courses_own_file_without_a_table_is_read(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["images"] = np.arange(3 * 8 * 8 * 3).reshape(3, 8, 8, 3).astype(np.uint8)
        file["labels"] = np.array([6, 0, 3], np.uint8)
    images = hdf5.read(tmp_path / "a.h5", RULE)
    assert images.labels.tolist() == [6, 0, 3]
    assert images.labels.dtype == np.int64
    assert images.table == {}


def test_images_of_another_size_are_cut_by_the_rule(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        pixels = np.zeros((2, 256, 256, 3), np.uint8)
        pixels[:, 64:192, 64:192] = 90  # the central 128
        file["images"], file["labels"] = pixels, np.zeros(2, int)
    images = hdf5.read(tmp_path / "a.h5", Preprocessing())
    assert images.pixels.shape == (2, 96, 96, 3)
    assert (images.pixels == 90).all()


def test_progress_is_told(path, monkeypatch, tmp_path):
    told = []
    hdf5.write(tmp_path / "b.h5", [batch(0, 9), batch(9, 5)], 14, lambda *d: told.append(d))
    assert told == [(9, 14), (14, 14)]
    told.clear()
    monkeypatch.setattr(hdf5, "BATCH", 10)
    images = hdf5.read(path, RULE, lambda *done: told.append(done))
    assert told == [(10, 14), (14, 14)]
    assert images.pixels[:, 0, 0, 0].tolist() == list(range(14))


@pytest.mark.parametrize(
    ("batches", "count", "reason"),
    [
        ([batch(0, 5)], 6, "5 images were given where 6"),
        ([batch(0, 5), batch(5, 5)], 6, "more than 6 images"),
        ([], 0, "at least 1 image, got 0"),
    ],
)
def test_a_count_that_does_not_come_leaves_no_file(tmp_path, batches, count, reason):
    with pytest.raises(ValueError, match=reason):
        hdf5.write(tmp_path / "a.h5", batches, count)
    assert not list(tmp_path.iterdir())


def test_a_write_that_is_interrupted_keeps_the_file_that_was_there(path):
    before = path.read_bytes()

    def interrupted():
        yield batch(0, 5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hdf5.write(path, interrupted(), 14)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.iterdir()] == ["set.h5"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7"])
def test_what_is_no_hdf5_file_is_refused(tmp_path, data):
    (tmp_path / "a.h5").write_bytes(data)
    assert refusal(tmp_path / "a.h5") == "neither a folder of classes nor an HDF5 file"


def test_a_signature_with_nothing_behind_it_is_refused(tmp_path):
    (tmp_path / "a.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    refusal(tmp_path / "a.h5")


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(path, fraction):
    data = path.read_bytes()
    path.write_bytes(data[: int(fraction * len(data))])
    assert "cannot be read as HDF5 (" in refusal(path)


def test_a_missing_file_is_refused(tmp_path):
    assert "nor an HDF5 file" in refusal(tmp_path / "none.h5")


IMAGES, LABELS = np.zeros((3, 8, 8, 3), np.uint8), np.zeros(3, int)
WRONG = {
    "nothing": ({}, "images and ans, are expected, it has nothing"),
    "no labels": ({"images": IMAGES, "answers": LABELS}, "are expected, it has answers, images"),
    "a group": ({"images/a": IMAGES, "labels": LABELS}, "it has images, labels"),
    "float images": ({"images": IMAGES / 255, "labels": LABELS}, "uint8 .*, got float64"),
    "grey images": ({"images": IMAGES[..., 0], "labels": LABELS}, r"got uint8 \(3, 8, 8\)"),
    "four channels": ({"images": IMAGES[..., [0, 1, 2, 2]], "labels": LABELS}, r"\(3, 8, 8, 4\)"),
    "no images": ({"images": IMAGES[:0], "labels": LABELS[:0]}, r"got uint8 \(0, 8, 8, 3\)"),
    "too few labels": ({"images": IMAGES, "labels": LABELS[:2]}, r"must be 3 integers, got int64"),
    "float labels": ({"images": IMAGES, "labels": LABELS / 1}, "3 integers, got float64"),
    "one-hot labels": ({"images": IMAGES, "labels": np.eye(3, dtype=int)}, r"got int64 \(3, 3\)"),
    "label 7": ({"images": IMAGES, "labels": LABELS + 7}, "from 0 to 6, got 7 to 7"),
    "label -1": ({"images": IMAGES, "labels": LABELS - 1}, "from 0 to 6, got -1 to -1"),
    "table": ({"images": IMAGES, "labels": LABELS, "table": LABELS}, "table must be a group"),
    "column": (
        {"images": IMAGES, "labels": LABELS, "table/z": [1.0]},
        "'z' must have 3 values",
    ),
    "texts": (
        {"images": IMAGES, "labels": LABELS, "table/z": ["a", "b", "c"]},
        "column 'z' must be numbers or texts of fixed length",
    ),
}


@pytest.mark.parametrize(("contents", "reason"), WRONG.values(), ids=WRONG)
def test_another_layout_is_refused(tmp_path, contents, reason):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for name, values in contents.items():
            file[name] = values
    with pytest.raises(DataError, match=reason):
        hdf5.read(tmp_path / "a.h5", RULE)


def test_more_images_than_memory_are_refused(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:  # declared, never stored
        file.create_dataset("images", (2**20, 2**15, 2**15, 3), np.uint8, chunks=(1, 64, 64, 3))
        file.create_dataset("labels", (2**20,), np.uint8, chunks=(64,))
    with pytest.raises(DataError, match="cannot be read as HDF5"):
        hdf5.read(tmp_path / "a.h5", Preprocessing(size=2**14, whole=2**15))


def test_changed_bytes_are_refused_or_read_but_never_crash(path):
    data, random = path.read_bytes(), np.random.default_rng(0)
    for _ in range(200):
        changed = bytearray(data)
        for position in random.integers(0, len(data), 4):
            changed[position] = random.integers(256)
        path.write_bytes(changed)
        with suppress(DataError):
            assert len(hdf5.read(path, RULE)) == 14
