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
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any, NoReturn
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from cnnviz.data.reading import Progress, silent

AGENT = "cnnviz"  # some servers refuse Python's own name
TIMEOUT = 30.0  # seconds in which a server says something
BLOCK = 2**20  # bytes
ABANDONED = 600.0  # seconds in which a process that is alive has written something
RANGE_NOT_SATISFIABLE = 416
LONGEST_REASON = 120  # letters


class FetchError(ValueError):
    """A file that cannot be had; one sentence that begins with its address."""


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
    remote: Remote, path: Path, progress: Progress = silent, timeout: float = TIMEOUT
) -> None:
    """Write the remote file to `path`, or leave `path` as it is.

    What an interrupted call has received lies beside `path` and the next call continues there.
    Any number of processes may do this at once.

    Args:
        remote: the file
        path: where it is to be; its folder is made where it is missing
        progress: called with the bytes received and the bytes in all
        timeout: seconds in which the server has to say something

    Raises:
        FetchError: it cannot be reached, breaks off, or is another file
        OSError: it cannot be written
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _part(path) as part:
        # a part that was continued and came out wrong may have been wrong before: once more
        while _receive(remote, part, progress, timeout) and not matches(part, remote.sha256):
            part.unlink()
        if not matches(part, remote.sha256):
            part.unlink()
            raise FetchError(
                f"{remote.address} is not the file that was expected (its SHA-256 does not begin "
                f"with {remote.sha256})"
            )
        os.replace(part, path)


def matches(path: Path, sha256: str) -> bool:
    """Whether the file's SHA-256 begins with these digits.

    Raises:
        OSError: it cannot be read
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest().startswith(sha256)


@contextmanager
def _part(path: Path) -> Iterator[Path]:
    """A file of this process alone; it begins with what an interrupted one has left."""
    left = path.with_name(f".{path.name}.part")
    mine = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    for other in path.parent.glob(f".{path.name}.*.part"):
        with suppress(FileNotFoundError):
            if time.time() - other.stat().st_mtime > ABANDONED:  # of a process that was killed
                os.replace(other, left)
    with suppress(FileNotFoundError):
        os.replace(left, mine)  # of several processes one has it
    try:
        yield mine
    except OSError:
        mine.unlink(missing_ok=True)  # a full disk is not to stay full
        raise
    except BaseException:
        with suppress(FileNotFoundError):
            os.replace(mine, left)
        raise


def _receive(remote: Remote, part: Path, progress: Progress, timeout: float) -> bool:
    """Write what is missing of the part; whether there was something before."""
    before = part.stat().st_size if part.exists() else 0
    with _answer(remote.address, before, timeout) as response:
        begin = before if _continues(response, before) else 0
        total = None if response.length is None else begin + response.length
        _check_size(remote, total or 0)
        _check_room(part, (total or 0) - begin)
        with part.open("ab" if begin else "wb") as file:
            done = begin
            for block in _blocks(response, remote.address, timeout):
                done += file.write(block)
                file.flush()  # to be continued after whatever ends this process
                _check_size(remote, done, part)
                progress(done, total or remote.most)
    if total is not None and done < total:
        raise FetchError(f"{remote.address} broke off after {done:,} of {total:,} bytes")
    return before > 0


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


def _check_room(part: Path, size: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if size > free:
        reason = f"{size:,} bytes are needed, {free:,} are free"
        raise OSError(errno.ENOSPC, reason, str(part.parent))


def _blocks(response: Any, address: str, timeout: float) -> Iterator[bytes]:  # noqa: ANN401
    try:
        while block := response.read1(BLOCK):
            yield block
    except (OSError, HTTPException) as error:
        _unreachable(address, error, timeout)


def _answer(address: str, begin: int, timeout: float) -> Any:  # noqa: ANN401
    """The server's answer, from byte `begin` on where it can."""
    asked = request.Request(address, headers={"User-Agent": AGENT})
    if begin:
        asked.add_header("Range", f"bytes={begin}-")
    try:
        return _opener().open(asked, timeout=timeout)
    except HTTPError as error:
        error.close()
        if error.code == RANGE_NOT_SATISFIABLE and begin:
            return _answer(address, 0, timeout)
        said = _brief(f"the server answers {error.code} {error.reason}")
        raise FetchError(f"{address} cannot be fetched ({said})") from error
    except (OSError, HTTPException) as error:
        _unreachable(address, error, timeout)


def _unreachable(address: str, error: Exception, timeout: float) -> NoReturn:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        raise FetchError(f"{address} cannot be reached (silent for {timeout:g} s)") from error
    reason = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    raise FetchError(f"{address} cannot be reached ({_brief(reason)})") from error


def _brief(reason: str) -> str:
    """In one line; a server may have written it."""
    return " ".join(reason.split())[:LONGEST_REASON]


def _opener() -> request.OpenerDirector:
    """It knows http and https alone: no file and no FTP server, wherever it is redirected."""
    opener = request.OpenerDirector()
    for handler in (
        *(request.ProxyHandler, request.UnknownHandler, request.HTTPDefaultErrorHandler),
        *(request.HTTPHandler, request.HTTPSHandler, request.HTTPErrorProcessor, _Redirects),
    ):
        opener.add_handler(handler())
    return opener


class _Redirects(request.HTTPRedirectHandler):
    """Follows to https, and from one page of a server to another."""

    def redirect_request(
        self,
        req: request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.scheme != "https" and (new.scheme, new.netloc) != (old.scheme, old.netloc):
            fp.close()
            raise FetchError(f"{req.full_url} leads to {newurl}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
