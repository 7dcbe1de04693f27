"""JPEG: its segments (ITU-T T.81, annex B)."""

import struct
from collections.abc import Iterator

from cnnviz.data.image_file.refusal import broken

APP1, APP15, COM, SOS = 0xE1, 0xEF, 0xFE, 0xDA
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
ADOBE = 0xEE  # APP14 tells how CMYK is to be read
LONE = {0x01, *range(0xD0, 0xD9), 0xFF, 0x00}  # markers without a length, and filling
MOST_SEGMENTS, MOST_SCANS = 10_000, 100  # each costs time, a scan as much as a whole picture
EXIF = b"Exif\0\0"
SCAN, END = b"\xff\xda", b"\xff\xd9"


def without_metadata(data: bytes) -> tuple[bytes, bytes]:
    """The file without what programs say about it, and its EXIF.

    Pillow reads EXIF as soon as it opens a file, every entry with all that it claims to hold.

    Returns:
        a JPEG file of the same pixels; EXIF as it stands in the file, empty where there is none

    Raises:
        RefusedError: countless segments or scans
    """
    kept, exif, stop = [data[:2]], b"", 2
    for marker, start, stop in _segments(data):
        segment = data[start:stop]
        if not _is_metadata(marker):
            kept.append(segment)
        elif marker == APP1 and segment[4:].startswith(EXIF):
            exif = exif or segment[4:]
        if len(kept) > MOST_SEGMENTS:
            raise broken("JPEG")
    if data.count(SCAN, stop) > MOST_SCANS:
        raise broken("JPEG")
    return b"".join([*kept, data[stop:]]), exif


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and stop of each segment before the first scan."""
    start = 2
    while start + 4 <= len(data):
        marker = data[start + 1]
        if data[start] != 0xFF or marker in LONE:
            start += 1  # to the next byte that may begin a marker
        elif marker == SOS:
            return
        else:
            stop = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
            yield marker, start, stop
            start = stop


def coefficients(data: bytes) -> int:
    """Bytes that libjpeg keeps of a picture in several scans until the last has come.

    Two for each coefficient of each component; none of a picture in a single scan.
    """
    frame, stop = b"", 2
    for marker, start, stop in _segments(data):
        frame = data[start:stop] if marker in FRAMES else frame
    scan = data.find(SCAN, stop)
    if not frame or scan < 0:
        return 0
    height, width, count = struct.unpack_from(">HHB", frame, 5)
    if frame[1] not in PROGRESSIVE and data[scan + 4] == count:
        return 0
    factors = [divmod(factor, 16) for factor in frame[11 : 11 + 3 * count : 3]]
    across, down = (8 * max(each) for each in zip(*factors, strict=True))
    blocks = sum(a * b for a, b in factors) * -(-width // across) * -(-height // down)
    return 2 * 64 * int(blocks)


def _is_metadata(marker: int) -> bool:
    return marker == COM or (APP1 <= marker <= APP15 and marker != ADOBE)


def metadata(data: bytes) -> Iterator[bytes]:
    """Segments before the first scan that hold no picture."""
    return (data[start:stop] for marker, start, stop in _segments(data) if marker not in FRAMES)


def end(data: bytes) -> int:
    """Where the last picture in the file ends; its length where that is missing.

    Metadata may hold a whole JPEG file, and cameras hang further ones on behind.
    """
    last = data.rfind(END)
    return len(data) if last < 0 else last + 2
