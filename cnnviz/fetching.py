"""A file from the network: whole and the right one, or not there."""

import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from cnnviz.asking import BrokenOffError, FetchError, answer, blocks
from cnnviz.data.reading import Progress, silent

TIMEOUT = 30.0  # seconds in which a server says something
ABANDONED = 600.0  # seconds in which a process that is alive has written something
LONGEST_PREFIX = 20  # bytes in which a web page says what it is


class NoRoomError(OSError):
    """The disk has no room for what is missing of a file; nothing was written."""


@dataclass(frozen=True)
class Remote:
    """A file in the network.

    Args:
        address: http or https
        sha256: hexadecimal digits with which its SHA-256 begins
        most: bytes; a longer answer is another file
    """

    address: str
    sha256: str
    most: int


def fetch(
    remote: Remote,
    path: Path,
    progress: Progress = silent,
    timeout: float = TIMEOUT,
    spare: int = 0,
) -> None:
    """Write the remote file to `path`, or leave `path` as it is.

    What an interrupted call has received lies beside `path` and the next call continues there.
    Any number of processes may do this at once.

    Args:
        remote: the file
        path: where it is to be; its folder is made where it is missing
        progress: called with the bytes received and the bytes in all; first with those of an
            interrupted call, where there are any
        timeout: seconds in which the server has to say something
        spare: bytes that are to stay free on the disk

    Raises:
        BrokenOffError: it breaks off, and what has come is kept
        FetchError: it cannot be reached, or is another file
        NoRoomError: the disk has no room for what is missing, and what had come is kept
        OSError: it cannot be written
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _part(path) as part:
        continued = True
        while continued:
            # a part that was continued and came out wrong may have been wrong before: once more
            continued = _receive(remote, part, progress, timeout, spare)
            if matches(part, remote.sha256):
                os.replace(part, path)
                return
            part.unlink()
        raise FetchError(
            f"{remote.address} is not the file that was expected (its SHA-256 does not begin "
            f"with {remote.sha256})"
        )


def matches(path: Path, sha256: str) -> bool:
    """Whether the file's SHA-256 begins with these digits.

    Raises:
        OSError: it cannot be read
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().startswith(sha256)


def adopt(path: Path, age: float = ABANDONED) -> None:
    """Let the next call for `path` go on from what a process that was killed had received.

    Args:
        path: where the file is to be
        age: seconds for which nobody has written; 0 where no other process can be at work
    """
    for other in path.parent.glob(f".{path.name}.*.part"):
        with suppress(FileNotFoundError):
            if time.time() - other.stat().st_mtime >= age:
                os.replace(other, _left(path))


def _left(path: Path) -> Path:
    """What an interrupted call has received."""
    return path.with_name(f".{path.name}.part")


@contextmanager
def _part(path: Path) -> Iterator[Path]:
    """A file of this process alone; it begins with what an interrupted one has left."""
    left = _left(path)
    mine = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    adopt(path)
    with suppress(FileNotFoundError):
        os.replace(left, mine)  # of several processes one has it
    try:
        yield mine
    except BaseException as error:
        if isinstance(error, OSError) and not isinstance(error, NoRoomError):
            mine.unlink(missing_ok=True)  # a full disk is not to stay full
        with suppress(FileNotFoundError):
            os.replace(mine, left)
        raise


def _receive(remote: Remote, part: Path, progress: Progress, timeout: float, spare: int) -> bool:
    """Write what is missing of the part; whether there was something before."""
    before = part.stat().st_size if part.exists() else 0
    with answer(remote.address, before, timeout) as response:
        begin = before if _continues(response, before) else 0
        total = None if response.length is None else begin + response.length
        _check_size(remote, total or 0)
        _check_room(part, (total or 0) - begin + spare)
        rest = blocks(response, remote.address, timeout)
        first = next(rest, b"")
        if begin:
            progress(begin, total or remote.most)
        else:
            _check_kind(remote, response, first)  # before a part that was good is overwritten
        done = _write(remote, part, chain([first], rest), begin, total, progress)
    if total is not None and done < total:
        raise BrokenOffError(f"{remote.address} broke off after {done:,} of {total:,} bytes")
    return before > 0


def _write(
    remote: Remote,
    part: Path,
    received: Iterator[bytes],
    done: int,
    total: int | None,
    progress: Progress,
) -> int:
    """Append the blocks to the first `done` bytes; how many bytes there are then."""
    with part.open("ab" if done else "wb") as file:
        for block in received:
            done += file.write(block)
            file.flush()  # to be continued after whatever ends this process
            _check_size(remote, done, part)
            progress(done, total or remote.most)
    return done


def _continues(response: Any, begin: int) -> bool:  # noqa: ANN401
    return response.status == 206 and str(response.headers["Content-Range"]).startswith(
        f"bytes {begin}-"
    )


def _check_size(remote: Remote, size: int, part: Path | None = None) -> None:
    if size > remote.most:
        if part:
            part.unlink()
        raise FetchError(
            f"{remote.address} is not the file that was expected (more than {remote.most:,} bytes)"
        )


def _check_kind(remote: Remote, response: Any, first: bytes) -> None:  # noqa: ANN401
    """Refuse a web page: what proxies and login pages send instead of the file."""
    begin = first.lstrip()[:LONGEST_PREFIX].lower()
    said = response.headers.get_content_type() == "text/html"
    if said or begin.startswith((b"<!doctype html", b"<html")):
        raise FetchError(
            f"{remote.address} is answered with a web page instead of the file (a proxy or a login "
            "page may stand between)"
        )


def _check_room(part: Path, size: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if size > free:
        reason = f"{size:,} bytes are needed, {free:,} are free"
        raise NoRoomError(errno.ENOSPC, reason, str(part.parent))
