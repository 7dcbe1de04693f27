"""Image files of every kind, sound and hostile, made here."""

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from astropy.io import fits
from PIL import Image

from cnnviz.data.image_file import ImageFileError, read

RAMP = np.stack(np.meshgrid(np.arange(47) * 5, np.arange(61) * 4), axis=-1)
PIXELS = np.concatenate([RAMP, RAMP.sum(axis=-1, keepdims=True) // 2], axis=-1).astype(np.uint8)
IMAGE = Image.fromarray(PIXELS)  # 61 pixels high, 47 wide, different everywhere
PNG = b"\x89PNG\r\n\x1a\n"
ORIENTATION = 0x0112


class Boom:
    """As a pickle it says when it is run."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


def encoded(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(kind, content):
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(width, height, depth=8, colour=2, data=b"", level=6, interlaced=0):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    end = chunk(b"IDAT", zlib.compress(data, level)) + chunk(b"IEND", b"")
    return PNG + chunk(b"IHDR", header) + end


def tiff(values, **options):
    """By tifffile, whose pixels are not ours."""
    file = io.BytesIO()
    tifffile.imwrite(file, values, metadata=None, **options)
    return file.getvalue()


def tiff_by_hand(fields, pixels=b"", order="<"):
    """A directory of LONGs, {tag: number or list}, with the pixels right behind the header."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8 + len(pixels))
    listed, tails = struct.pack(order + "H", len(fields)), b""
    behind = 8 + len(pixels) + 2 + 12 * len(fields) + 4
    for tag, value in sorted(fields.items()):
        numbers = value if isinstance(value, list) else [value]
        content = struct.pack(f"{order}{len(numbers)}I", *numbers)
        if len(numbers) > 1:
            place = struct.pack(order + "I", behind + len(tails))
            tails += content
        else:
            place = content
        listed += struct.pack(order + "HHI", tag, 4, len(numbers)) + place
    return head + pixels + listed + bytes(4) + tails


def fits_file(*parts):
    """By astropy: arrays and headers' parts, (array, {keyword: value}) or an HDU."""
    file = io.BytesIO()
    fits.HDUList([_hdu(part, first=i == 0) for i, part in enumerate(parts)]).writeto(file)
    return file.getvalue()


def _hdu(part, first):
    if not isinstance(part, np.ndarray | tuple):
        return part
    array, cards = part if isinstance(part, tuple) else (part, {})
    return (fits.PrimaryHDU if first else fits.ImageHDU)(array, fits.Header(cards))


def fits_by_hand(cards, data=b""):
    """Cards as they stand, "BITPIX  =                    8", filled to blocks."""
    lines = b"".join(card.encode("latin-1").ljust(80) for card in [*cards, "END"])
    return lines.ljust(-(-len(lines) // 2880) * 2880) + data


def simple(bitpix, *axes, more=()):
    """The cards of a FITS file's first header."""
    numbers = {"BITPIX": bitpix, "NAXIS": len(axes)}
    numbers |= {f"NAXIS{i}": n for i, n in enumerate(axes, start=1)}
    cards = [f"{name:8}= {number:>20}" for name, number in numbers.items()]
    return [f"SIMPLE  = {'T':>20}", *cards, *more]


def refusal(source, name="m31.png"):
    with pytest.raises(ImageFileError) as caught:
        read(source, name)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    return message.removeprefix(f"{name}: ")
