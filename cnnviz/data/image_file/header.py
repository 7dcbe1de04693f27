"""Headers of a FITS file (FITS standard 4.0, sections 3 and 4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cnnviz.data.image_file.refusal import broken
from cnnviz.data.image_file.wcs import KEYWORDS, Value

BLOCK, CARD = 2880, 80  # bytes
MOST_BLOCKS, MOST_PARTS = 1000, 1000  # of a header, of a file: each costs time
MOST_AXES = 999
WANTED = KEYWORDS | {
    *("SIMPLE", "XTENSION", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "GROUPS", "ZIMAGE"),
    *("BSCALE", "BZERO", "BLANK", "BANDS"),
}
VALUE = re.compile(r"\s*(?:'((?:[^']|'')*)'|([^/]*))")


@dataclass(frozen=True)
class Part:
    """A header with the place of its data.

    Args:
        values: of the keywords that matter here
        start: of the data, bytes from the beginning of the file
    """

    values: dict[str, Value]
    start: int

    def integer(self, name: str, default: int | None = None) -> int:
        """A keyword's integer.

        Raises:
            RefusedError: it is missing or no integer
        """
        value = self.values.get(name, default)
        if type(value) is not int:
            raise broken("FITS")
        return value

    def real(self, name: str, default: float) -> float:
        """A keyword's number.

        Raises:
            RefusedError: it is no number
        """
        value = self.values.get(name, default)
        if isinstance(value, str | bool):
            raise broken("FITS")
        return float(value)

    @property
    def axes(self) -> tuple[int, ...]:
        """Lengths of the axes, the fastest first.

        Raises:
            RefusedError: one is missing or negative
        """
        count = self.integer("NAXIS")
        if not 0 <= count <= MOST_AXES:
            raise broken("FITS")
        lengths = tuple(self.integer(f"NAXIS{i}") for i in range(1, count + 1))
        if any(length < 0 for length in lengths):
            raise broken("FITS")
        return lengths

    @property
    def size(self) -> int:
        """Of the data in bytes, without filling (section 4.4.1.1, equation 2)."""
        axes, groups = list(self.axes), self.values.get("GROUPS") is True
        if not axes or (axes[0] == 0 and not groups):
            return 0
        elements = 1
        for length in axes[1:] if groups else axes:
            elements *= length
        each = abs(self.integer("BITPIX")) // 8 * self.integer("GCOUNT", 1)
        return max(0, each * (self.integer("PCOUNT", 0) + elements))


def parts(data: bytes | bytearray) -> Iterator[Part]:
    """The file's headers, one after the other, each read when it is asked for.

    Raises:
        RefusedError: a header is damaged or cut
    """
    start = 0
    for _ in range(MOST_PARTS):
        if start >= len(data) or (start and data[start : start + 8] != b"XTENSION"):
            return  # what comes behind the last part is nobody's
        part = _part(data, start)
        yield part
        start = part.start + -(-part.size // BLOCK) * BLOCK


def _part(data: bytes | bytearray, start: int) -> Part:
    values: dict[str, Value] = {}
    for card in range(start, start + MOST_BLOCKS * BLOCK, CARD):
        line = data[card : card + CARD].decode("latin-1")
        if len(line) < CARD:
            raise broken("FITS", cut=True)
        name = line[:8].rstrip()
        if name == "END":
            blocks = -(-(card + CARD - start) // BLOCK)
            return Part(values, start + blocks * BLOCK)
        if line[8:10] == "= " and (name in WANTED or name.startswith("NAXIS")):
            values.setdefault(name, _value(line[10:]))
    raise broken("FITS")


def _value(text: str) -> Value:
    """Section 4.2: a string in quotes, T or F, or a number, before the comment."""
    found = VALUE.match(text)
    assert found is not None
    if found[1] is not None:
        return found[1].replace("''", "'").rstrip()
    plain = found[2].strip()
    if plain in ("T", "F"):
        return plain == "T"
    for number in (int, float):
        try:
            return number(plain.replace("D", "E") if number is float else plain)
        except ValueError:
            continue
    return plain
