import io
import os
import pickle
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from cnnviz.data import image_file
from cnnviz.data.image_file import ImageFileError, read

RAMP = np.stack(np.meshgrid(np.arange(47) * 5, np.arange(61) * 4), axis=-1)
PIXELS = np.concatenate([RAMP, RAMP.sum(axis=-1, keepdims=True) // 2], axis=-1).astype(np.uint8)
IMAGE = Image.fromarray(PIXELS)  # 61 pixels high, 47 wide, different everywhere


def encoded(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(kind, content):
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(width, height, depth=8, colour=2, data=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    end = chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return image_file.PNG + chunk(b"IHDR", header) + end


def refusal(source, name="m31.png"):
    with pytest.raises(ImageFileError) as caught:
        read(source, name)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    return message.removeprefix(f"{name}: ")


# what is read


def test_a_png_comes_back_bit_for_bit(tmp_path):
    data = encoded(IMAGE)
    np.testing.assert_array_equal(read(data, "a"), PIXELS)
    (tmp_path / "galaxy.txt").write_bytes(data)  # the bytes decide, not the suffix
    result = read(tmp_path / "galaxy.txt", "a")
    np.testing.assert_array_equal(result, PIXELS)
    assert result.dtype == np.uint8


def test_a_one_pixel_png_written_by_hand():
    np.testing.assert_array_equal(read(png(1, 1, data=b"\0\7\10\11"), "a"), [[[7, 8, 9]]])


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 30}])
def test_a_jpeg_is_decoded_as_pillow_does(options):
    data = encoded(IMAGE, "JPEG", **options)
    np.testing.assert_array_equal(read(data, "a"), np.asarray(Image.open(io.BytesIO(data))))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_grey_becomes_three_equal_channels(kind):
    result = read(encoded(IMAGE.convert("L"), kind, quality=100), "a")
    assert result.shape == (61, 47, 3)
    assert (result == result[..., :1]).all()
    np.testing.assert_allclose(result[..., 0], IMAGE.convert("L"), atol=3 * (kind == "JPEG"))


def test_black_and_white_becomes_0_and_255():
    result = read(encoded(IMAGE.convert("1")), "a")
    np.testing.assert_array_equal(result[..., 0], np.where(IMAGE.convert("1"), 255, 0))


def test_16_bit_grey_is_scaled_not_clipped():
    values = np.array([[0, 128, 129, 257, 32896, 65535]], np.uint16)
    result = read(encoded(Image.fromarray(values)), "a")
    assert result[..., 0].tolist() == [[0, 0, 1, 1, 128, 255]]
    assert (result == result[..., :1]).all()


def test_16_bit_colour_is_read():
    row = b"\0" + struct.pack(">6H", 0, 257 * 10, 65535, 257 * 200, 0, 257)
    np.testing.assert_array_equal(
        read(png(2, 1, depth=16, data=row), "a"), [[[0, 10, 255], [200, 0, 1]]]
    )


def test_transparent_pixels_are_laid_over_black():
    layer = np.array([[[200, 100, 50, 255], [200, 100, 50, 0], [200, 100, 50, 51]]], np.uint8)
    result = read(encoded(Image.fromarray(layer)), "a")
    np.testing.assert_allclose(result, [[[200, 100, 50], [0, 0, 0], [40, 20, 10]]], atol=1)


def test_grey_with_alpha_is_laid_over_black():
    layer = np.array([[[200, 255], [200, 0]]], np.uint8)
    assert read(encoded(Image.fromarray(layer, "LA")), "a")[0].tolist() == [[200] * 3, [0] * 3]


@pytest.mark.parametrize("transparency", [None, 0, bytes([0, 255])])
def test_a_palette_is_looked_up_and_its_transparency_kept(transparency):
    image = Image.fromarray(np.array([[0, 1]], np.uint8)).convert("P")
    image.putpalette([250, 0, 0, 0, 250, 0])
    options = {} if transparency is None else {"transparency": transparency}
    first = [250, 0, 0] if transparency is None else [0, 0, 0]
    assert read(encoded(image, **options), "a").tolist() == [[first, [0, 250, 0]]]


def test_a_transparent_colour_becomes_black():
    image = Image.fromarray(np.array([[[9, 8, 7], [6, 5, 4]]], np.uint8))
    assert read(encoded(image, transparency=(9, 8, 7)), "a").tolist() == [[[0] * 3, [6, 5, 4]]]


def test_a_cmyk_jpeg_keeps_its_colours():
    image = Image.new("RGB", (16, 16), (200, 60, 20)).convert("CMYK")
    result = read(encoded(image, "JPEG", quality=95), "a")
    np.testing.assert_allclose(result.mean(axis=(0, 1)), [200, 60, 20], atol=6)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_as_pillow_does(kind, orientation):
    exif = Image.Exif()
    exif[image_file.ORIENTATION] = orientation
    data = encoded(IMAGE, kind, exif=exif)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    result = read(data, "a")
    np.testing.assert_array_equal(result, expected)
    assert result.shape == ((61, 47, 3) if orientation < 5 else (47, 61, 3))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_unknown_orientation_turns_nothing(orientation):
    exif = Image.Exif()
    exif[image_file.ORIENTATION] = orientation
    np.testing.assert_array_equal(read(encoded(IMAGE, exif=exif), "a"), PIXELS)


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"x" * 99])
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow's own
def test_broken_metadata_around_sound_pixels_is_ignored(exif):
    np.testing.assert_array_equal(read(encoded(IMAGE, exif=exif), "a"), PIXELS)
    plain = read(encoded(IMAGE, "JPEG"), "a")
    np.testing.assert_array_equal(read(encoded(IMAGE, "JPEG", exif=exif), "a"), plain)


