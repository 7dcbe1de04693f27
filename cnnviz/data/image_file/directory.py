"""The first directory of a TIFF file, and of EXIF, which is written the same way (TIFF 6.0, 2).

Only what is asked for is looked at, and only as long as it can rightly be: a directory of
thousands of entries that each claim the whole file would fill the memory otherwise.
"""

import struct
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.image_file.refusal import broken

ORIENTATION = 0x0112
# NumPy's type of each of TIFF's: BYTE ASCII SHORT LONG, RATIONAL as its bytes, SBYTE UNDEFINED ...
TYPES = {1: "u1", 2: "u1", 3: "u2", 4: "u4", 5: "V8", 6: "i1", 7: "u1", 8: "i2", 9: "i4"}


@dataclass(frozen=True)
class Entry:
    """One field: its type's number in TIFF, how many values, and where they begin in the file."""

    type: int
    count: int
    start: int


@dataclass(frozen=True)
class Directory:
    """The entries of a directory by their tags.

    Args:
        data: the whole file
        order: "<" or ">", the file's byte order
        entries: by tag; of two with one tag the first
    """

    data: bytes
    order: Literal["<", ">"]
    entries: dict[int, Entry]

    @classmethod
    def first(cls, data: bytes) -> "Directory":
        """The file's first directory.

        Raises:
            RefusedError: it ends within the directory
        """
        order: Literal["<", ">"] = "<" if data[:2] == b"II" else ">"
        entries: dict[int, Entry] = {}
        try:
            start = struct.unpack_from(order + "I", data, 4)[0]
            count = struct.unpack_from(order + "H", data, start)[0]
            for field in range(start + 2, start + 2 + 12 * count, 12):
                tag, kind, number, _ = struct.unpack_from(order + "HHII", data, field)
                place = cls._place(data, order, field + 8, kind, number)
                entries.setdefault(tag, Entry(kind, number, place))
        except struct.error as error:
            raise broken("TIFF", cut=True) from error
        return cls(data, order, entries)

    @staticmethod
    def _place(data: bytes, order: str, field: int, kind: int, count: int) -> int:
        """Where values begin: in the entry itself if they fit in four bytes."""
        size = np.dtype(TYPES.get(kind, "u1")).itemsize * count
        return field if size <= 4 else int(struct.unpack_from(order + "I", data, field)[0])

    def values(self, tag: int, most: int) -> NDArray[Any] | None:
        """What a tag holds, in the file's byte order; None where it is absent.

        Args:
            tag: its number
            most: as many values as it may have

        Raises:
            RefusedError: more of them, an unknown type, or beyond the end of the file
        """
        entry = self.entries.get(tag)
        if entry is None:
            return None
        if entry.type not in TYPES or not 0 < entry.count <= most:
            raise broken("TIFF")
        kind = np.dtype(TYPES[entry.type]).newbyteorder(self.order)
        if entry.start + kind.itemsize * entry.count > len(self.data):
            raise broken("TIFF", cut=True)
        return np.frombuffer(self.data, kind, entry.count, entry.start)

    def number(self, tag: int, default: int) -> int:
        """The first value of a tag.

        Raises:
            RefusedError: as for `values`
        """
        found = self.values(tag, 64)
        return default if found is None else int(found[0])
