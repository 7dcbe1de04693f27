"""HDF5 files in Galaxy10's layout, and how either layout is read in bounded memory."""

import sys
from itertools import islice

import h5py
import numpy as np
import pytest

from cnnviz.data import DataError, hdf5
from cnnviz.data.images import CLASSES, known
from cnnviz.preprocessing import Preprocessing
from tests.data.galaxy10 import layout
from tests.peak import said_by

WANTED = "datasets images and labels, or images and ans, are expected, "
CENTRAL = Preprocessing(size=96, whole=96, fraction=96 / 256)


@pytest.fixture
def path(tmp_path):
    return layout.write(tmp_path / "g.h5", [*range(10), 9, 9])


def refusal(path):
    with pytest.raises(DataError) as caught:
        hdf5.read(path, CENTRAL)
    return str(caught.value).removeprefix(f"{path}: ")


def test_galaxy10s_layout_has_ten_classes_of_which_seven_are_known(path):
    images = hdf5.read(path, CENTRAL)
    assert images.labels.tolist() == [*range(10), 9, 9]
    assert images.classes[3] == "In-between Round Smooth"
    sevens = known(images)
    assert sevens.labels.tolist() == [1, 2, 3, 5, 6, 7, 9, 9, 9]
    named = [CLASSES[row.argmax()] for row in sevens.allowed]
    assert named == [*CLASSES, "Edge-on with Bulge", "Edge-on with Bulge"]
    assert (sevens.allowed.sum(axis=1) == 1).all()


def test_the_central_pixels_are_cut_and_not_resized(path):
    images = hdf5.read(path, CENTRAL)
    np.testing.assert_array_equal(images.pixels, layout.images(12)[:, 80:176, 80:176])


def test_the_default_rule_resizes_the_central_128(path):
    assert Preprocessing().box(256, 256) == (64, 64, 192, 192)
    assert hdf5.read(path, Preprocessing()).pixels.shape == (12, 96, 96, 3)


def test_the_columns_are_kept(path):
    table = hdf5.read(path, CENTRAL).table
    assert table["redshift"][:2].tolist() == [0, 0.01]
    assert np.isnan(table["redshift"][2])
    for name, values in layout.columns(12).items():
        np.testing.assert_array_equal(table[name], values)


def test_columns_may_be_missing_and_others_may_be_there(tmp_path):
    path = layout.write(tmp_path / "g.h5", [0, 9], ra=None, redshift=None, notes=np.arange(5))
    assert sorted(hdf5.read(path, CENTRAL).table) == ["dec", "pxscale"]


@pytest.mark.parametrize(
    ("datasets", "reason"),
    [
        ({"ans": np.array([0, 10])}, "ans must be from 0 to 9, got 0 to 10"),
        ({"ans": np.array([0.0, 1.0])}, "ans must be 2 integers, got float64 (2,)"),
        ({"ra": np.zeros(3)}, "column 'ra' must have 2 values"),
        ({"ans": None}, "it has dec, images, pxscale, ra, redshift"),
        ({"ans": None, "answer": np.zeros(2)}, "it has answer, dec, images, pxscale, ra, redshift"),
    ],
)
def test_another_layout_is_refused(tmp_path, datasets, reason):
    said = refusal(layout.write(tmp_path / "g.h5", [0, 1], **datasets))
    assert said.removeprefix(WANTED) == reason


def test_the_older_galaxy10_is_not_taken_for_this_one(tmp_path):
    with h5py.File(tmp_path / "sdss.h5", "w") as file:
        file["images"], file["ans"] = np.zeros((2, 69, 69, 3), np.uint8), np.arange(2)
    assert refusal(tmp_path / "sdss.h5") == (
        "images have 69 pixels: this is Galaxy10 SDSS, whose ten classes are others than "
        "Galaxy10 DECaLS's"
    )


def test_both_kinds_of_labels_are_the_courses(tmp_path):
    path = layout.write(tmp_path / "g.h5", [8, 8], labels=np.array([1, 2]))
    images = hdf5.read(path, CENTRAL)
    assert (images.labels.tolist(), images.classes) == ([1, 2], CLASSES)


@pytest.mark.parametrize(
    ("chunk", "batch", "most", "expected"),
    [
        (16, 32, 2**28, [0, 32]),  # whole chunks, as many as a batch has
        (16, 40, 2**28, [0, 32]),
        (30, 20, 2**28, [0, 30]),  # a chunk is never cut where it fits
        (16, 512, 2**28, [0]),
        (16, 512, 40 * 256 * 256 * 3, [0, 32]),  # as much as fits
        (40, 512, 25 * 256 * 256 * 3, [0, 25]),  # a chunk that does not fit is cut
        (40, 512, 1, list(range(44))),  # one image at least
    ],
)
def test_slices_follow_the_chunks(tmp_path, monkeypatch, chunk, batch, most, expected):
    monkeypatch.setattr(hdf5, "BATCH", batch)
    monkeypatch.setattr(hdf5, "MOST", most)
    path = layout.write(tmp_path / "g.h5", np.arange(44) % 10, chunk)
    with hdf5.opened(path) as found:
        slices = [(start, part.copy()) for start, part in found.batches()]
    assert [start for start, _ in slices] == expected
    np.testing.assert_array_equal(np.concatenate([part for _, part in slices]), layout.images(44))


def test_the_real_files_chunks_are_read_whole(tmp_path):
    path = tmp_path / "g.h5"
    with h5py.File(path, "w") as file:  # h5py's own choice for the real shape; declared alone
        file.create_dataset("images", (17_736, 256, 256, 3), np.uint8, chunks=True)
        file["ans"] = np.zeros(17_736, np.uint8)
        assert file["images"].chunks == (555, 16, 16, 1)
    with hdf5.opened(path) as found:
        starts = [start for start, _ in islice(found.batches(), 2)]
    assert starts == [0, 555]


MEASURE = """
from cnnviz.data import hdf5
from cnnviz.preprocessing import Preprocessing
before = peak()
assert len(hdf5.read(sys.argv[1], Preprocessing(size=8))) == 6000
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes are Linux's")
def test_more_images_than_the_bound_are_read_within_it(tmp_path):
    path = layout.declared(tmp_path / "g.h5", 6000)  # 1.2 GB
    assert int(said_by(MEASURE, path)) < 400_000
