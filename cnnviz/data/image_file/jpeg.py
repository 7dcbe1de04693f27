"""JPEG: its segments (ITU-T T.81, annex B)."""

APP1, APP15, COM, SOS = 0xE1, 0xEF, 0xFE, 0xDA
ADOBE = 0xEE  # APP14 tells how CMYK is to be read
LONE = {0x01, *range(0xD0, 0xD9), 0xFF, 0x00}  # markers without a length, and filling
EXIF = b"Exif\0\0"
MARKER_OF_THE_END = b"\xff\xd9"


def without_metadata(data: bytes) -> tuple[bytes, bytes]:
    """The file without what programs say about it, and its EXIF.

    Pillow reads EXIF as soon as it opens a file, every entry with all that it claims to hold.

    Returns:
        a JPEG file of the same pixels; EXIF as it stands in the file, empty where there is none
    """
    kept, exif, start = [data[:2]], b"", 2
    while start + 4 <= len(data):
        marker = data[start + 1]
        if data[start] != 0xFF or marker in LONE:
            start += 1  # to the next byte that may begin a marker
            continue
        if marker == SOS:
            break
        stop = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
        segment = data[start:stop]
        if not _is_metadata(marker):
            kept.append(segment)
        elif marker == APP1 and segment[4:].startswith(EXIF):
            exif = exif or segment[4:]
        start = stop
    return b"".join([*kept, data[start:]]), exif


def _is_metadata(marker: int) -> bool:
    return marker == COM or (APP1 <= marker <= APP15 and marker != ADOBE)


def end(data: bytes) -> int:
    """Where the last picture in the file ends; its length where that is missing.

    Metadata may hold a whole JPEG file, and cameras hang further ones on behind.
    """
    last = data.rfind(MARKER_OF_THE_END)
    return len(data) if last < 0 else last + 2
