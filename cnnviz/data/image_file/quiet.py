"""libtiff, kept from writing to standard error, where a failure is to be one line, ours.

Pillow turns its warnings off and not its errors.
"""

import ctypes
from functools import cache
from pathlib import Path

import PIL

# where Pillow's wheels have their libraries on Linux and macOS; a libtiff that is somewhere else
# goes on telling what it finds
PACKAGE = Path(PIL.__file__).parent
LIBRARIES = (PACKAGE.parent / "pillow.libs", PACKAGE / ".dylibs")


@cache
def libtiff() -> None:
    """Turn its error messages off, once for the process."""
    for path in (found for folder in LIBRARIES for found in folder.glob("libtiff*")):
        ctypes.CDLL(str(path)).TIFFSetErrorHandler(None)
