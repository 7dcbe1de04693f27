"""WebP: its container."""

import struct
from collections.abc import Iterator

from cnnviz.data.image_file import sizes
from cnnviz.data.image_file.refusal import RefusedError, broken, check_memory

PIXELS = {b"VP8 ", b"VP8L", b"ALPH", b"ANMF"}
PIXEL_BYTES = 12  # the decoder has two pictures of four bytes a pixel and hands out a third
# a picture of one colour may be small; a large one with anything in it, be it the last noise of
# its sky, takes more bytes
SMALL, MOST_TIMES = 4_000_000, 10_000  # pixels; bytes of pixels for each byte of the file


def check(data: bytes) -> None:
    """Refuse what would take much memory, of which Pillow takes most when it opens the file.

    Raises:
        RefusedError: too much, or a large picture that a few bytes cannot have anything to say of
    """
    width, height = sizes.webp(data)
    check_memory(width, height, PIXEL_BYTES * width * height + 2 * len(data))
    if width * height > SMALL and 4 * width * height > MOST_TIMES * len(data):
        found = f"{width * height / 1e6:.1f} megapixels in {len(data)} bytes"
        most = f"at most {SMALL / 1e6:.0f} megapixels"
        raise RefusedError(f"{found}, a decompression bomb; make it smaller, {most}")


def metadata(data: bytes) -> Iterator[bytes]:
    """What stands in the chunks that hold no pixels (section 2.3)."""
    start = 12
    while start + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, start)
        if kind not in PIXELS:
            yield data[start + 8 : start + 8 + length]
        start += 8 + length + length % 2


def end(data: bytes) -> int:
    """Where the picture ends in the file (RFC 9649, section 2.4).

    Raises:
        RefusedError: beyond its end
    """
    last = 8 + int.from_bytes(data[4:8], "little")
    if last > len(data) or len(data) < 30:
        raise broken("WebP", cut=True)
    return last
