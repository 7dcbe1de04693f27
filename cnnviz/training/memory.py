"""Memory that a training step frees is kept for the next one."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# of mallopt(3) in the GNU C library, with its defaults
_TRIM_THRESHOLD, _MMAP_MAX = -1, -4
_DEFAULT_TRIM, _DEFAULT_MMAP_MAX = 128 * 1024, 65_536


@contextmanager
def kept() -> Iterator[None]:
    """While this is open, the C library does not give large blocks back to the system.

    A step allocates and frees the same hundred megabytes every time; returned and mapped anew,
    each page of them costs a fault. Does nothing where the C library is not GNU's.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    mallopt = getattr(libc, "mallopt", None)
    if mallopt is None:
        yield
        return
    mallopt(_MMAP_MAX, 0)
    mallopt(_TRIM_THRESHOLD, -1)
    try:
        yield
    finally:
        mallopt(_MMAP_MAX, _DEFAULT_MMAP_MAX)
        mallopt(_TRIM_THRESHOLD, _DEFAULT_TRIM)
        libc.malloc_trim(0)  # type: ignore[union-attr]
