"""Files that are a picture to one program and something else to another.

A picture's own bytes come first, so that other kind has to be one whose readers look elsewhere: at
the end (ZIP), within the first kilobyte (PDF), or anywhere (web pages, scripts, archives that
unpack themselves). Albertini, "Funky file formats", 31C3 2014, lists which those are.
"""

import re

from cnnviz.data.image_file.refusal import RefusedError

WITHIN_A_KILOBYTE = 1024  # where readers look for a PDF's header (ISO 32000-1, implementation note)
ZIP_END, ZIP_COMMENT = b"PK\5\6", 22 + 65535  # APPNOTE.TXT 4.3.16: the record and its comment
ANYWHERE = {
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"__HALT_COMPILER();": "a PHP archive",
}
PLACED = {128: (b"DICM", "a DICOM file"), 257: (b"ustar", "a tar archive")}
BEHIND = {b"PK\3\4": "a ZIP archive", b"%PDF": "a PDF", b"\x7fELF": "a program"}
PAGE = re.compile(rb"<(?:script|html|!doctype|\?php)[\s>/]|<\?php\s", re.IGNORECASE)


def check(data: bytes, end: int) -> None:
    """Refuse a picture that is something else as well.

    What a camera hangs on behind the picture, as thumbnails and zeros, is let pass.

    Args:
        data: the file, known to begin as a picture
        end: where the picture ends in it, bytes; its length where that is not known

    Raises:
        RefusedError: it would also open as something else
    """
    other = _elsewhere(data) or _behind(data[end : end + 64])
    if other:
        raise RefusedError(f"an image that is {other} as well; save the image alone")


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
    if b"/*" in data[:12] and b"*/" in data[12:]:  # its header is a comment to JavaScript
        return "a script"
    return "a web page" if PAGE.search(data) else None


def _behind(tail: bytes) -> str | None:
    tail = tail.lstrip(b"\0\r\n ")
    return next((name for mark, name in BEHIND.items() if tail.startswith(mark)), None)
