"""Memory: no refused file takes more than 300 MB, however much it claims to be."""

import gzip
import struct
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.data.image_file.files import IMAGE, chunk, encoded, fits_by_hand, png, simple
from tests.data.image_file.files import tiff_by_hand as tiff
from tests.peak import said_by

SIDE = 7071  # pixels: 50 megapixels
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


def bomb_of_png_rows(depth, colour, samples):
    """Of which the last nine rows are missing."""
    row = b"\0" + bytes(SIDE * samples * depth // 8)
    stream = zlib.compressobj(9)
    rows = b"".join([*(stream.compress(row) for _ in range(SIDE - 9)), stream.flush()])
    data = png(SIDE, SIDE, depth, colour)
    return data[:33] + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def cut(kind, **options):
    data = encoded(Image.new("RGB", (SIDE, SIDE)), kind, **options)
    return data[: len(data) * 9 // 10]


def nan_tiff():
    row = np.full(SIDE, np.nan, "f4").tobytes()
    strip = zlib.compress(row * 100)
    pieces = -(-SIDE // 100)
    fields = {256: SIDE, 257: SIDE, 258: 32, 259: 8, 262: 1, 277: 1, 278: 100, 339: 3}
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
NAN = np.full(SIDE, np.nan, ">f4").tobytes()
BOMBS = {
    "png": lambda: bomb_of_png_rows(8, 2, 3),
    "png of 16 bits": lambda: bomb_of_png_rows(16, 0, 1),
    "png of 16 bits a colour": lambda: bomb_of_png_rows(16, 6, 4),
    "jpeg": lambda: cut("JPEG"),
    "jpeg in steps": lambda: cut("JPEG", progressive=True),
    "webp": lambda: cut("WEBP", method=0),
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
    "fits of nan": lambda: packed(NAN, SIDE, fits_by_hand(simple(-32, SIDE, SIDE))),
    "fits bomb": lambda: packed(bytes(10**7), 60, fits_by_hand(simple(8, 9, 9))),
    "gzip bomb": lambda: packed(bytes(10**7), 60),
    "gzip bomb in gzip": lambda: gzip.compress(packed(bytes(10**7), 60)),
    "endless header": lambda: packed(b" " * 10**7, 15, b"SIMPLE  =".ljust(80)),
    "endless parts": lambda: packed(EMPTY_TABLE, 60_000, fits_by_hand(simple(8))),
    "20 MB of nothing": lambda: bytes(20 * 2**20 + 1),
}


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak where Linux has it")
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_refused_file_takes_little_memory(bomb, tmp_path):
    (tmp_path / "bomb").write_bytes(bomb())
    warm = [tmp_path / kind for kind in ("PNG", "WEBP", "TIFF")]
    for path in warm:  # so that what is measured is not the loading of libraries
        path.write_bytes(encoded(IMAGE, path.name))
    taken, _, said = said_by(SCRIPT, tmp_path / "bomb", *warm).partition(" ")
    assert said.startswith("m31: "), said
    assert float(taken) < LIMIT
