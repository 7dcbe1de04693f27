"""Sets whose images are read one by one, against the sets that are read as a whole."""

import h5py
import numpy as np
import pytest
from PIL import Image

from cnnviz.data import CLASSES, DataError, collection, load
from cnnviz.data.image_file import ImageFileError


@pytest.fixture
def folder(tmp_path):
    """Two images of a full class, two of a partial one, one of none."""
    random = np.random.default_rng(0)
    for name, count in (("barred_spiral", 2), ("unbarred_spiral", 2), ("tomato", 1)):
        (tmp_path / "set" / name).mkdir(parents=True)
        for i in range(count):
            pixels = random.integers(0, 256, (96, 96, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "set" / name / f"{name}{i}.png")
    return tmp_path / "set"


def test_a_folder_is_what_load_reads(folder):
    found, whole = collection.of(folder), load(folder)
    assert len(found) == len(whole) == 5
    np.testing.assert_array_equal(found.labels, whole.labels)
    np.testing.assert_array_equal(found.candidates, whole.candidates)
    assert found.classes == whole.classes
    for j in range(5):
        np.testing.assert_array_equal(found.read(j), whole.pixels[j])
    assert [found.label(j) for j in range(5)] == [3, 3, None, None, None]
    assert found.about(0) == "Barred Spiral, barred_spiral0.png"


def test_an_hdf5_file_is_what_load_reads(tmp_path):
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (3, 96, 96, 3), dtype=np.uint8)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["images"], file["labels"] = pixels, [6, 0, 3]
        file["table/redshift"], file["table/pxscale"] = [0.1, np.nan, 0.2], [0.26, 0.26, 0.26]
    found = collection.of(tmp_path / "a.h5")
    assert (len(found), found.classes) == (3, CLASSES)
    np.testing.assert_array_equal(found.read(2), pixels[2])
    assert found.about(1) == "Merging, image 1"
    assert found.known(0) == {"redshift": 0.1, "pxscale": 0.26}
    assert found.known(1) == {"pxscale": 0.26}


def test_an_image_that_has_gone_is_a_sentence(folder):
    found = collection.of(folder)
    (folder / "tomato" / "tomato0.png").unlink()
    with pytest.raises(ImageFileError, match=r"tomato0\.png"):
        found.read(4)


def test_what_is_no_set_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("no")
    with pytest.raises(DataError, match=r"neither a folder of classes nor an HDF5 file"):
        collection.of(tmp_path / "a.txt")
    with pytest.raises(DataError, match="one folder per class"):
        collection.of(tmp_path)
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["pictures"] = [1]
    with pytest.raises(DataError, match="are expected, it has pictures"):
        collection.of(tmp_path / "b.h5")


def test_only_what_is_there_is_offered(tmp_path):
    sets = {"There": str(tmp_path), "Gone": str(tmp_path / "gone")}
    assert collection.offered(sets) == {"There": tmp_path}
