"""PNG, JPEG, WebP, GIF and BMP: what comes out of them."""

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageOps

from cnnviz.data.image_file import decode, read
from tests.data.image_file.files import IMAGE, ORIENTATION, PIXELS, chunk, encoded, png

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


def test_16_bit_grey_keeps_its_values():
    values = np.array([[0, 128, 129, 257, 32896, 65535]], np.uint16)
    found = decode(encoded(Image.fromarray(values)), "a")
    assert (found.deep, found.kind) == (True, "PNG")
    np.testing.assert_array_equal(found.values, values)
    picture = found.rgb()
    assert picture.shape == (1, 6, 3)
    assert (picture == picture[..., :1]).all()


@pytest.mark.parametrize("channels", [3, 4])
def test_16_bit_colour_keeps_its_values(channels):
    values = np.random.default_rng(1).integers(0, 2**16, (5, 7, channels), np.uint16)
    values[..., 3:] = 65535
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    found = decode(png(7, 5, depth=16, colour=2 if channels == 3 else 6, data=rows), "a")
    assert found.deep
    np.testing.assert_array_equal(found.values, values[..., :3])


def test_16_bit_colour_is_laid_over_black():
    row = b"\0" + struct.pack(">8H", 60000, 40000, 20000, 13107, 9, 9, 9, 0)
    found = decode(png(2, 1, depth=16, colour=6, data=row), "a")
    assert found.values.tolist() == [[[12000, 8000, 4000], [0, 0, 0]]]


@pytest.mark.parametrize("interlaced", [0, 1])
def test_16_bit_grey_keeps_its_values_beside_alpha(interlaced):
    values = np.array([[[0, 65535], [129, 65535], [257, 65535], [40000, 13107], [9, 0]]], ">u2")
    rows = [values] if not interlaced else [values[:, :1], values[:, 4:], values[:, 2:3]]
    rows += [values[:, 1::2]] if interlaced else []  # Adam7 of a single row
    data = png(5, 1, 16, 4, b"".join(b"\0" + row.tobytes() for row in rows), interlaced=interlaced)
    found = decode(data, "a")
    assert found.deep
    assert found.values.tolist() == [[0, 129, 257, 8000, 0]]


@pytest.mark.parametrize(
    ("colour", "pixels"),
    [(0, [[258], [2], [257]]), (2, [[258, 2, 3], [2, 2, 3], [258, 2, 4], [258, 258, 3]])],
)
def test_16_bit_pixels_of_the_transparent_colour_are_black(colour, pixels):
    hidden, *others = (np.array(pixel, ">u2") for pixel in pixels)
    row = b"\0" + b"".join(pixel.tobytes() for pixel in (hidden, *others))
    data = png(len(pixels), 1, 16, colour, row)
    data = data[:33] + chunk(b"tRNS", hidden.tobytes()) + data[33:]
    found = decode(data, "a").values.reshape(len(pixels), -1)
    assert found.tolist() == [[0] * len(hidden), *pixels[1:]]


def test_16_bit_pixels_are_turned_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    values = np.array([[0, 1, 2], [3, 4, 65535]], np.uint16)
    found = decode(encoded(Image.fromarray(values), exif=exif), "a")
    assert found.values.tolist() == [[3, 0], [4, 1], [65535, 2]]


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


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_as_pillow_does(kind, orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    data = encoded(IMAGE, kind, exif=exif)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    result = read(data, "a")
    np.testing.assert_array_equal(result, expected)
    assert result.shape == ((61, 47, 3) if orientation < 5 else (47, 61, 3))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_unknown_orientation_turns_nothing(orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    np.testing.assert_array_equal(read(encoded(IMAGE, exif=exif), "a"), PIXELS)


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"x" * 99])
def test_broken_metadata_around_sound_pixels_is_ignored(exif):
    np.testing.assert_array_equal(read(encoded(IMAGE, exif=exif), "a"), PIXELS)
    plain = read(encoded(IMAGE, "JPEG"), "a")
    np.testing.assert_array_equal(read(encoded(IMAGE, "JPEG", exif=exif), "a"), plain)


def test_the_first_picture_of_an_animated_png_is_read():
    others = [Image.new("RGB", IMAGE.size, colour) for colour in ("red", "blue")]
    data = encoded(IMAGE, save_all=True, append_images=others)
    np.testing.assert_array_equal(read(data, "a"), PIXELS)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_filling_behind_the_picture_is_ignored(kind):
    data = encoded(IMAGE, kind)
    np.testing.assert_array_equal(read(data + b"\r\n" + bytes(999), "a"), read(data, "a"))


