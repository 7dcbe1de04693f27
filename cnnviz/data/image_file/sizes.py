"""Width and height from a file's header.

Pillow makes room for a WebP picture before it tells how large it is, and only complains where there
are no pixels at all.
"""

import struct

from cnnviz.data.image_file.refusal import broken

Size = tuple[int, int]


def png(data: bytes) -> Size:
    """W3C PNG, section 11.2.1.

    Raises:
        RefusedError: the first chunk is not the header
    """
    if data[8:16] != b"\0\0\0\x0dIHDR":
        raise broken("PNG")
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def webp(data: bytes) -> Size:
    """RFC 9649, sections 2.5 to 2.7.

    Raises:
        RefusedError: the first chunk is of no known kind
    """
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = data[24:27], data[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        across, down = struct.unpack_from("<HH", data, 26)
        return across & 0x3FFF, down & 0x3FFF
    raise broken("WebP")


def gif(data: bytes) -> Size:
    """GIF89a, section 18."""
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def bmp(data: bytes) -> Size:
    """Of OS/2's first header or of any later one, whose height is negative if rows run down."""
    short = struct.unpack_from("<I", data, 14)[0] == 12
    width, height = struct.unpack_from("<HH" if short else "<ii", data, 18)
    return width, abs(height)


def before_bmp(data: bytes) -> bytes:
    """What stands before the pixels; nothing behind OS/2's first header, where colours are."""
    start, header = struct.unpack_from("<II", data, 10)
    return data[: min(start, 26) if header == 12 else start]
