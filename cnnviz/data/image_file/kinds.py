"""What a file is, by its first bytes alone."""

from cnnviz.data.image_file.refusal import WAY_OUT, RefusedError

SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".fits", ".fit", ".fts"),
    *(".fits.gz", ".fit.gz", ".fts.gz"),
)
GZIP = b"\x1f\x8b"
STARTS = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"SIMPLE  =": "FITS",
    GZIP: "gzip",
}

# pictures of other kinds, and what they may be saved as
PICTURES = {
    b"II+\0": "BigTIFF",
    b"MM\0+": "BigTIFF",
    b"\0\0\1\0": "an icon",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
    b"\xff\x4f\xff\x51": "JPEG 2000",
    b"8BPS": "a Photoshop document",
    b"XISF0100": "XISF",
}
OTHERS = {
    b"%pdf": "a PDF's",
    b"pk\3\4": "a ZIP archive's",
    b"\x89hdf": "an HDF5 file's",
    b"\x7felf": "a program's",
    b"mz": "a program's",
    b"\x93numpy": "a NumPy array's",
    b"<!doctype html": "a web page's",
    b"<html": "a web page's",
    b"\x80\2": "a pickle's",
    b"\x80\3": "a pickle's",
    b"\x80\4": "a pickle's",
    b"\x80\5": "a pickle's",
}


def kind(data: bytes) -> str:
    """PNG, JPEG, WebP, GIF, BMP, TIFF, FITS or gzip.

    Raises:
        RefusedError: none of them, with what it is instead, as far as its first bytes tell
    """
    if not data:
        raise RefusedError(f"empty file; {WAY_OUT}")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    for start, name in STARTS.items():
        if data.startswith(start):
            return name
    raise RefusedError(_stranger(data))


def _stranger(data: bytes) -> str:
    for start, name in PICTURES.items():
        if data.startswith(start):
            return f"{name} is not read; save it as PNG, TIFF or FITS"
    if data[4:8] == b"ftyp":
        return "HEIC, AVIF and video are not read; save it as PNG or JPEG"
    text = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, owner in OTHERS.items():
        if data[:16].lower().startswith(start) or text.startswith(start):
            return f"not an image (header is {owner}); {WAY_OUT}"
    if b"<svg" in text:
        return "SVG is not read; save it as PNG or JPEG"
    return f"not an image (header is of no kind that is known); {WAY_OUT}"