@pytest.mark.parametrize("kind", ["JPEG", "BMP"])
@pytest.mark.parametrize("tail", [b"SEFT and what else a camera adds", b"PK"])
def test_what_a_camera_hangs_on_behind_the_picture_is_ignored(kind, tail):
    data = encoded(IMAGE, kind)
    np.testing.assert_array_equal(read(data + tail, "a"), read(data, "a"))


XMP = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><?xml version="1.0"?>'
    b'<?adobe-xap-filters esc="CRLF"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>'
    b'<?xpacket end="w"?>'
)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_cameras_and_editors_write_about_a_picture_is_ignored(kind):
    data = encoded(IMAGE, kind)
    if kind == "PNG":
        said = data[:33] + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP) + data[33:]
    else:
        said = encoded(IMAGE, kind, xmp=XMP)
    assert XMP in said
    np.testing.assert_array_equal(read(said, "a"), read(data, "a"))


def test_the_picture_belongs_to_the_caller():
    result = read(encoded(IMAGE), "a")
    again = read(encoded(IMAGE), "a")
    assert not np.shares_memory(result, again)


MODES = {
    "GIF": ("1", "L", "P", "RGB", "RGBA"),
    "BMP": ("1", "L", "P", "RGB", "RGBA"),
    "WEBP": ("L", "RGB", "RGBA"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
    "JPEG": ("L", "RGB", "CMYK"),
}


@pytest.mark.parametrize(("kind", "mode"), [(k, m) for k, modes in MODES.items() for m in modes])
def test_every_mode_of_every_kind_is_decoded_as_pillow_does(kind, mode):
    image = IMAGE.convert("RGBA")
    image.putalpha(Image.fromarray(PIXELS[..., 0]))
    data = encoded(image.convert(mode) if mode in ("LA", "RGBA") else IMAGE.convert(mode), kind)
    opened = Image.open(io.BytesIO(data))
    if opened.has_transparency_data:
        black = Image.new("RGBA", opened.size, "black")
        opened = Image.alpha_composite(black, opened.convert("RGBA"))
    found = decode(data, "a")
    assert found.kind.upper() == kind
    assert not found.deep
    assert found.pixel_scale is None
    np.testing.assert_array_equal(found.values, np.asarray(opened.convert("RGB")))


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_the_first_picture_of_an_animation_is_read(kind):
    colours = [Image.new("RGB", (9, 5), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(colours[0], kind, save_all=True, append_images=colours[1:], **options)
    assert read(data, "a").reshape(-1, 3).tolist() == [[255, 0, 0]] * 45


def test_a_gif_written_by_hand():
    # two by one pixels, black and (10, 20, 30), their codes 4 0 1 5 of three bits (GIF89a, F)
    data = b"GIF89a\2\0\1\0\x80\0\0" + bytes([0, 0, 0, 10, 20, 30])
    data += b",\0\0\0\0\2\0\1\0\0" + b"\2\2\x44\x0a\0" + b";"
    assert read(data, "a").tolist() == [[[0, 0, 0], [10, 20, 30]]]


def test_what_is_transparent_in_a_gif_is_said_before_its_picture():
    image = Image.fromarray(np.array([[0, 1]], np.uint8)).convert("P")
    image.putpalette([250, 0, 0, 0, 250, 0])
    data = encoded(image, "GIF", transparency=0, comment=b"of a galaxy")
    assert read(data, "a").tolist() == [[[0, 0, 0], [0, 250, 0]]]


def test_a_bmp_written_by_hand():
    # its rows run upwards, its colours are blue, green, red
    head = struct.pack("<2sIHHI", b"BM", 62, 0, 0, 54)
    info = struct.pack("<IiiHHIIiiII", 40, 1, 2, 1, 24, 0, 8, 0, 0, 0, 0)
    data = head + info + bytes([3, 2, 1, 0, 6, 5, 4, 0])
    assert read(data, "a").tolist() == [[[4, 5, 6]], [[1, 2, 3]]]


def test_a_large_picture_is_put_together_from_its_bands(monkeypatch):
    monkeypatch.setattr("cnnviz.data.image_file.loading.BAND", 100)  # two rows at once
    np.testing.assert_array_equal(read(encoded(IMAGE), "a"), PIXELS)
