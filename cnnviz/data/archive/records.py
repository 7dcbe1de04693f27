"""The headers of a ZIP file, as they stand in it (APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from cnnviz.data.reading import DataError

MOST_MEMBERS = 20_000
MOST_DIRECTORY = 8 * 2**20  # bytes of the central directory
LONGEST_COMMENT = 256  # bytes; the tools that write one put a checksum there
STORED, DEFLATED = 0, 8
METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz"}
ENCRYPTED, DESCRIBED, UTF8, MASKED = 0x1, 0x8, 0x800, 0x2000  # flags
FIRST, LAST = b"PK\3\4", b"PK\5\6"
AGAIN = "pack the folder again"

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FULL = 0xFFFFFFFF  # the true value is 64 bits long and stands elsewhere


class ArchiveError(DataError):
    """An archive that is not read; the message is one sentence that begins with its name."""


class RefusedError(Exception):
    """Why, without the name."""


@dataclass(frozen=True)
class Member:
    """One file of an archive, as the central directory has it.

    Args:
        raw: its name as it stands there
        flags: general purpose bits
        method: STORED or DEFLATED
        crc: CRC-32 of its bytes
        packed: bytes in the archive
        size: bytes of its own, as the headers say
        mode: a Unix system's st_mode, 0 where there is none
        at: where its local header begins
        start: where its packed bytes begin; 0 before its local header was read
        path: its place, parts apart by `/`; empty before its name was read
    """

    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    at: int
    start: int = 0
    path: str = ""


def end(data: bytes) -> tuple[int, int, int]:
    """Number of the members, and where the central directory begins and ends.

    Raises:
        RefusedError: not a ZIP file, truncated, something else as well, or too large
    """
    at = _last(data)
    if not data.startswith((FIRST, LAST)):
        if at is not None:
            raise RefusedError("something else that has a ZIP file behind it; send the ZIP alone")
        raise RefusedError("not a ZIP file; pack the folder of classes as one")
    if at is None:
        raise RefusedError("truncated ZIP file; copy or pack it again")
    _, disk, disks, here, count, size, begin, _ = _END.unpack_from(data, at)
    if disk or disks or here != count:
        raise RefusedError("one part of several; pack the folder as one ZIP file")
    if _FULL in (size, begin):
        raise RefusedError("a ZIP64 file, as for more than 4 GB; pack it without ZIP64")
    if count > MOST_MEMBERS:
        raise RefusedError(f"more than {MOST_MEMBERS:,} files; pack fewer")
    if size > MOST_DIRECTORY:
        raise RefusedError(f"a table of contents of {size >> 20} MB; {AGAIN}")
    if begin + size != at:
        raise RefusedError(f"damaged, or not as a ZIP file is made; {AGAIN}")
    return count, begin, at


def _last(data: bytes) -> int | None:
    """Where the last record begins, which runs to the file's end."""
    least = max(0, len(data) - _END.size - LONGEST_COMMENT)
    at = data.rfind(LAST, least)
    while at >= 0:
        if at + _END.size <= len(data):
            comment = _END.unpack_from(data, at)[-1]
            if at + _END.size + comment == len(data):
                return at
        at = data.rfind(LAST, least, at)
    return None


def members(data: bytes, count: int, begin: int, stop: int) -> Iterator[Member]:
    """The members as the central directory has them.

    Raises:
        RefusedError: a header that is not one
    """
    at = begin
    for _ in range(count):
        if at + _CENTRAL.size > stop:
            raise RefusedError(f"damaged table of contents; {AGAIN}")
        found = _CENTRAL.unpack_from(data, at)
        name, extra, comment = found[10:13]
        start = at + _CENTRAL.size
        at = start + name + extra + comment
        if found[0] != b"PK\1\2" or at > stop:
            raise RefusedError(f"damaged table of contents; {AGAIN}")
        yield Member(
            data[start : start + name], found[3], found[4], found[7], found[8], found[9],
            found[15] >> 16, found[16],
        )  # fmt: skip
    if at != stop:
        raise RefusedError(f"damaged table of contents; {AGAIN}")


def local(data: bytes, member: Member, stop: int) -> tuple[int, int]:
    """Where a member's packed bytes begin, and where everything about it ends.

    Args:
        data: the file
        member: as the central directory has it
        stop: where the next member begins, or the central directory

    Raises:
        RefusedError: its local header says something else, or it reaches into the next member
    """
    if member.at + _LOCAL.size > stop:
        raise RefusedError("files that overlap, as in a ZIP bomb")
    mark, _, flags, method, _, _, crc, packed, size, name, extra = _LOCAL.unpack_from(
        data, member.at
    )
    start = member.at + _LOCAL.size + name + extra
    begin = member.at + _LOCAL.size
    raw = data[begin : begin + len(member.raw)] if name == len(member.raw) else b""
    said, true = (crc, packed, size), (member.crc, member.packed, member.size)
    untold = (0, _FULL) if flags & DESCRIBED else ()  # some tools tell a part of it here
    agree = all(a == b or a in untold for a, b in zip(said, true, strict=True))
    if mark != FIRST or raw != member.raw or method != member.method or not agree:
        raise RefusedError(f"headers that contradict each other; {AGAIN}")
    if (flags ^ member.flags) & (ENCRYPTED | DESCRIBED | MASKED):
        raise RefusedError(f"headers that contradict each other; {AGAIN}")
    last = start + member.packed
    if flags & DESCRIBED:
        last += _descriptor(data, last, stop, member.crc)
    return start, last


def _descriptor(data: bytes, at: int, stop: int, crc: int) -> int:
    """Bytes of the record behind a member's data that repeats its size (APPNOTE.TXT 4.3.9)."""
    found = stop - at
    marked = data[at : at + 4] == b"PK\7\10"
    value = int.from_bytes(data[at + 4 * marked : at + 4 * marked + 4], "little")
    fits = found in ((16, 24) if marked else (12, 20)) and value == crc
    return found if fits else 0
