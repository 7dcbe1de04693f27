"""Whatever the bytes are: an image, or one sentence."""

import gzip
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz.data.image_file import ImageFileError, decode
from cnnviz.data.image_file.kinds import STARTS
from tests.data.image_file.files import IMAGE, PNG, encoded, fits_file, png, tiff

SMALL = IMAGE.resize((19, 17))
DEEP = np.asarray(SMALL).astype("u2") * 257
FLOAT = DEEP[..., 0].astype("f4")
SKY = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CDELT1": 1e-4, "CDELT2": 1e-4}
ROWS = b"".join(b"\0" + row.astype(">u2").tobytes() for row in DEEP)
TURNED = Image.Exif()
TURNED[0x0112] = 6
FITS = fits_file((FLOAT, SKY))
FILES = {
    "png": encoded(SMALL),
    "png palette": encoded(SMALL.convert("P"), transparency=0),
    "png of 16 bits": png(19, 17, 16, data=ROWS),
    "jpeg": encoded(SMALL, "JPEG", exif=TURNED),
    "jpeg in steps": encoded(SMALL.convert("CMYK"), "JPEG", progressive=True),
    "webp": encoded(SMALL, "WEBP", exif=TURNED),
    "webp without loss": encoded(SMALL.convert("RGBA"), "WEBP", lossless=True),
    "gif": encoded(SMALL, "GIF", save_all=True, append_images=[SMALL.rotate(90)]),
    "bmp": encoded(SMALL, "BMP"),
    "tiff": encoded(SMALL, "TIFF", compression="tiff_lzw"),
    "tiff jpeg": encoded(SMALL.convert("YCbCr"), "TIFF", compression="jpeg"),
    "tiff fax": encoded(SMALL.convert("1"), "TIFF", compression="group4"),
    "tiff of 16 bits": tiff(DEEP, photometric="rgb", compression="zlib", predictor=True),
    "tiff of tiles": tiff(DEEP, photometric="rgb", tile=(16, 16), compression="zlib"),
    "tiff of floats": tiff(FLOAT),
    "fits": FITS,
    "fits of planes": fits_file(np.moveaxis(DEEP, -1, 0).copy()),
    "fits packed": gzip.compress(FITS),
}
QUICK = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def decoded(data):
    """What comes out, or the sentence why nothing does; any other exception fails the test."""
    try:
        return decode(data, "m31")
    except ImageFileError as error:
        return str(error)


def check(data):
    """What comes out is whole, and what is refused is told in one line."""
    found = decoded(data)
    if isinstance(found, str):
        assert found.startswith("m31: ")
        assert "\n" not in found
        return
    height, width = found.values.shape[:2]
    assert found.values.shape[2:] in ((), (3,))
    picture = found.rgb()
    assert (picture.shape, picture.dtype) == ((height, width, 3), np.uint8)
    assert found.pixel_scale is None or 0 < found.pixel_scale < np.inf


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_read_before_it_is_damaged(name):
    assert set(decoded(FILES[name]).values.shape[:2]) == {17, 19}


@QUICK
@given(st.binary(max_size=300))
@example(b"")
def test_any_bytes(data):
    check(data)


@QUICK
@given(st.sampled_from([*STARTS, b"RIFF\xff\0\0\0WEBPVP8 "]), st.binary(max_size=300))
def test_any_bytes_behind_the_mark_of_a_kind(start, data):
    check(start + data)


@pytest.mark.parametrize("name", FILES)
@QUICK
@given(data=st.data())
def test_a_file_cut_anywhere(name, data):
    file = FILES[name]
    check(file[: data.draw(st.integers(0, len(file) - 1))])


@pytest.mark.parametrize("name", FILES)
@QUICK
@given(data=st.data())
def test_a_file_with_changed_bytes(name, data):
    file = bytearray(FILES[name])
    # headers stand at either end, and there a change does most
    ends = st.one_of(st.integers(0, 200), st.integers(-300, -1), st.integers(0, len(file) - 1))
    values = st.one_of(st.sampled_from([0, 1, 127, 128, 255]), st.integers(0, 255))
    for place, value in data.draw(st.lists(st.tuples(ends, values), min_size=1, max_size=8)):
        file[place % len(file)] = value
    check(mended(file) if name.startswith("png") else bytes(file))


@pytest.mark.parametrize("name", FILES)
@QUICK
@given(data=st.data())
def test_a_file_with_bytes_put_in_or_taken_out(name, data):
    file = FILES[name]
    start = data.draw(st.integers(0, len(file)))
    end = data.draw(st.integers(start, min(start + 40, len(file))))
    check(file[:start] + data.draw(st.binary(max_size=40)) + file[end:])


def mended(file):
    """A PNG file with right checksums, so that what is changed is looked at."""
    start = len(PNG)
    while start + 12 <= len(file):
        last = start + 8 + int.from_bytes(file[start : start + 4], "big")
        file[last : last + 4] = zlib.crc32(file[start + 4 : last]).to_bytes(4, "big")
        start = last + 4
    return bytes(file)
