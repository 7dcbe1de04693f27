"""Galaxy10 DECaLS fetched to where astroNN has it, and checked."""

import time
from pathlib import Path

from filelock import FileLock, Timeout

from cnnviz.asking import BrokenOffError, FetchError, PassingError
from cnnviz.data.galaxy10 import arrays, astronn
from cnnviz.data.galaxy10.astronn import Source
from cnnviz.data.galaxy10.classes import COUNT, SIDE
from cnnviz.data.reading import DataError, Progress, silent
from cnnviz.fetching import TIMEOUT, adopt, fetch, matches, received

TRIES = 20  # of a connection that breaks off
IN_VAIN = 3  # of them, one after the other, which get no further
PAUSE = 2.0  # seconds between them
CONVERTED = COUNT * SIDE * SIDE * 3  # bytes


def download(progress: Progress = silent, timeout: float = TIMEOUT) -> Path:
    """Fetch the file where it is not there, and check it; `arrays.convert` is what comes next.

    Args:
        progress: called with the bytes received and the bytes in all
        timeout: seconds in which the server has to say something

    Returns:
        the file

    Raises:
        DataError: it cannot be had; what has come is kept and the next call goes on from there
    """
    found = astronn.source()
    try:
        if not there(found):
            _fetch(found, progress, timeout)
    except FetchError as error:
        kept = isinstance(error, BrokenOffError)
        again = "run this again, it goes on from there" if kept else "run this again later"
        other = f"or put the file by other means at {found.path} and run this again"
        raise DataError(f"galaxy10: {error}; {again}, {other}") from error
    except OSError as error:
        reason = f"{found.path} cannot be written ({error.strerror or error})"
        raise DataError(f"galaxy10: {reason}; make room there and run this again") from error
    return found.path


def there(found: Source) -> bool:
    """Whether the file is there and the right one; takes seconds.

    Raises:
        OSError: it cannot be read
    """
    return found.path.is_file() and matches(found.path, found.remote.sha256)


def _fetch(found: Source, progress: Progress, timeout: float) -> None:
    """One process at a time, so that what others left is nobody's and can be gone on from."""
    arrays.check_room(CONVERTED)
    found.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(found.path.with_name(f".{found.path.name}.lock"), timeout=0):
            adopt(found.path, age=0)
            _patiently(found, progress, timeout)
    except Timeout as error:
        raise DataError("galaxy10: another process is fetching it; wait until it has") from error


def _patiently(found: Source, progress: Progress, timeout: float) -> None:
    """Again and again, as long as tries get further; once there is a part, a few may not."""
    spare = CONVERTED if _one_disk(found.path.parent, arrays.folder().parent) else 0
    vain = 0
    for left in reversed(range(TRIES)):
        before = received(found.path)
        try:
            fetch(found.remote, found.path, progress, timeout, spare)
        except (BrokenOffError, PassingError):
            kept = received(found.path)
            vain = 0 if kept > before else vain + 1
            if not left or not kept or vain > IN_VAIN:
                raise
            time.sleep(PAUSE)
        else:
            return


def _one_disk(a: Path, b: Path) -> bool:
    return a.stat().st_dev == b.stat().st_dev
