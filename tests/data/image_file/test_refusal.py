"""What is refused, whatever kind it claims to be: each in one sentence, in little memory."""

import os
import pickle
import struct
import zlib

import numpy as np
import pytest

from cnnviz.data.image_file import read
from cnnviz.data.image_file import refusal as refusal_module
from tests.data.image_file.files import IMAGE, PNG, Boom, chunk, encoded, png, refusal

# what is not an image


STRANGERS = {
    "empty": (b"", "empty file"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "not an image (header is a PDF's)"),
    "pdf with a jpeg inside": (
        b"%PDF-1.7\n" + encoded(IMAGE, "JPEG"),
        "not an image (header is a PDF's)",
    ),
    "png behind a line": (b"\n" + encoded(IMAGE), "header is of no kind that is known"),
    "png through a text editor": (
        encoded(IMAGE).replace(b"\r\n", b"\n"),
        "header is of no kind that is known",
    ),
    "text": (b"a galaxy far away", "header is of no kind that is known"),
    "html": (b"\xef\xbb\xbf\n<!DOCTYPE html><svg>", "not an image (header is a web page's)"),
    "pickle": (pickle.dumps(Boom()), "not an image (header is a pickle's)"),
    "zip": (b"PK\3\4\0\0", "a ZIP archive's"),
    "hdf5": (b"\x89HDF\r\n\x1a\n", "an HDF5 file's"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG is not read; save it as PNG"),
    "svg behind a declaration": (b'<?xml version="1.0"?>\n<svg/>', "SVG is not read"),
    "bigtiff": (b"II+\0\x08\0\0\0", "BigTIFF is not read; save it as PNG, TIFF or FITS"),
    "jpeg 2000": (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000 is not read"),
    "heic": (b"\0\0\0\x20ftypheic", "HEIC, AVIF and video are not read"),
    "numpy": (b"\x93NUMPY\1\0", "a NumPy array's"),
    "riff that is no webp": (b"RIFF\4\0\0\0WAVEfmt ", "header is of no kind that is known"),
}


@pytest.mark.parametrize(("data", "reason"), STRANGERS.values(), ids=STRANGERS)
def test_what_is_no_image_is_named(data, reason):
    message = refusal(data)
    assert reason in message
    assert "PNG" in message  # the way out


# what is damaged


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_file_cut_anywhere_is_refused(kind):
    data = encoded(IMAGE.resize((9, 8)), kind)
    for length in range(8, len(data)):
        assert "; copy or save it again" in refusal(data[:length]), length
    assert f"truncated {kind} file" in refusal(data[: len(data) - 20])


@pytest.mark.parametrize("fraction", [0.3, 0.7, 0.99])
def test_a_cut_progressive_jpeg_is_refused(fraction):
    data = encoded(IMAGE, "JPEG", progressive=True)
    assert "truncated JPEG file" in refusal(data[: int(fraction * len(data))])


def test_every_changed_byte_of_a_png_is_noticed():
    data = encoded(IMAGE.resize((9, 8)))
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 16
        assert refusal(bytes(changed)), position


def test_a_wrong_checksum_is_named():
    data = bytearray(encoded(IMAGE))
    data[data.index(b"IDAT") + 20] ^= 1
    assert refusal(bytes(data)).startswith("damaged PNG file (checksum of b'IDAT' is wrong)")


@pytest.mark.parametrize(
    "data",
    [
        png(4, 4, data=b""),
        PNG + chunk(b"IEND", b""),
        PNG + chunk(b"IHDR", b"\0\0\0\1") + chunk(b"IEND", b""),
        png(4, 4, depth=16, colour=6),
        png(4, 4, depth=3, data=bytes(52)),
        png(4, 4, colour=5, data=bytes(52)),
        png(4, 4, colour=3, data=bytes(20)),  # a palette image without a palette
    ],
)
def test_a_png_whose_chunks_are_whole_but_wrong_is_refused(data):
    assert " PNG file; copy or save it again" in refusal(data)


def test_noise_behind_a_jpeg_header_is_refused():
    noise = np.random.default_rng(0).bytes(5000)
    assert " JPEG file; copy or save it again" in refusal(b"\xff\xd8\xff" + noise)


def test_a_text_chunk_that_unpacks_to_gigabytes_is_refused():
    text = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    data = encoded(IMAGE)
    at = data.index(b"IDAT") - 4
    assert "damaged PNG file" in refusal(data[:at] + chunk(b"zTXt", text) + data[at:])


@pytest.mark.parametrize("kind", ["GIF", "JPEG", "PNG"])
def test_countless_small_parts_do_not_take_hours(kind):
    data = encoded(IMAGE, kind)
    count = 3_000_000
    if kind == "GIF":
        at = 13 + 3 * 2 ** ((data[10] & 7) + 1)
        np.testing.assert_array_equal(
            read(data[:at] + b"!\xfe\1x\0" * count + data[at:], "a"), read(data, "a")
        )
    elif kind == "JPEG":
        assert "damaged JPEG" in refusal(data[:2] + b"\xff\xe0\0\2" * count + data[2:])
    else:
        small = chunk(b"tEXt", b"")
        assert "damaged PNG" in refusal(data[:33] + small * (count // 2) + data[33:])


def test_a_picture_drawn_a_thousand_times_over_is_refused():
    data = encoded(IMAGE, "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    assert "damaged JPEG" in refusal(data[:last] + data[last:-2] * 1000 + data[-2:])


# what is too large


@pytest.mark.parametrize(("side", "found"), [(10_000, "100"), (7_100, "50"), (2**31 - 1, "")])
def test_a_header_of_too_many_pixels_is_refused_before_decoding(side, found, monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", pytest.fail)
    message = refusal(png(side, side))
    assert f"{found} megapixels, more than the 50 that are read; make it smaller" in message


def test_a_jpeg_header_of_too_many_pixels_is_refused_before_decoding(monkeypatch):
    data = bytearray(encoded(IMAGE, "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 65_000, 65_000)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", pytest.fail)
    assert refusal(bytes(data)).startswith("4225 megapixels, more than the 50")


def test_the_largest_number_of_pixels_is_read(monkeypatch):
    monkeypatch.setattr(refusal_module, "MAX_PIXELS", 61 * 47)
    assert read(encoded(IMAGE), "a").shape == (61, 47, 3)
    monkeypatch.setattr(refusal_module, "MAX_PIXELS", 61 * 47 - 1)
    assert "megapixels, more than" in refusal(encoded(IMAGE))


def test_a_file_of_too_many_bytes_is_refused(tmp_path, monkeypatch):
    data = encoded(IMAGE)
    data += bytes(20 * 2**20 - len(data))
    assert read(data, "a").shape == (61, 47, 3)
    assert refusal(data + b"\0") == "larger than 20 MB; make it smaller"
    with (tmp_path / "large").open("wb") as file:
        file.truncate(10 * 2**30)  # a sparse file: reading it all would take ten gigabytes
    assert refusal(tmp_path / "large") == "larger than 20 MB; make it smaller"


# paths


def test_a_path_that_cannot_be_read_is_refused(tmp_path):
    assert refusal(tmp_path / "none.png") == "there is no such file"
    assert refusal(tmp_path) == "a folder, not a file"
    assert "cannot be read" in refusal(tmp_path / "a\0b")
    assert "cannot be read" in refusal(tmp_path / ("x" * 5000))


def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "not a file"


def test_the_name_of_an_upload_is_no_path(tmp_path):
    (tmp_path / "there.png").write_bytes(encoded(IMAGE))
    assert "empty file" in refusal(b"", str(tmp_path / "there.png"))


def test_the_number_of_pixels_may_not_be_zero():
    assert refusal(png(0, 0)) == "an image of 0 by 0 pixels; save one that has some"
    assert "an image of 0 by 7 pixels" in refusal(png(0, 7))
    data = bytearray(encoded(IMAGE, "BMP"))
    data[18:26] = bytes(8)
    assert refusal(bytes(data)) == "an image of 0 by 0 pixels; save one that has some"
