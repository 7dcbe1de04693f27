"""A galaxy of the app: addresses, titles, and a visitor's own file."""

import sys
from io import BytesIO

import numpy as np
import pytest
from astropy.io import fits as astropy_fits
from PIL import Image

from cnnviz.crop import Crop, cut
from cnnviz.data import simulator
from cnnviz.data.image_file import ImageFileError, Stretch
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import galaxy
from tests.peak import said_by

RNG = np.random.default_rng(0)


def png(height, width):
    file = BytesIO()
    Image.fromarray(RNG.integers(0, 255, (height, width, 3), dtype=np.uint8)).save(file, "png")
    return file.getvalue()


def test_the_published_address():
    assert galaxy.simulated_address(3, 17) == "sim-barred-17"
    assert galaxy.parse_address("sim-barred-17") == (3, 17)


@pytest.mark.parametrize("label", range(7))
@pytest.mark.parametrize("seed", [0, 7, galaxy.LARGEST_SEED])
def test_addresses_are_read_back(label, seed):
    assert galaxy.parse_address(galaxy.simulated_address(label, seed)) == (label, seed)


@pytest.mark.parametrize(
    "address",
    [
        "", "upload", "sim-barred", "sim-barred-", "sim-barred--1", "sim-barred-1.5",
        "sim-spiral-1", "sim-barred-1234567890", "sim-barred-1 ", "SIM-barred-1",
        "sim-barred-\N{ARABIC-INDIC DIGIT ONE}",
    ],
)  # fmt: skip
def test_other_addresses_are_none(address):
    assert galaxy.parse_address(address) is None


def test_a_simulated_galaxy_has_its_address_title_scale_and_truth():
    images = simulator.galaxy(3, 17)
    found = galaxy.from_simulation(images)
    assert found.address == found.key == "sim-barred-17"
    assert found.title == "Barred Spiral, simulated, seed 17"
    assert found.pixel_scale == images.table["pxscale"][0]
    assert found.shape == (96, 96)
    assert found.truth["bar_length"] > 0
    assert "separation" not in found.truth  # a merger's
    np.testing.assert_array_equal(found.image(), images.pixels[0])


def test_its_class_is_found_among_a_networks_own():
    barred, typ = (
        galaxy.Galaxy("a", np.zeros((1, 1, 3), np.uint8), (1, 1), label=label, own_class=name)
        for label, name in ((3, "SBb"), (None, "Typ B"))
    )
    assert barred.label_in(("a", "Barred Spiral")) == 1
    assert barred.label_in(("a", "b")) is None
    assert typ.label_in(("Typ A", "Typ B")) == 1
    assert typ.label_in(CLASSES) is None
    assert galaxy.from_file(png(8, 8), "a.png").label_in(("", *CLASSES)) is None


def test_a_file_keeps_its_own_size_and_shows_a_smaller_copy():
    found = galaxy.from_file(png(400, 1536), "wide.png")
    assert (found.shape, found.pixels.shape) == ((400, 1536), (200, 768, 3))
    assert found.image().shape == (400, 1536, 3)
    assert (found.address, found.label, found.pixel_scale) == ("upload", None, None)


def test_a_small_file_is_shown_as_it_is():
    found = galaxy.from_file(png(60, 80), "small.png")
    np.testing.assert_array_equal(found.pixels, found.image())


def test_different_files_have_different_keys_and_the_name_is_in_none():
    file, other = png(8, 8), png(8, 8)
    one, same, two = (galaxy.from_file(f, n) for f, n in ((file, "a"), (file, "b"), (other, "a")))
    assert one.key == same.key != two.key


def test_what_is_no_image_is_refused_by_name():
    with pytest.raises(ImageFileError, match=r"^m31\.png: not an image"):
        galaxy.from_file(b"%PDF-1.4", "m31.png")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.262, 0.262), (np.float32(0.25), 0.25), (np.float64(0.5), 0.5), (1, 1.0), (0, None),
     (-1.0, None), (np.inf, None), (np.nan, None), ("0.262", None)],
)  # fmt: skip
def test_a_scale_is_a_positive_finite_number(value, expected):
    pixels = np.zeros((4, 4, 3), np.uint8)
    known = galaxy.Galaxy("x", pixels, (4, 4), truth={"pxscale": value, "redshift": value})
    assert known.pixel_scale == known.redshift == expected
    assert type(known.redshift) in (float, type(None))
    assert galaxy.Galaxy("x", pixels, (4, 4)).redshift is None


