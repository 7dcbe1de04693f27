"""A file from the network: whole and the right one, or not there."""

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from cnnviz.asking import REST, BrokenOffError, FetchError, answer, blocks
from cnnviz.data.reading import Progress, silent

TIMEOUT = 30.0  # seconds in which a server says something
ABANDONED = 600.0  # seconds in which a process that is alive has written something
LONGEST_PREFIX = 20  # bytes in which a file or a web page says what it is
PAGE = (b"<!doctype html", b"<html", b"<!--", b"<?xml")  # how a web page begins
PAGE_TYPES = ("text/", "application/xhtml+xml")


class NoRoomError(OSError):
    """The disk has no room for what is missing of a file; nothing was written."""


@dataclass(frozen=True)
class Remote:
    """A file in the network.

    Args:
        address: http or https
        sha256: hexadecimal digits with which its SHA-256 begins
        most: bytes; a longer answer is another file
        begins: the bytes with which it may begin; empty where that is not known
    """

    address: str
    sha256: str
    most: int
    begins: tuple[bytes, ...] = ()


def fetch(
    remote: Remote,
    path: Path,
    progress: Progress = silent,
    timeout: float = TIMEOUT,
    spare: int = 0,
) -> None:
    """Write the remote file to `path`, or leave `path` as it is.

    What an interrupted call has received lies beside `path` and the next call continues there.
    Where the server cannot, it is kept until more than that has come anew. Any number of processes
    may do this at once.

    Args:
        remote: the file
        path: where it is to be; its folder is made where it is missing
        progress: called with the bytes received and the bytes in all; first with those of an
            interrupted call, where there are any
        timeout: seconds in which the server has to say something
        spare: bytes that are to stay free on the disk

    Raises:
        BrokenOffError: it breaks off, and what has come is kept
        PassingError: nothing has come now; what had come is kept
        FetchError: it cannot be fetched, is another file, or breaks off no later than before where
            the server cannot resume
        NoRoomError: the disk has no room for what is missing, and what had come is kept
        OSError: it cannot be written
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _part(path) as part:
        continued = True
        while continued:
            # a part that was continued and came out wrong may have been wrong before: once more
            before = _size(part)
            with answer(remote.address, before, timeout) as response:
                continued = before > 0 and response.status == REST
                anew = before > 0 and not continued
                with _beside(part) if anew else nullcontext(part) as mine:
                    ended = _receive(remote, response, mine, progress, timeout, spare)
                    if matches(mine, remote.sha256):
                        os.replace(mine, path)
                        part.unlink(missing_ok=True)
                        return
                    if not ended and _size(mine) != before:
                        size = f"{_size(mine):,} bytes"
                        raise BrokenOffError(f"{remote.address} broke off after {size}")
                    mine.unlink()
            if not ended:
                part.unlink(missing_ok=True)  # the same came twice: it is all there is
        raise FetchError(
            f"{remote.address} is not the file that was expected (its SHA-256 does not begin "
            f"with {remote.sha256})"
        )


def received(path: Path) -> int:
    """Bytes from which the next call for `path` goes on."""
    return _size(_left(path))


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
    left = _left(path)
    for other in path.parent.glob(f".{path.name}.*.part"):
        with suppress(FileNotFoundError):
            if time.time() - other.stat().st_mtime >= age:
                _keep_longer(other, left)


def _left(path: Path) -> Path:
    """What an interrupted call has received."""
    return path.with_name(f".{path.name}.part")


def _size(path: Path) -> int:
    """Bytes; none where there is no file."""
    return path.stat().st_size if path.exists() else 0


def _keep_longer(other: Path, part: Path) -> None:
    """Of two that were received, the longer is the part afterwards and the other is gone."""
    if _size(other) > _size(part):
        os.replace(other, part)
    else:
        other.unlink(missing_ok=True)


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


@contextmanager
def _beside(part: Path) -> Iterator[Path]:
    """A second file for an answer that begins anew; the longer of the two is the part at last."""
    other = part.with_name(part.name.removesuffix(".part") + ".anew.part")
    try:
        yield other
    except BrokenOffError as error:
        if _size(other) > _size(part):
            raise
        raise FetchError(f"{error}, no later than before, and this server cannot resume") from error
    finally:
        _keep_longer(other, part)


def _receive(
    remote: Remote,
    response: Any,  # noqa: ANN401
    part: Path,
    progress: Progress,
    timeout: float,
    spare: int,
) -> bool:
    """Write what is missing of the part; whether the server has told that this is all."""
    begin = _size(part)
    total = _total(response, begin)
    _check_size(remote, total or 0)
    _check_room(part, (total or 0) - begin + spare)
    rest = blocks(response, remote.address, timeout)
    first = _first(rest)
    if begin:
        progress(begin, total or remote.most)
    else:
        _check_kind(remote, response, first)
    done = _write(remote, part, chain([first], rest), begin, total, progress)
    if total is not None and done < total:
        raise BrokenOffError(f"{remote.address} broke off after {done:,} of {total:,} bytes")
    return total is not None or bool(response.chunked)


def _total(response: Any, begin: int) -> int | None:  # noqa: ANN401
    """Bytes of the whole file, where the server tells them."""
    said = re.match(r"bytes \d+-(\d+)/(\d+)?", str(response.headers["Content-Range"]))
    if begin and said:
        return int(said[2]) if said[2] else int(said[1]) + 1
    return None if response.length is None else begin + int(response.length)


def _first(received: Iterator[bytes]) -> bytes:
    """The first block, and more of them where it is too short to be known."""
    first = b""
    for block in received:
        first += block
        if len(first) >= LONGEST_PREFIX:
            break
    return first


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


def _check_size(remote: Remote, size: int, part: Path | None = None) -> None:
    if size > remote.most:
        if part:
            part.unlink()
        raise FetchError(
            f"{remote.address} is not the file that was expected (more than {remote.most:,} bytes)"
        )


def _check_kind(remote: Remote, response: Any, first: bytes) -> None:  # noqa: ANN401
    """Refuse a web page: what proxies and login pages send instead of the file."""
    if remote.begins:  # a server may call the file itself a text
        page = not any(first.startswith(it[: len(first)]) for it in remote.begins)
    else:
        said = str(response.headers["Content-Type"]).strip().lower()
        begin = first.lstrip()[:LONGEST_PREFIX].lower()
        page = said.startswith(PAGE_TYPES) or begin.startswith(PAGE)
    if page:
        raise FetchError(
            f"{remote.address} is answered with a web page instead of the file (a proxy or a login "
            "page may stand between)"
        )


def _check_room(part: Path, size: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if size > free:
        reason = f"{size:,} bytes are needed, {free:,} are free"
        raise NoRoomError(errno.ENOSPC, reason, str(part.parent))
