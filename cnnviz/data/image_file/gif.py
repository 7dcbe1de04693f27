"""GIF: the first picture alone (GIF89a specification, sections 17 to 26)."""

from cnnviz.data.image_file.refusal import broken

HEADER = 13  # bytes, with the logical screen
EXTENSION, PICTURE, TRAILER, CONTROL = 0x21, 0x2C, b";", 0xF9


def first_picture(data: bytes) -> bytes:
    """The file without comments and further pictures.

    Pillow joins comments one by one, each time from the beginning, which takes hours for millions.

    Returns:
        a GIF file of one picture, with what says which of its colours is transparent

    Raises:
        RefusedError: there is none, or it is cut
    """
    try:
        start = HEADER + _palette(data[10])
        kept = [data[:start]]
        while data[start] == EXTENSION:
            stop = _blocks(data, start + 2)
            if data[start + 1] == CONTROL:
                kept = [kept[0], data[start:stop]]
            start = stop
        if data[start] != PICTURE:
            raise broken("GIF")
        stop = _blocks(data, start + 10 + _palette(data[start + 9]) + 1)
    except IndexError as error:
        raise broken("GIF", cut=True) from error
    return b"".join([*kept, data[start:stop], TRAILER])


def _palette(flags: int) -> int:
    """Its length in bytes; none where the upper bit is not set."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, start: int) -> int:
    """Where blocks end, each of which tells its length; the last has none."""
    while data[start]:
        start += data[start] + 1
    return start + 1
