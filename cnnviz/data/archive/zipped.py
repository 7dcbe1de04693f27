"""An archive that was checked, and the bytes of one of its members."""

import hashlib
import zlib
from dataclasses import dataclass, field
from functools import cached_property

from cnnviz.data.archive import layout
from cnnviz.data.archive.records import STORED, ArchiveError, Member, RefusedError
from cnnviz.data.image_file import MAX_BYTES, ImageFileError

DAMAGED = "damaged in the ZIP file; pack it again"


@dataclass(eq=False)
class Archive:
    """A ZIP file in memory, until it is released.

    Args:
        data: the whole file
        members: its files
    """

    data: bytes = field(repr=False)
    members: tuple[Member, ...]

    @cached_property  # some hundred megabytes are read for it
    def sha256(self) -> str:
        """Of the whole file, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def release(self) -> None:
        """Free the memory, whoever still has this archive; its members can no longer be read."""
        self.data = b""

    def read(self, member: Member) -> bytes:
        """The bytes of one member, no more of them than the headers say and MAX_BYTES.

        Raises:
            ImageFileError: too large, or not what the headers say
        """
        try:
            return _read(memoryview(self.data), member)
        except (RefusedError, zlib.error) as error:
            why = error if isinstance(error, RefusedError) else DAMAGED
            raise ImageFileError(f"{member.path}: {why}") from error


def opened(data: bytes, name: str) -> Archive:
    """Check a ZIP file; nothing is unpacked.

    Args:
        data: the file
        name: what it is called in a message; never used as a path

    Raises:
        ArchiveError: not a ZIP file, truncated, encrypted or made to do harm; one sentence
    """
    try:
        return Archive(data, layout.checked(data))
    except RefusedError as error:
        raise ArchiveError(f"{name}: {error}") from error


def _read(data: memoryview, member: Member) -> bytes:
    if member.size > MAX_BYTES:
        raise RefusedError(f"larger than {MAX_BYTES >> 20} MB; make it smaller")
    packed = data[member.start : member.start + member.packed]
    if member.method == STORED:
        found, whole = bytes(packed), True
    else:
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        found = unpacking.decompress(packed, member.size + 1)  # headers lie
        whole = unpacking.eof and not unpacking.unused_data
    if not whole or len(found) != member.size or zlib.crc32(found) != member.crc:
        raise RefusedError(DAMAGED)
    return found
