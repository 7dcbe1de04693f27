"""FITS: images, headers and the scale of pixels; astropy is the oracle."""

import gzip
import struct

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_area

from cnnviz.data.image_file import decode, wcs
from tests.data.image_file.files import fits_by_hand, fits_file, refusal, simple

RANDOM = np.random.default_rng(0)
KINDS = ("u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8")
SKY = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 10.7, "CRVAL2": 41.3}
TABLE = fits.BinTableHDU.from_columns([fits.Column("flux", "E", array=np.arange(5.0))])


def test_a_file_written_by_hand():
    # of two rows the first is drawn at the bottom
    data = fits_by_hand(simple(16, 2, 2), struct.pack(">4h", 1, 2, -3, 4))
    found = decode(data, "a")
    assert (found.kind, found.deep, found.pixel_scale) == ("FITS", True, None)
    assert found.values.tolist() == [[-3, 4], [1, 2]]
    assert found.planes.dtype == np.float32


def test_values_are_scaled_and_the_undefined_is_nan():
    more = ["BSCALE  =                  0.5", "BZERO   = 1.0D1 / ten", "BLANK   = -32768"]
    data = fits_by_hand(simple(16, 3, 1, more=more), struct.pack(">3h", 4, -32768, -2))
    np.testing.assert_array_equal(decode(data, "a").values, [[12, np.nan, 9]])
    assert decode(data, "a").rgb()[0, 1].tolist() == [0, 0, 0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(6, 5), (1, 6, 5), (3, 6, 5), (1, 3, 6, 5)])
@pytest.mark.parametrize("place", ["first", "behind a table", "packed"])
def test_every_kind_comes_back(kind, shape, place):
    array = (RANDOM.random(shape) * 100).astype(kind)
    parts = [array] if place != "behind a table" else [None, TABLE, array]
    parts = [fits.PrimaryHDU() if part is None else part for part in parts]
    data = fits_file(*parts)
    found = decode(gzip.compress(data) if place == "packed" else data, "a")
    expected = np.moveaxis(array.reshape(-1, 6, 5), 0, -1)[::-1]
    expected = expected[..., 0] if expected.shape[2] == 1 else expected
    np.testing.assert_array_equal(found.values, expected.astype("f4"))
    assert found.deep is (kind != "u1")
    assert found.rgb().shape == (6, 5, 3)


@pytest.mark.parametrize(
    ("bands", "first"),
    [("grz", 2), ("gri", 2), ("ugr", 2), ("zrg", 0), ("RGB", 0), ("gr", 0), ("", 0)],
)
def test_the_longest_wavelength_is_red(bands, first):
    array = np.zeros((3, 4, 4), "f4")
    array[first] = 7
    header = {"BANDS": bands} if bands else {}
    found = decode(fits_file((array, header)), "a")
    assert (found.values[..., 0] == 7).all()
    assert found.balanced is (first == 0)


def test_a_primary_header_without_data_is_passed_over():
    data = fits_file(fits.PrimaryHDU(), (np.full((2, 3), 5.0), {}), (np.full((4, 4), 9.0), {}))
    assert decode(data, "a").values.tolist() == [[5, 5, 5], [5, 5, 5]]


@pytest.mark.parametrize("first", [np.ones(9), np.full((5, 5), np.nan)])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_spectrum_and_an_image_without_values_are_passed_over(first, pack):
    later = [np.full((2, 3), 7.0), np.full((4, 4), 9.0)]
    assert decode(pack(fits_file(first, *later)), "a").values.tolist() == [[7, 7, 7], [7, 7, 7]]


def test_the_first_reason_is_given_where_no_image_follows():
    assert "NaN" in refusal(fits_file(np.full((5, 5), np.nan), np.ones(9)))
    assert "data of 9 values" in refusal(fits_file(np.ones(9), np.full((5, 5), np.nan), TABLE))


def test_the_order_of_axes_that_is_wanted_is_said():
    message = refusal(fits_file(np.ones((5, 4, 3))))
    assert message.endswith(
        "3 by 4 by 5 values; images of one or three planes are read, NAXIS3 = 3"
    )


