"""TIFF: of any number of bits, in strips, tiles and planes; tifffile and Pillow are the oracles."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from cnnviz.data.image_file import decode, read
from tests.data.image_file.files import IMAGE, ORIENTATION, PIXELS, encoded, refusal, tiff
from tests.data.image_file.files import tiff_by_hand as by_hand

RANDOM = np.random.default_rng(0)
KINDS = ("u1", "u2", "u4", "i2", "i4", "f2", "f4", "f8")
# grey of one row: two values of 16 bits
GREY = {256: 2, 257: 1, 258: 16, 259: 1, 262: 1, 273: 8, 277: 1, 279: 4}


def values(kind, shape):
    if kind[0] == "f":
        return RANDOM.random(shape).astype(kind)
    return RANDOM.integers(0, np.iinfo(kind).max, shape, kind, endpoint=True)


def test_a_file_written_by_hand():
    found = decode(by_hand(GREY, struct.pack("<HH", 7, 65535)), "a")
    assert (found.kind, found.deep, found.pixel_scale) == ("TIFF", True, None)
    assert found.values.tolist() == [[7, 65535]]
    found = decode(by_hand(GREY, struct.pack(">HH", 7, 65535), ">"), "a")
    assert found.values.tolist() == [[7, 65535]]


def test_what_is_not_said_is_as_the_standard_has_it():
    few = {tag: GREY[tag] for tag in (256, 257, 258, 273, 279)}  # grey, one strip, not packed
    assert decode(by_hand(few, struct.pack("<HH", 7, 9)), "a").values.tolist() == [[7, 9]]
    eight = few | {258: 8, 279: 2}
    assert read(by_hand(eight, b"\x05\xfa"), "a").tolist() == [[[5] * 3, [250] * 3]]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [{}, {"compression": "zlib"}, {"rowsperstrip": 7}])
@pytest.mark.parametrize("layout", ["grey", "rgb", "planes", "tiles", "tiled planes"])
def test_every_kind_comes_back_bit_for_bit(kind, order, options, layout):
    if "tile" in layout:
        options = {"tile": (16, 32)} | {k: v for k, v in options.items() if k == "compression"}
    array = values(kind, {"grey": (61, 47), "tiles": (61, 47, 3)}.get(layout, (3, 61, 47)))
    if layout == "rgb":
        array = np.moveaxis(array, 0, -1).copy()
    more = {"planarconfig": "separate"} if "planes" in layout else {}
    photometric = "minisblack" if layout == "grey" else "rgb"
    found = decode(tiff(array, photometric=photometric, byteorder=order, **more, **options), "a")
    array = np.moveaxis(array, 0, -1) if "planes" in layout else array
    if kind == "u1" and layout == "grey":
        array = np.repeat(array[..., None], 3, axis=2)
    np.testing.assert_array_equal(found.values, array.astype("f4") if kind[0] == "f" else array)
    assert found.deep is (kind != "u1")


@pytest.mark.parametrize("kind", ["u1", "u2", "u4", "i2"])
@pytest.mark.parametrize("options", [{}, {"tile": (16, 32)}, {"rowsperstrip": 7}])
@pytest.mark.parametrize("order", ["<", ">"])
def test_differences_are_added_up(kind, options, order):
    array = values(kind, (61, 47, 3))
    options = options | {"compression": "zlib", "predictor": True, "byteorder": order}
    np.testing.assert_array_equal(
        decode(tiff(array, photometric="rgb", **options), "a").values, array
    )


@pytest.mark.parametrize(
    "compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "zstd"]
)
@pytest.mark.parametrize("predictor", [1, 2, 3])
@pytest.mark.parametrize("kind", ["u2", "f4"])
def test_what_libtiff_packs_is_unpacked(compression, predictor, kind):
    if predictor == 3 and kind == "u2":
        predictor = 1
    array = values(kind, (61, 47))
    packed = compression in ("tiff_lzw", "tiff_adobe_deflate", "zstd")
    info = {317: predictor} if packed else {}
    data = encoded(Image.fromarray(array), "TIFF", compression=compression, tiffinfo=info)
    np.testing.assert_array_equal(decode(data, "a").values, array)


def test_a_predictor_of_what_is_not_packed_is_ignored():
    data = by_hand(GREY | {317: 2}, struct.pack("<HH", 7, 9))
    assert decode(data, "a").values.tolist() == [[7, 9]]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"])
@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "jpeg"])
def test_eight_bits_are_decoded_as_pillow_does(mode, compression):
    if compression == "jpeg" and mode in ("1", "P"):
        compression = "packbits"  # JPEG has neither
    image = IMAGE.convert("RGBA")
    image.putalpha(Image.fromarray(PIXELS[..., 0]))
    image = image.convert(mode) if mode in ("LA", "RGBA") else IMAGE.convert(mode)
    data = encoded(image, "TIFF", compression=compression)
    opened = Image.open(io.BytesIO(data))
    if opened.has_transparency_data:
        black = Image.new("RGBA", opened.size, "black")
        opened = Image.alpha_composite(black, opened.convert("RGBA"))
    found = decode(data, "a")
    assert not found.deep
    np.testing.assert_array_equal(found.values, np.asarray(opened.convert("RGB")))


def test_white_may_be_zero():
    found = decode(by_hand(GREY | {262: 0}, struct.pack("<HH", 0, 65534)), "a")
    assert found.values.tolist() == [[65535, 1]]


def test_printed_colours_become_light():
    data = tiff(np.array([[[0, 65535, 13107, 0]]], "u2"), photometric="separated")
    np.testing.assert_allclose(decode(data, "a").values, [[[1, 0, 0.8]]], atol=1e-6)


@pytest.mark.parametrize(
    ("extra", "expected"), [("unassalpha", 2000), ("assocalpha", 10000), (0, 10000)]
)
def test_alpha_is_laid_over_black(extra, expected):
    array = np.array([[[10000, 10000, 10000, 13107]]], "u2")  # a fifth
    found = decode(tiff(array, photometric="rgb", extrasamples=[extra]), "a").values
    np.testing.assert_allclose(found, [[[expected] * 3]], rtol=1e-6)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_deep_pixels_are_turned_as_pillow_turns(orientation):
    array = values("u2", (61, 47))
    data = encoded(Image.fromarray(array), "TIFF", tiffinfo={ORIENTATION: orientation})
    expected = np.asarray(Image.open(io.BytesIO(data)))  # turned by Pillow as it is loaded
    np.testing.assert_array_equal(decode(data, "a").values, expected)


def test_the_first_of_several_pages_is_read():
    pages = [Image.fromarray(values("u2", (8, 9))) for _ in range(3)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    np.testing.assert_array_equal(decode(data, "a").values, np.asarray(pages[0]))


@pytest.mark.parametrize("layout", ["strips", "tiles", "planes"])
@pytest.mark.parametrize("size", [1, 9000])  # bytes: one row of strips or tiles, and several
def test_groups_of_strips_and_tiles_are_put_together(layout, size, monkeypatch):
    monkeypatch.setattr("cnnviz.data.image_file.tiff.GROUP", size)
    array = values("u2", (3, 61, 47) if layout == "planes" else (61, 47, 3))
    options = {"tile": (16, 32)} if layout == "tiles" else {"rowsperstrip": 7}
    options |= {"planarconfig": "separate"} if layout == "planes" else {}
    found = decode(tiff(array, photometric="rgb", compression="zlib", **options), "a").values
    expected = np.moveaxis(array, 0, -1) if layout == "planes" else array
    np.testing.assert_array_equal(found, expected)


def test_what_is_no_number_becomes_black():
    array = np.array([[0.5, np.nan, np.inf, -np.inf, 1.0, 0.5, 0.5, 0.5]], "f4")
    picture = decode(tiff(array), "a").rgb()[0, :, 0]
    assert picture[1:4].tolist() == [0, 0, 0]
    assert picture[4] > picture[0]


def test_a_signalling_nan_is_a_nan():
    bits = np.array([[0x7F800001, 0x3F800000]], "u4")  # and 1.0
    found = decode(tiff(bits.view("f4")), "a")
    np.testing.assert_array_equal(found.values, [[np.nan, 1]])
    assert found.rgb()[0, 0].tolist() == [0, 0, 0]


# what is refused


@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
@pytest.mark.parametrize("compression", [None, "zlib"])
def test_a_file_cut_anywhere_is_refused(kind, compression):
    data = tiff(values(kind, (9, 8)), compression=compression)
    for length in range(4, len(data)):
        assert " TIFF file; copy or save it again" in refusal(data[:length]), length
    assert "truncated TIFF file" in refusal(data[: len(data) - 20])


CHANGES = {
    "no width": ({256: 0}, "an image of 0 by 1 pixels"),
    "no height": ({257: 0}, "an image of 2 by 0 pixels"),
    "too wide": ({256: 2**31, 257: 1}, "megapixels, more than the 50"),
    "too many bytes": ({256: 7000, 257: 7000, 258: 64, 339: 3}, "unpacks to more than 200 MB"),
    "twelve bits": ({258: 12}, "12 bits"),
    "complex": ({258: 64, 339: 6}, "64 bits of format 6"),
    "seven bits": ({258: 7}, "7 bits a value are not read"),
    "signed bytes": ({258: 8, 339: 2}, "8 bits a value are not read"),
    "lab": ({262: 8}, "a TIFF file of this kind is not read (photometric 8, compression 1)"),
    "old jpeg": ({259: 6}, "a TIFF file of this kind is not read"),
    "fax of many bits": ({259: 4}, "damaged"),
    "palette of many bits": ({262: 3}, "not read; save it with 8 or 16"),
    "five values": ({277: 5, 262: 2}, "5 values a pixel; save it as grey or RGB"),
    "channels that differ": ({277: 3, 258: [8, 8, 16], 262: 2}, "channels differ in kind"),
    "strips of strange number": ({273: [8, 8]}, "damaged"),
    "strips beyond the end": ({279: 5000}, "truncated"),
    "strips far beyond": ({273: 2**32 - 1}, "truncated"),
    "planar": ({284: 9, 277: 3, 262: 2}, "damaged"),
    "predictor": ({317: 9, 259: 8}, "damaged"),
    "floats' predictor": ({317: 3, 259: 8}, "damaged"),
    "tile of no width": ({322: 0, 323: 16, 324: 8, 325: 4}, "damaged"),
    "tile without height": ({322: 16, 324: 8, 325: 4}, "damaged"),
    "huge tile": ({322: 60000, 323: 60000, 324: 8, 325: 4}, "unpacks to more than 200 MB"),
    "tiles far over the edge": (
        {257: 3, 322: 50_000_000, 323: 1, 324: [8] * 3, 325: [4] * 3},
        "unpacks to more than 200 MB",
    ),
    "countless strips": ({256: 1, 257: 10**6, 278: 1}, "1000000 strips or tiles; save it with"),
    "palette that is none": ({262: 3, 258: 8}, "damaged"),
}


@pytest.mark.parametrize(("changes", "reason"), CHANGES.values(), ids=CHANGES)
def test_a_directory_that_says_what_cannot_be_is_refused(changes, reason):
    assert reason in refusal(by_hand(GREY | changes, struct.pack("<HH", 7, 9)))


def test_all_nan_is_refused():
    message = refusal(tiff(np.full((9, 9), np.nan, "f4")))
    assert message == "all its pixels are NaN, not numbers; save it with values in them"
    assert "NaN" in refusal(tiff(np.full((9, 9, 3), np.inf, "f4"), photometric="rgb"))


def test_libtiff_writes_nothing_to_standard_error(capfd):
    data = bytearray(encoded(IMAGE, "TIFF", compression="tiff_adobe_deflate"))
    data[40:60] = bytes(20)
    assert "damaged TIFF file" in refusal(bytes(data))
    assert capfd.readouterr() == ("", "")