def test_the_first_picture_of_an_animated_png_is_read():
    others = [Image.new("RGB", IMAGE.size, colour) for colour in ("red", "blue")]
    data = encoded(IMAGE, save_all=True, append_images=others)
    np.testing.assert_array_equal(read(data, "a"), PIXELS)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("tail", [b"PK\3\4 an archive", b"<script>alert(1)</script>", bytes(999)])
def test_what_is_hung_on_behind_the_picture_is_ignored(kind, tail):
    data = encoded(IMAGE, kind)
    np.testing.assert_array_equal(read(data + tail, "a"), read(data, "a"))


def test_the_picture_belongs_to_the_caller():
    result = read(encoded(IMAGE), "a")
    again = read(encoded(IMAGE), "a")
    assert not np.shares_memory(result, again)


# what is not an image


class Boom:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


STRANGERS = {
    "empty": (b"", "empty file"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "not an image (header is a PDF's)"),
    "pdf with a jpeg inside": (
        b"%PDF-1.7\n" + encoded(IMAGE, "JPEG"),
        "not an image (header is a PDF's)",
    ),
    "png behind a line": (b"\n" + encoded(IMAGE), "header is neither PNG's nor JPEG's"),
    "png through a text editor": (
        encoded(IMAGE).replace(b"\r\n", b"\n"),
        "header is neither PNG's nor JPEG's",
    ),
    "text": (b"a galaxy far away", "header is neither PNG's nor JPEG's"),
    "html": (b"\xef\xbb\xbf\n<!DOCTYPE html><svg>", "not an image (header is a web page's)"),
    "pickle": (pickle.dumps(Boom()), "not an image (header is a pickle's)"),
    "zip": (b"PK\3\4\0\0", "a ZIP archive's"),
    "hdf5": (b"\x89HDF\r\n\x1a\n", "an HDF5 file's"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG is not read; save it as PNG"),
    "svg behind a declaration": (b'<?xml version="1.0"?>\n<svg/>', "SVG is not read"),
    "gif": (encoded(IMAGE, "GIF"), "GIF is not read; save it as PNG or JPEG"),
    "tiff": (encoded(IMAGE, "TIFF"), "TIFF is not read"),
    "bmp": (encoded(IMAGE, "BMP"), "BMP is not read"),
    "webp": (encoded(IMAGE, "WEBP"), "WebP is not read"),
    "heic": (b"\0\0\0\x20ftypheic", "HEIC, AVIF and video are not read"),
    "fits": (b"SIMPLE  =                    T", "FITS is not read"),
}


@pytest.mark.parametrize(("data", "reason"), STRANGERS.values(), ids=STRANGERS)
def test_what_is_not_png_or_jpeg_is_named(data, reason):
    message = refusal(data)
    assert reason in message
    assert "PNG" in message
    assert "JPEG" in message


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
        image_file.PNG + chunk(b"IEND", b""),
        image_file.PNG + chunk(b"IHDR", b"\0\0\0\1") + chunk(b"IEND", b""),
        png(0, 0),
        png(4, 4, depth=3, data=bytes(52)),
        png(4, 4, colour=5, data=bytes(52)),
        png(4, 4, colour=3, data=bytes(20)),  # a palette image without a palette
    ],
)
def test_a_png_whose_chunks_are_whole_but_wrong_is_refused(data):
    assert " PNG file; copy or save it again" in refusal(data)


def test_noise_behind_a_jpeg_header_is_refused():
    noise = np.random.default_rng(0).bytes(5000)
    assert " JPEG file; copy or save it again" in refusal(image_file.JPEG + noise)


def test_a_text_chunk_that_unpacks_to_gigabytes_is_refused():
    text = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    data = encoded(IMAGE)
    at = data.index(b"IDAT") - 4
    assert "damaged PNG file" in refusal(data[:at] + chunk(b"zTXt", text) + data[at:])


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
    monkeypatch.setattr(image_file, "MAX_PIXELS", 61 * 47)
    assert read(encoded(IMAGE), "a").shape == (61, 47, 3)
    monkeypatch.setattr(image_file, "MAX_PIXELS", 61 * 47 - 1)
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