def test_a_file_packed_in_two_parts_is_unpacked_whole():
    data = fits_file(np.full((60, 70), 5.0))
    whole = gzip.compress(data[:3000]) + gzip.compress(data[3000:])
    assert (decode(whole, "a").values == 5).all()


# the scale of pixels


def test_the_scale_of_the_legacy_surveys():
    # 0.262 arcsec, as their viewer writes it
    header = SKY | {"CD1_1": -7.27777777777778e-05, "CD1_2": 0.0, "CD2_1": 0.0}
    header |= {"CD2_2": 7.27777777777778e-05}
    scale = decode(fits_file((np.ones((4, 4)), header)), "a").pixel_scale
    assert scale == pytest.approx(0.262)


HEADERS = {
    "cdelt": {"CDELT1": -2e-4, "CDELT2": 1e-4},
    "turned": {"CD1_1": -1e-4, "CD1_2": 3e-5, "CD2_1": 2e-5, "CD2_2": 1.1e-4},
    "part of the matrix": {"CD1_1": 1e-4, "CD2_2": 2e-4},
    "pc": {"CDELT1": 1e-4, "CDELT2": 1e-4, "PC1_1": 0.6, "PC1_2": -0.8, "PC2_1": 0.8, "PC2_2": 0.6},
    "arcsec": {"CDELT1": 0.4, "CDELT2": 0.4, "CUNIT1": "arcsec", "CUNIT2": "arcsec"},
    "pc alone": {"PC1_1": -7e-5, "PC1_2": 1e-5, "PC2_1": 1e-5, "PC2_2": 7e-5},
    "mas": {"CDELT1": -262.0, "CDELT2": 262.0, "CUNIT1": "mas", "CUNIT2": "mas"},
    "rad": {
        **{"CDELT1": -1e-6, "CDELT2": 1e-6, "CUNIT1": "rad", "CUNIT2": "rad"},
        **{"CRVAL1": 0.19, "CRVAL2": 0.72},
    },
    "galactic": {"CTYPE1": "GLON-CAR", "CTYPE2": "GLAT-CAR", "CDELT1": 1e-3, "CDELT2": 1e-3},
    "declination first": {
        **{"CTYPE1": "DEC--TAN", "CTYPE2": "RA---TAN", "CRVAL1": 41.3, "CRVAL2": 10.7},
        **{"CDELT1": 1e-3, "CDELT2": 1e-3},
    },
}


@pytest.mark.parametrize("cards", HEADERS.values(), ids=HEADERS)
def test_the_scale_is_astropys(cards):
    header = fits.Header(SKY | cards)
    expected = 3600 * np.sqrt(proj_plane_pixel_area(WCS(header)))
    found = decode(fits_file((np.ones((4, 4)), dict(header))), "a").pixel_scale
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "cards",
    [
        {},
        {"CTYPE1": "LINEAR", "CTYPE2": "LINEAR", "CDELT1": 1.0, "CDELT2": 1.0},
        SKY,
        SKY | {"CDELT1": 0.1},
        SKY | {"CDELT1": 0.0, "CDELT2": 0.0},
        SKY | {"CDELT1": "wide", "CDELT2": 1.0},
        SKY | {"CDELT1": 1e300, "CDELT2": 1e300},
        SKY | {"CDELT1": 200.0, "CDELT2": 200.0},
        SKY | {"CDELT1": 1e-4, "CDELT2": 1e-4, "CUNIT1": "parsec"},
        SKY | {"CDELT1": 1e-4, "CDELT2": 1e-4, "CTYPE2": "FREQ"},
    ],
)
def test_a_header_without_a_sensible_scale_has_none(cards):
    assert wcs.pixel_scale(cards) is None
    data = fits_file((np.ones((4, 4)), cards))
    assert decode(data, "a").pixel_scale is None


# what is refused


def extension(kind, *cards):
    return fits_by_hand([f"XTENSION= '{kind:8}'", "BITPIX  = 8", *cards])


