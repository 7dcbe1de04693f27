"""Files that are a picture to one program and something else to another.

A picture's own bytes come first, so that other kind has to be one whose readers look elsewhere: at
the end (ZIP), within the first kilobyte (PDF), or anywhere (web pages, scripts, archives that
unpack themselves). Albertini, "Funky file formats", 31C3 2014, lists which those are.
"""

import re
from collections.abc import Iterable

from cnnviz.data.image_file.refusal import RefusedError

WITHIN_A_KILOBYTE = 1024  # where readers look for a PDF's header (ISO 32000-1, implementation note)
FILLING = b"\0\r\n "
ZIP_END, ZIP_COMMENT = b"PK\5\6", 22 + 65535  # APPNOTE.TXT 4.3.16: the record and its comment
ANYWHERE = {
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"__HALT_COMPILER();": "a PHP archive",
}
PLACED = {128: (b"DICM", "a DICOM file"), 257: (b"ustar", "a tar archive")}
BEHIND = {
    **{b"PK\3\4": "a ZIP archive", b"%PDF": "a PDF", b"\x7fELF": "a program", b"#!": "a script"},
    **{b"\x1f\x8b\x08": "a gzip archive", b"SQLite format 3\0": "a database"},
    **{b"\x80\4\x95": "a pickle", b"\x80\5\x95": "a pickle"},
}
PAGE = re.compile(
    rb"<(?:script|html|body|iframe|!doctype|\?php)[\s>/]|<(?:svg|img)[\s/]+[a-z:-]+\s*=",
    re.IGNORECASE,
)
# PHP's short marks with some text behind, which pixels can be as well; not those of XML and XMP
SHORT_PHP = re.compile(rb"<\?[=\s][\t\r\n -~]{5}")
# a header that JavaScript reads as an assignment of a string or behind a comment
SCRIPT = re.compile(rb"GIF8[79]a=[\t\r\n -~]{0,5}?(?:[\"'`]|/\*)")


def check(data: bytes, end: int, metadata: Iterable[bytes] = (), alone: bool = False) -> None:
    """Refuse a picture that is something else as well.

    Args:
        data: the file, known to begin as a picture
        end: where the picture ends in it, bytes; its length where that is not known
        metadata: what the file holds beside pixels
        alone: whether nothing but filling may follow; if not, what a camera hangs on behind the
            picture, as thumbnails, is let pass

    Raises:
        RefusedError: it would also open as something else
    """
    other = _elsewhere(data) or _behind(data[end : end + 64])
    if not other and any(SHORT_PHP.search(text) for text in metadata):
        other = "a web page"
    if other:
        raise RefusedError(f"an image that is {other} as well; save the image alone")
    if alone and data[end:].strip(FILLING):
        raise RefusedError("an image with something else behind its end; save the image alone")


def _elsewhere(data: bytes) -> str | None:
    if b"%PDF-" in data[:WITHIN_A_KILOBYTE]:
        return "a PDF"
    if ZIP_END in data[-ZIP_COMMENT:]:
        return "a ZIP archive"
    for start, (mark, name) in PLACED.items():
        if data[start : start + len(mark)] == mark:
            return name
    for mark, name in ANYWHERE.items():
        if mark in data:
            return name
    if SCRIPT.match(data) or (b"/*" in data[:12] and b"*/" in data[12:]):
        return "a script"  # its header is a string or a comment to JavaScript
    return "a web page" if PAGE.search(data) else None


def _behind(tail: bytes) -> str | None:
    tail = tail.lstrip(FILLING)
    return next((name for mark, name in BEHIND.items() if tail.startswith(mark)), None)
