"""Whether the members of an archive fit each other, and the file that holds them."""

import stat
from collections.abc import Sequence
from dataclasses import replace

from cnnviz.data.archive import names, records
from cnnviz.data.archive.records import (
    AGAIN,
    DEFLATED,
    ENCRYPTED,
    MASKED,
    METHODS,
    STORED,
    Member,
    RefusedError,
)

MOST_UNPACKED = 2 * 2**30  # bytes of all members together
MOST_EMPTY = 1_000  # members without a byte
MOST_RATIO = 200  # of unpacked to packed bytes: pictures of the sky have noise
FREE = 50 * 2**20  # bytes up to which the ratio does not matter


def checked(data: bytes) -> tuple[Member, ...]:
    """The files of an archive in the order of their places, without its folders.

    Raises:
        RefusedError: not a ZIP file, or one that may do harm; without a name
    """
    count, begin, stop = records.end(data)
    found = []
    for member in records.members(data, count, begin, stop):
        parts = names.place(member.raw, member.flags)
        _check(member)
        found.append(replace(member, path="/".join(parts)))
    _check_sizes(found)
    files = _placed(data, found, begin)
    return tuple(sorted(_alone(files), key=lambda member: member.path.split("/")))


def _check(member: Member) -> None:
    if member.flags & (ENCRYPTED | MASKED):
        raise RefusedError("encrypted; pack the folder without a password")
    if member.method not in (STORED, DEFLATED):
        how = METHODS.get(member.method, f"method {member.method}")
        raise RefusedError(f"packed by {how}; pack the folder as an ordinary ZIP file")
    kind, folder = stat.S_IFMT(member.mode), member.raw.endswith((b"/", b"\\"))
    if kind not in (0, stat.S_IFDIR if folder else stat.S_IFREG):
        link = "a symbolic link" if kind == stat.S_IFLNK else "a file of a special kind"
        raise RefusedError(f"{link} in it; pack the images themselves")
    # no way of packing makes a file twice as long; an empty one may have an end mark
    long = member.packed > 2 * member.size + 1000
    if long or (folder and member.size) or (member.method == STORED and _stored_wrong(member)):
        raise RefusedError(f"headers that contradict each other; {AGAIN}")


def _stored_wrong(member: Member) -> bool:
    return member.packed != member.size


def _check_sizes(found: Sequence[Member]) -> None:
    unpacked, packed = sum(m.size for m in found), sum(m.packed for m in found)
    if unpacked > MOST_UNPACKED:
        raise RefusedError(f"unpacks to more than {MOST_UNPACKED >> 30} GB; pack fewer images")
    if unpacked > FREE and unpacked > MOST_RATIO * packed:
        raise RefusedError(f"unpacks to {unpacked // max(1, packed):,} times its size: a ZIP bomb")
    empty = sum(not m.size and not m.raw.endswith((b"/", b"\\")) for m in found)
    if empty > MOST_EMPTY:
        raise RefusedError(f"{empty:,} empty files in it; pack the images alone")


def _placed(data: bytes, found: Sequence[Member], begin: int) -> list[Member]:
    """The members with where their bytes are: one behind the other, nothing between them."""
    ordered = sorted(found, key=lambda member: member.at)
    after = [*(member.at for member in ordered[1:]), begin][: len(ordered)]
    placed, last = [], 0
    for member, stop in zip(ordered, after, strict=True):
        if member.at != last:
            reason = "files that overlap, as in a ZIP bomb" if member.at < last else "hidden bytes"
            raise RefusedError(f"{reason}; {AGAIN}")
        start, last = records.local(data, member, stop)
        if last > stop:
            raise RefusedError(f"files that overlap, as in a ZIP bomb; {AGAIN}")
        placed.append(replace(member, start=start))
    if last != begin:
        raise RefusedError(f"hidden bytes; {AGAIN}")
    return [member for member in placed if not member.raw.endswith((b"/", b"\\"))]


def _alone(files: Sequence[Member]) -> Sequence[Member]:
    """The files.

    Raises:
        RefusedError: two have one name, or one has none
    """
    if len({member.path for member in files}) < len(files):
        raise RefusedError(f"two files of the same name; {AGAIN}")
    if any(not member.path for member in files):
        raise RefusedError(f"a file without a name; {AGAIN}")
    return files
