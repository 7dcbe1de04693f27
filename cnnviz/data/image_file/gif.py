"""GIF: the first picture alone (GIF89a specification, sections 17 to 26)."""

from collections.abc import Iterator

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


def metadata(data: bytes) -> Iterator[bytes]:
    """What stands between the pictures and before the first, without palettes."""
    return (data[start:stop] for kind, start, stop in _parts(data) if kind != PICTURE)


def end(data: bytes) -> int:
    """Where the last picture ends in the file; its length where it is cut."""
    stops = (stop for kind, _, stop in _parts(data) if kind == TRAILER[0])
    return next(stops, len(data))


def _parts(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and stop of each part behind the header and its palette, until one is cut."""
    try:
        stop = HEADER + _palette(data[10])
        while (kind := data[start := stop]) in (EXTENSION, PICTURE):
            stop = start + 10 + _palette(data[start + 9]) + 1 if kind == PICTURE else start + 2
            stop = _blocks(data, stop)
            yield kind, start, stop
        yield TRAILER[0], start, start + (kind == TRAILER[0])
    except IndexError:
        return


def _palette(flags: int) -> int:
    """Its length in bytes; none where the upper bit is not set."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, start: int) -> int:
    """Where blocks end, each of which tells its length; the last has none."""
    while data[start]:
        start += data[start] + 1
    return start + 1
