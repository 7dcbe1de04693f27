"""The visitor's own images in the session: their addresses, limits, crops."""

import numpy as np
import pytest

from cnnviz.crop import Crop, cut
from cnnviz.data.image_file import ImageFileError, Stretch
from cnnviz.ui.own import kept
from tests.pages.opening import png
from tests.ui.test_galaxy import fits


@pytest.fixture(autouse=True)
def state(monkeypatch):
    """A session without a browser."""
    session = {}
    monkeypatch.setattr(kept.st, "session_state", session)
    return session


def test_images_have_the_addresses_in_which_they_came():
    added = [kept.add(png(seed=i), f"{i}.png").address for i in range(3)]
    assert added == ["upload", "upload-2", "upload-3"]
    assert [own.name for own in kept.images()] == ["0.png", "1.png", "2.png"]
    assert kept.find("upload-2") is kept.images()[1]
    assert kept.find("upload-4") is None


def test_an_address_is_given_to_no_other_image():
    for i in range(2):
        kept.add(png(seed=i), "a.png")
    kept.remove("upload-2")
    kept.remove("upload-2")
    assert kept.add(png(seed=5), "b.png").address == "upload-3"
    assert [own.address for own in kept.images()] == ["upload", "upload-3"]


def test_the_same_file_is_kept_once():
    one = kept.add(png(), "a.png")
    assert kept.add(png(), "again.png") is one
    assert len(kept.images()) == 1


def test_what_is_no_image_takes_no_address():
    with pytest.raises(ImageFileError, match=r"^a\.pdf: not an image"):
        kept.add(b"%PDF-1.4", "a.pdf")
    assert kept.images() == ()
    assert kept.add(png(), "b.png").address == "upload"


def test_no_more_images_than_is_said(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    for i in range(2):
        kept.add(png(seed=i), "a.png")
    with pytest.raises(ImageFileError, match=r"^third\.png: 2 images are kept at a time; remove"):
        kept.add(png(seed=9), "third.png")
    kept.remove("upload")
    assert kept.add(png(seed=9), "third.png").address == "upload-3"


def test_no_more_bytes_than_is_said(monkeypatch):
    first, second = png(seed=1), png(seed=2)
    monkeypatch.setattr(kept, "MOST_BYTES", len(first) + len(second) - 1)
    kept.add(first, "a.png")
    with pytest.raises(ImageFileError, match=r"^b\.png: with it your files would take more than"):
        kept.add(second, "b.png")


def test_a_crop_is_settled_cut_and_undone():
    own = kept.add(png(200, 300), "a.png")
    one, two = Crop(90, 140, 120, 25), Crop(-4, 140, 120, 0)
    for square in (one, one, two):  # the second is no change
        kept.crop("upload", square)
    found = kept.find("upload")
    assert found.galaxy.crop == Crop(0, 140, 120, 0)
    assert found.past == (None, one)
    assert found.whole is own.whole
    kept.undo("upload")
    galaxy = kept.find("upload").galaxy
    np.testing.assert_array_equal(galaxy.pixels, cut(own.whole.image(), one))
    kept.undo("upload")
    assert kept.find("upload").galaxy is own.whole
    kept.undo("upload")
    assert kept.find("upload").past == ()


def test_only_so_many_steps_are_remembered(monkeypatch):
    monkeypatch.setattr(kept, "STEPS", 3)
    kept.add(png(64, 64), "a.png")
    for row in range(10, 16):
        kept.crop("upload", Crop(row, 30, 20))
    assert [square.row for square in kept.find("upload").past] == [12, 13, 14]


def test_the_stretch_keeps_the_crop_and_an_image_of_eight_bits_has_none():
    kept.add(fits(), "a.fits")
    kept.add(png(64, 64), "a.png")
    square = Crop(32, 32, 40)
    kept.crop("upload", square)
    before = kept.find("upload").galaxy
    kept.stretch("upload", Stretch(black=5.0, softening=1.0))
    after = kept.find("upload").galaxy
    assert after.crop == square
    assert after.stretch == Stretch(black=5.0, softening=1.0)
    assert after.image().mean() < before.image().mean()
    other = kept.find("upload-2")
    kept.stretch("upload-2", Stretch(black=5.0))
    assert kept.find("upload-2") is other


def test_nobody_is_cut_where_there_is_none():
    kept.crop("upload", Crop(1, 1, 10))
    kept.undo("upload")
    kept.stretch("upload", Stretch())
    assert kept.images() == ()
