"""Where the members of an archive say that they lie, and what is passed over."""

import re
import unicodedata

from cnnviz.data.archive.records import AGAIN, UTF8, RefusedError

LONGEST = 1000  # bytes
SILENT = ("thumbs.db", "desktop.ini", "__macosx")  # what systems leave behind


def place(raw: bytes, flags: int) -> tuple[str, ...]:
    """The parts of a member's name; none for the top folder itself.

    Backslashes part folders, too: some Windows programs write them.

    Args:
        raw: as it stands in the archive
        flags: of the member; they tell whether it is UTF-8 or code page 437

    Raises:
        RefusedError: it has no name or a very long one, control characters in it, or leads out of
            the archive
    """
    if not 0 < len(raw) <= LONGEST:
        raise RefusedError(f"a name of {len(raw)} bytes; {AGAIN} with a shorter one")
    try:
        text = raw.decode("utf-8" if flags & UTF8 else "cp437")
    except UnicodeDecodeError as error:
        raise RefusedError(f"a name that is not UTF-8; {AGAIN}") from error
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise RefusedError("a name with control characters; rename the file")
    text = unicodedata.normalize("NFC", text.replace("\\", "/"))
    parts = [part for part in text.split("/") if part not in ("", ".")]
    out = text.startswith("/") or bool(re.match("[A-Za-z]:", text))
    if out or any(part.strip() == ".." for part in parts):
        raise RefusedError(f"a path that leads out of the archive; {AGAIN}")
    return tuple(parts)


def passed_over(path: str) -> bool:
    """Whether nothing is said of a member: hidden files, and what systems leave behind."""
    return any(part.startswith(".") or part.lower() in SILENT for part in path.split("/"))
