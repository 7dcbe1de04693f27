"""A server asked for a file: its answer as it comes, or why there is none."""

from collections.abc import Iterator
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, NoReturn
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

AGENT = "cnnviz"  # some servers refuse Python's own name
BLOCK = 2**20  # bytes
REST, RANGE_NOT_SATISFIABLE = 206, 416
PASSING = {408, 425, 429, 500, 502, 503, 504}  # codes of a server that may answer later
LONGEST_REASON = 120  # letters


class FetchError(ValueError):
    """A file that cannot be had; one sentence that begins with its address."""


class BrokenOffError(FetchError):
    """A part has come and is kept, so that another call gets further."""


class PassingError(FetchError):
    """Nothing has come, which may have passed after a while."""


def answer(address: str, begin: int, timeout: float) -> Any:  # noqa: ANN401
    """The server's answer: from byte `begin` on where its status is REST, otherwise all of it.

    Args:
        address: http or https
        begin: bytes that are there already
        timeout: seconds in which the server has to say something

    Returns:
        an `http.client.HTTPResponse`, to be closed

    Raises:
        PassingError: there is no answer now
        FetchError: it is a refusal
    """
    asked = request.Request(address, headers={"User-Agent": AGENT})
    if begin:
        asked.add_header("Range", f"bytes={begin}-")
    try:
        found = _opener().open(asked, timeout=timeout)
    except HTTPError as error:
        error.close()
        if error.code == RANGE_NOT_SATISFIABLE and begin:
            return answer(address, 0, timeout)
        said = _brief(f"the server answers {error.code} {error.reason}")
        kind = PassingError if error.code in PASSING else FetchError
        raise kind(f"{address} cannot be fetched ({said})") from error
    except (OSError, HTTPException) as error:
        _unreachable(address, error, timeout)
    said = str(found.headers["Content-Range"])
    if begin and found.status == REST and not said.startswith(f"bytes {begin}-"):
        found.close()
        return answer(address, 0, timeout)
    return found


def blocks(response: Any, address: str, timeout: float) -> Iterator[bytes]:  # noqa: ANN401
    """The bytes of an answer as they come, at most a megabyte at a time.

    Args:
        response: of `answer`
        address: of the file
        timeout: seconds, as they were given to `answer`

    Raises:
        PassingError: nothing comes
        BrokenOffError: nothing more comes
    """
    kind: type[FetchError] = PassingError
    try:
        while block := response.read1(BLOCK):
            kind = BrokenOffError
            yield block
    except (OSError, HTTPException) as error:
        _unreachable(address, error, timeout, kind)


def _unreachable(
    address: str, error: Exception, timeout: float, kind: type[FetchError] = PassingError
) -> NoReturn:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        raise kind(f"{address} cannot be reached (silent for {timeout:g} s)") from error
    reason = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    raise kind(f"{address} cannot be reached ({_brief(reason)})") from error


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
