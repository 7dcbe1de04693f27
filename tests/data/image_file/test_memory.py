"""Memory: no file takes more than 300 MB, whether it is read or refused."""

import gzip
import struct
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.data.image_file.files import (
    IMAGE,
    ORIENTATION,
    chunk,
    encoded,
    fits_by_hand,
    png,
    simple,
)
from tests.data.image_file.files import tiff_by_hand as tiff
from tests.peak import said_by

SIDE = 7071  # pixels: 50 megapixels
# as large as each kind may be
COSTLY, FLOATS, INKS = 4650, 6220, 4260  # pixels
LIMIT = 300  # MB
SCRIPT = """
from cnnviz.data.image_file import ImageFileError, read

for warm in sys.argv[2:]:
    read(Path(warm), "warm")
before, said = peak(), "read"
try:
    read(Path(sys.argv[1]), "m31")
except ImageFileError as error:
    said = str(error)
print((peak() - before) / 1024, said)
"""


def packed(data, times, start=b""):
    """A gzip file of `start` and then `data` so many times, made in little memory."""
    stream = zlib.compressobj(9, wbits=31)
    pieces = [stream.compress(start), *(stream.compress(data) for _ in range(times))]
    return b"".join([*pieces, stream.flush()])


def black_png(side, depth, colour, samples, missing=0):
    """Of which so many of the last rows are missing."""
    row = b"\0" + bytes(side * samples * depth // 8)
    stream = zlib.compressobj(9)
    rows = b"".join([*(stream.compress(row) for _ in range(side - missing)), stream.flush()])
    data = png(side, side, depth, colour)
    return data[:33] + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def cut(kind, mode="RGB", side=SIDE, **options):
    data = encoded(Image.new(mode, (side, side)), kind, **options)
    return data[: len(data) * 9 // 10]


def webp(side):
    """Of which the last rows are noise, so that it is no bomb."""
    pixels = np.zeros((side, side, 4), np.uint8)
    pixels[-9:] = np.random.default_rng(0).integers(0, 256, (9, side, 4), np.uint8)
    return encoded(Image.fromarray(pixels), "WEBP", lossless=True, method=0)


def turned_jpeg():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    return encoded(Image.new("RGB", (SIDE, SIDE)), "JPEG", exif=exif)


def deep_tiff(side):
    """Of four inks of sixteen bits, of which all strips are the same bytes."""
    strip, pieces = zlib.compress(bytes(8 * side * 100)), -(-side // 100)
    fields = {256: side, 257: side, 258: 16, 259: 8, 262: 5, 277: 4, 278: 100}
    return tiff(fields | {273: [8] * pieces, 279: [len(strip)] * pieces}, strip)


def nan_tiff():
    row = np.full(FLOATS, np.nan, "f4").tobytes()
    strip = zlib.compress(row * 100)
    pieces = -(-FLOATS // 100)
    fields = {256: FLOATS, 257: FLOATS, 258: 32, 259: 8, 262: 1, 277: 1, 278: 100, 339: 3}
    return tiff(fields | {273: [8] * pieces, 279: [len(strip)] * pieces}, strip)


def greedy_directory():
    """Entries that each claim most of the file, as EXIF has them too."""
    entries = b"".join(struct.pack("<HHII", 1000 + i, 7, 9_000_000, 8) for i in range(60_000))
    return b"II*\0" + struct.pack("<IH", 8, 60_000) + entries + bytes(9_000_004)


def greedy_jpeg():
    data, exif = encoded(IMAGE, "JPEG"), b"Exif\0\0" + greedy_directory()[:60_000]
    segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    return data[:2] + 100 * segment + data[2:-2]


def greedy_png():
    data = encoded(IMAGE)
    return data[:33] + chunk(b"eXIf", greedy_directory()) + data[33:-4]


EMPTY_TABLE = fits_by_hand(["XTENSION= 'BINTABLE'", "BITPIX  = 8", "NAXIS   = 0"])
NAN = np.full(FLOATS, np.nan, ">f4").tobytes()
ZEROS = bytes(4 * FLOATS)
BOMBS = {
    "png": lambda: black_png(SIDE, 8, 2, 3, missing=9),
    "png of 16 bits": lambda: black_png(SIDE, 16, 0, 1, missing=9),
    "png of 16 bits a colour": lambda: black_png(COSTLY, 16, 6, 4, missing=9),
    "png of too much": lambda: black_png(5100, 16, 6, 4),
    "jpeg": lambda: cut("JPEG"),
    "jpeg in steps": lambda: cut("JPEG", progressive=True, side=FLOATS),
    "jpeg of inks in steps": lambda: cut("JPEG", "CMYK", COSTLY, progressive=True),
    "jpeg of too much": lambda: cut("JPEG", "CMYK", progressive=True),
    "webp": lambda: webp(COSTLY)[:-3000] + b"\xff" * 3000,
    "webp of too much": lambda: webp(SIDE)[:-3000] + bytes(3000),
    "webp of nothing": lambda: encoded(Image.new("RGB", (COSTLY, COSTLY)), "WEBP", lossless=True),
    "tiff of too much": lambda: deep_tiff(5000),
    "gif": lambda: cut("GIF"),
    "bmp": lambda: (
        encoded(Image.new("RGB", (SIDE, 900)), "BMP")[:18]
        + struct.pack("<ii", SIDE, SIDE)
        + encoded(Image.new("RGB", (SIDE, 900)), "BMP")[26:]
    ),
    "tiff of nan": nan_tiff,
    "tiff of greedy entries": greedy_directory,
    "exif of greedy entries in jpeg": greedy_jpeg,
    "exif of greedy entries in png": greedy_png,
    "fits of nan": lambda: packed(NAN, FLOATS, fits_by_hand(simple(-32, FLOATS, FLOATS))),
    "fits bomb": lambda: packed(bytes(10**7), 60, fits_by_hand(simple(8, 9, 9))),
    "gzip bomb": lambda: packed(bytes(10**7), 60),
    "gzip bomb in gzip": lambda: gzip.compress(packed(bytes(10**7), 60)),
    "endless header": lambda: packed(b" " * 10**7, 15, b"SIMPLE  =".ljust(80)),
    "endless parts": lambda: packed(EMPTY_TABLE, 60_000, fits_by_hand(simple(8))),
    "20 MB of nothing": lambda: bytes(20 * 2**20 + 1),
}


LARGE = {
    "png": lambda: black_png(SIDE, 8, 2, 3),
    "png of 16 bits a colour": lambda: black_png(COSTLY, 16, 6, 4),
    "jpeg": turned_jpeg,
    "jpeg of inks in steps": lambda: encoded(
        Image.new("CMYK", (COSTLY, COSTLY)), "JPEG", progressive=True
    ),
    "webp": lambda: webp(COSTLY),
    "tiff": lambda: deep_tiff(INKS),
    "fits": lambda: packed(
        ZEROS, FLOATS - 1, fits_by_hand(simple(-32, FLOATS, FLOATS)) + NAN[:-4] + ZEROS[:4]
    ),
}


@pytest.fixture
def taken(tmp_path):
    """What a process of its own takes to read a file, MB, and what it says of it."""

    def measured(data):
        (tmp_path / "file").write_bytes(data)
        warm = [tmp_path / kind for kind in ("PNG", "WEBP", "TIFF")]
        for path in warm:  # so that what is measured is not the loading of libraries
            path.write_bytes(encoded(IMAGE, path.name))
        megabytes, _, said = said_by(SCRIPT, tmp_path / "file", *warm).partition(" ")
        return float(megabytes), said.strip()

    return measured


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads the peak where Linux has it")


@linux
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_refused_file_takes_little_memory(bomb, taken):
    megabytes, said = taken(bomb())
    assert said.startswith("m31: "), said
    assert megabytes < LIMIT


@linux
@pytest.mark.parametrize("file", LARGE.values(), ids=LARGE)
def test_a_file_that_is_read_takes_little_memory(file, taken):
    megabytes, said = taken(file())
    assert said == "read"
    assert megabytes < LIMIT