def fits(height=64, width=64):
    """A float image with a pixel scale of 0.5 arcsec, and a source in the middle."""
    y, x = np.mgrid[:height, :width]
    light = 200 * np.exp(-((y - height / 2) ** 2 + (x - width / 2) ** 2) / 50)
    image = astropy_fits.PrimaryHDU((light + RNG.normal(100, 2, light.shape)).astype(np.float32))
    step = 0.5 / 3600
    cards = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CDELT1": -step, "CDELT2": step}
    image.header.update(cards | {"CRPIX1": 32, "CRPIX2": 32, "CRVAL1": 10, "CRVAL2": 20})
    file = BytesIO()
    image.writeto(file)
    return file.getvalue()


def test_a_fits_file_has_its_scale_and_a_stretch_that_can_be_changed():
    file = fits()
    found = galaxy.from_file(file, "m31.fits")
    assert found.pixel_scale == pytest.approx(0.5)
    assert not found.simulated
    other = galaxy.from_file(file, "m31.fits", Stretch(black=5.0, softening=1.0))
    assert other.key != found.key
    assert other.image().mean() < found.image().mean()
    np.testing.assert_array_equal(other.image(), other.pixels)
    assert galaxy.from_file(png(8, 8), "a.png").stretch is None


def test_what_is_cut_out_is_the_image_of_every_page():
    file = png(200, 300)
    found = galaxy.from_file(file, "a.png")
    square = Crop(90, 140, 120, 25)
    part = found.cropped(square)
    expected = cut(found.image(), square)
    np.testing.assert_array_equal(part.image(), expected)
    np.testing.assert_array_equal(Preprocessing().pixels(part.image()), expected)
    assert (part.shape, part.crop, part.file) == ((96, 96), square, file)
    assert len({found.key, part.key, found.cropped(Crop(90, 140, 120, 26)).key}) == 3
    assert part.key == found.cropped(Crop(90, 140, 120, 25)).key


def test_a_pixel_of_the_cut_has_its_own_size_on_the_sky():
    found = galaxy.from_file(fits(), "m31.fits")
    # 48 pixels of 0.5 arcsec become 96
    assert found.cropped(Crop(32, 32, 48)).pixel_scale == pytest.approx(0.25)
    assert galaxy.from_file(png(50, 50), "a.png").cropped(Crop(25, 25, 48)).pixel_scale is None


def test_a_cut_follows_the_stretch():
    file, square = fits(), Crop(32, 32, 40)
    one = galaxy.from_file(file, "m31.fits").cropped(square)
    two = galaxy.from_file(file, "m31.fits", Stretch(black=5.0, softening=1.0)).cropped(square)
    assert one.key != two.key
    assert two.image().mean() < one.image().mean()


@pytest.mark.parametrize(("number", "address"), [(1, "upload"), (2, "upload-2"), (37, "upload-37")])
def test_ones_own_images_have_addresses(number, address):
    assert galaxy.own_address(number) == address
    assert galaxy.own_number(address) == number


@pytest.mark.parametrize(
    "address", ["", "upload-", "upload-1", "upload-0", "upload-02", "upload--2", "uploads",
                "upload-2 ", "upload-9999999", "sim-barred-17"],
)  # fmt: skip
def test_other_addresses_are_nobodys_own(address):
    assert galaxy.own_number(address) is None


def test_a_title_counts_and_has_no_name_of_a_file():
    titles = [galaxy.from_file(png(8, 8), "m31", address=a).title for a in ("upload", "upload-3")]
    assert titles == ["Your image", "Your image 3"]


@pytest.mark.parametrize("shape", [(3000, 2000), (1600, 9001), (20_000, 3), (768, 400), (1, 1)])
def test_an_image_is_shown_as_pillow_makes_it_smaller(shape):
    rows, columns = (np.linspace(0, 9, n) for n in shape)
    pixels = np.uint8(127 + 100 * np.sin(rows)[:, None, None] * np.cos(columns)[:, None])
    pixels = np.repeat(pixels, 3, axis=2)
    expected = Image.fromarray(pixels)
    expected.thumbnail((galaxy.PREVIEW, galaxy.PREVIEW), Image.Resampling.LANCZOS)
    found = galaxy.preview(pixels)
    assert found.shape == (expected.height, expected.width, 3)
    np.testing.assert_allclose(found, np.int16(expected), atol=3)


WHOLE = """
from cnnviz.ui.galaxy import from_file
from tests.peak import said_by

from_file(Path(sys.argv[2]).read_bytes(), "warm")
before = peak()
from_file(Path(sys.argv[1]).read_bytes(), "m31")
print((peak() - before) / 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak where Linux has it")
def test_the_largest_image_takes_no_more_memory_than_its_reading(tmp_path):
    for name, side in (("m31.png", 7071), ("warm.png", 99)):
        Image.new("RGB", (side, side)).save(tmp_path / name, compress_level=1)
    # Streamlit says that there is no server
    said = said_by(WHOLE, tmp_path / "m31.png", tmp_path / "warm.png", loud=True)
    assert float(said) < 300
