"""What is an image and something else as well."""

import gzip
import io
import pickle
import struct
import zipfile

import numpy as np
import pytest
from PIL import Image

from cnnviz.data.image_file import read
from tests.data.image_file.files import IMAGE, Boom, chunk, encoded, png, refusal


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return file.getvalue()


POLYGLOTS = {
    "zip": (zipped(), "a ZIP archive"),
    "zip without its end": (b"PK\3\4 an archive", "a ZIP archive"),
    "web page": (b"<script>alert(1)</script>", "a web page"),
    "document": (b"\n<!DOCTYPE html>", "a web page"),
    "php": (b"<?php system($_GET[0]); ?>", "a web page"),
    "body": (b"<BODY onload=alert(1)>", "a web page"),
    "frame": (b"<iframe src=//x>", "a web page"),
    "drawing": (b"<svg/onload=alert(1)>", "a web page"),
    "missing picture": (b"<img src=x onerror=alert(1)>", "a web page"),
    "pickle": (pickle.dumps(Boom()), "a pickle"),
    "gzip": (gzip.compress(b""), "a gzip archive"),
    "shell": (b"\n#!/bin/sh\n", "a script"),
    "rar": (b"Rar!\x1a\x07\x01\0", "a RAR archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive"),
    "phar": (b"__HALT_COMPILER(); ?>", "a PHP archive"),
}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize(("tail", "other"), POLYGLOTS.values(), ids=POLYGLOTS)
def test_a_picture_with_something_else_behind_it_is_refused(kind, tail, other):
    expected = f"an image that is {other} as well; save the image alone"
    assert refusal(encoded(IMAGE, kind) + tail) == expected


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_a_picture_whose_end_is_certain_has_nothing_behind_it(kind):
    expected = "an image with something else behind its end; save the image alone"
    assert refusal(encoded(IMAGE, kind) + b"\0\0garbage") == expected
    assert refusal(encoded(IMAGE, kind) + encoded(IMAGE, kind)) == expected


@pytest.mark.parametrize("kind", ["GIF", "BMP", "WEBP", "TIFF"])
def test_an_archive_behind_any_kind_is_refused(kind):
    assert "a ZIP archive as well" in refusal(encoded(IMAGE, kind) + zipped())


def test_something_else_inside_the_metadata_is_refused():
    script = encoded(IMAGE, "JPEG", comment=b"<script>alert(1)</script>")
    assert "a web page as well" in refusal(script)
    assert "a PDF as well" in refusal(encoded(IMAGE, "JPEG", comment=b"%PDF-1.7"))
    text = chunk(b"tEXt", b"Comment\0<HTML >")
    data = encoded(IMAGE)
    assert "a web page as well" in refusal(data[:33] + text + data[33:])


@pytest.mark.parametrize("text", [b"<?=`$_GET[0]`?>", b"<? system($_GET[0]); ?>"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_short_mark_of_php_in_the_metadata_is_refused(kind, text):
    data = encoded(IMAGE, kind)
    if kind == "PNG":
        data = data[:33] + chunk(b"tEXt", b"Comment\0" + text) + data[33:]
    elif kind == "BMP":  # between the header and the pixels
        start = struct.pack("<I", 54 + len(text))
        data = data[:10] + start + data[14:54] + text + data[54:]
    else:
        options = {"xmp": text} if kind == "WEBP" else {"comment": text}
        data = encoded(IMAGE, kind, **options)
    assert text in data
    assert refusal(data) == "an image that is a web page as well; save the image alone"


def test_pixels_that_look_like_a_mark_of_php_are_read():
    pixels = np.tile(np.frombuffer(b"<?=`$_GET[0]`?>", np.uint8), (8, 4))
    for data in (
        encoded(Image.fromarray(pixels), "BMP"),
        png(60, 8, colour=0, data=b"".join(b"\0" + row.tobytes() for row in pixels), level=0),
    ):
        assert b"<?=`$_GET[0]`?>" in data
        assert read(data, "a")[..., 0].tolist() == pixels.tolist()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP"])
def test_colours_that_look_like_a_mark_of_php_are_read(kind):
    image = Image.new("P", (9, 9), 1)
    image.putpalette(b"<?=`$_GET[0]`?>" * 2)
    assert read(encoded(image, kind), "a").reshape(-1, 3).tolist() == [[*b"`$_"]] * 81


@pytest.mark.parametrize(
    ("header", "end"),
    [(b"/*", b"*/=1;alert(1)"), (b"=`", b"`;alert(1)"), (b"='", b""), (b"=1/*", b"")],
)
def test_a_script_that_begins_as_a_gif_is_refused(header, end):
    data = bytearray(encoded(IMAGE, "GIF"))
    data[6 : 6 + len(header)] = header
    assert "a script as well" in refusal(bytes(data) + end)


def test_a_gif_of_common_width_is_no_script():
    for width in (61, 96, 317):  # which begin with an equals sign, a backtick
        assert read(encoded(Image.new("L", (width, 2)), "GIF"), "a").shape == (2, width, 3)


@pytest.mark.parametrize(("place", "mark"), [(128, b"DICM"), (257, b"ustar")])
def test_a_tiff_that_begins_as_another_kind_is_refused(place, mark):
    data = bytearray(encoded(IMAGE, "TIFF"))
    data[place : place + len(mark)] = mark
    assert " as well" in refusal(bytes(data))
