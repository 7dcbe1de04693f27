"""ZIP files for tests: good ones by Python's zipfile, bad ones byte by byte."""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image


def png(value=0, side=8):
    """An image file of one grey."""
    file = BytesIO()
    Image.fromarray(np.full((side, side, 3), value, np.uint8)).save(file, "png")
    return file.getvalue()


def packed(files, method=zipfile.ZIP_DEFLATED, comment=b""):
    """A ZIP file of files by name; a name with `/` at its end is a folder."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = comment
    return file.getvalue()


@dataclass(frozen=True)
class Entry:
    """What the headers of one file say; None is the truth."""

    name: bytes
    content: bytes = b""
    method: int = 0
    flags: int = 0
    size: int | None = None
    packed: int | None = None
    crc: int | None = None
    mode: int = 0
    local_name: bytes | None = None
    local_size: int | None = None
    told: tuple[int, int, int] | None = None  # before the data; the truth then stands behind them
    at: int | None = None
    body: bytes | None = None  # packed bytes in place of the content's own

    @property
    def data(self):
        if self.body is not None:
            return self.body
        if self.method == 0:
            return self.content
        packing = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packing.compress(self.content) + packing.flush()

    def numbers(self, size=None):
        crc = zlib.crc32(self.content) if self.crc is None else self.crc
        length = len(self.data) if self.packed is None else self.packed
        mine = len(self.content) if self.size is None else self.size
        return crc, length, mine if size is None else size

    def local(self):
        name = self.name if self.local_name is None else self.local_name
        numbers = self.told or self.numbers(self.local_size)
        head = (b"PK\3\4", 20, self.flags, self.method, 0, 0x21, *numbers, len(name), 0)
        return struct.pack("<4s5H3L2H", *head) + name + self.data + self.behind()

    def behind(self):
        return b"" if self.told is None else struct.pack("<4s3L", b"PK\7\10", *self.numbers())

    def central(self, at):
        head = (b"PK\1\2", 0x0314, 20, self.flags, self.method, 0, 0x21, *self.numbers())
        tail = (len(self.name), 0, 0, 0, 0, self.mode << 16, at if self.at is None else self.at)
        return struct.pack("<4s6H3L5H2L", *head, *tail) + self.name


def written(*entries, count=None, before=b"", between=b"", listed=None):
    """A ZIP file whose headers say what the entries say."""
    body, places = before, []
    for entry in entries:
        places.append(len(body))
        body += entry.local()
    body += between
    pairs = zip(entries, places, strict=True)
    directory = b"".join(one.central(at) for one, at in pairs) if listed is None else listed
    number = len(entries) if count is None else count
    end = (b"PK\5\6", 0, 0, number, number, len(directory), len(body), 0)
    return body + directory + struct.pack("<4s4H2LH", *end)