REFUSED = {
    "table": (fits_file(fits.PrimaryHDU(), TABLE), "a FITS table, not an image"),
    "no data": (fits_by_hand(simple(8)), "a FITS file without an image in it"),
    "zero by zero": (fits_by_hand(simple(8, 0, 0)), "a FITS file without an image in it"),
    "spectrum": (fits_by_hand(simple(8, 9), bytes(9)), "FITS data of 9 values"),
    "cube": (fits_by_hand(simple(8, 3, 3, 7), bytes(63)), "FITS data of 3 by 3 by 7 values"),
    "four axes": (fits_by_hand(simple(8, 2, 2, 3, 3), bytes(36)), "2 by 2 by 3 by 3 values"),
    "groups": (
        fits_by_hand(simple(8, 0, 5, more=["GROUPS  = T", "GCOUNT  = 1"]), bytes(5)),
        "a FITS file without an image in it",
    ),
    "packed tiles": (
        fits_by_hand(simple(8)) + extension("BINTABLE", "NAXIS   = 0", "ZIMAGE  = T"),
        "a packed FITS image is not read; unpack it with funpack",
    ),
    "truncated": (fits_by_hand(simple(16, 30, 20), bytes(1000)), "truncated FITS file"),
    "truncated header": (fits_by_hand(simple(16, 30, 20))[:1000], "truncated FITS file"),
    "endless header": (b"SIMPLE  =".ljust(80) + b" " * 3_000_000, "damaged FITS file"),
    "no bits": (fits_by_hand(["SIMPLE  = T", "NAXIS   = 1", "NAXIS1  = 2"]), "damaged FITS file"),
    "strange bits": (fits_by_hand(simple(24, 2, 2), bytes(12)), "damaged FITS file"),
    "negative": (fits_by_hand(simple(8, -2, -2)), "damaged FITS file"),
    "axes": (
        fits_by_hand(["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 9999999"]),
        "damaged FITS file",
    ),
    "words": (fits_by_hand(["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = many"]), "damaged FITS file"),
    "scaled by words": (
        fits_by_hand(simple(8, 2, 2, more=["BSCALE  = 'large'"]), bytes(4)),
        "damaged FITS file",
    ),
    "too large": (fits_by_hand(simple(8, 10_000, 10_000)), "100 megapixels, more than the 50"),
    "far too large": (fits_by_hand(simple(8, 10**18, 10**18)), "more than the 50 that are read"),
    "three large planes": (fits_by_hand(simple(-64, 5000, 5000, 3)), "more than 200 MB"),
    "gzip cut": (gzip.compress(fits_file(np.ones((9, 9))))[:-9], "truncated gzip file"),
    "gzip damaged": (b"\x1f\x8b\x08\0\0\0\0\0\0\3garbage!", "damaged gzip file"),
    "gzip of nothing": (gzip.compress(b""), "empty file, packed by gzip"),
    "gzip of text": (gzip.compress(b"a galaxy far away"), "a gzip archive of something else"),
    "gzip in gzip": (gzip.compress(gzip.compress(b"")), "a gzip archive of something else"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sound_image_is_refused(data, reason):
    message = refusal(data)
    assert reason in message
    assert ";" in message  # the way out


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_an_image_without_one_number_is_refused(value):
    data = fits_file(np.full((9, 9), value))
    assert refusal(data) == "all its pixels are NaN, not numbers; save it with values in them"


def test_an_image_whose_every_pixel_is_undefined_is_refused():
    data = fits_by_hand(simple(16, 2, 1, more=["BLANK   = 7"]), struct.pack(">2h", 7, 7))
    assert "NaN" in refusal(data)


def test_one_number_is_enough():
    array = np.full((900, 900), np.nan)  # so many that samples miss it
    array[123, 457] = 2.0
    picture = decode(fits_file(array), "a").rgb()
    assert picture[~np.isfinite(array[::-1])].max() == 0


def test_a_file_cut_anywhere_is_refused():
    data = fits_file(np.ones((40, 40)))
    end = len(data) - len(data) % 2880
    for length in [*range(9, 2880, 7), *range(2880, 2880 + 40 * 40 * 8, 501)]:
        assert "truncated FITS file" in refusal(data[:length]), length
    assert decode(data[: 2880 + 40 * 40 * 8], "a").values.shape == (40, 40)  # without filling
    assert end == len(data)
