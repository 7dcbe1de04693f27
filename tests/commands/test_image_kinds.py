"""The commands and the folders read every kind of image file."""

import gzip
import json

import numpy as np
import pytest
from PIL import Image

from cnnviz.__main__ import main
from cnnviz.data import folder
from cnnviz.data.image_file import read
from cnnviz.preprocessing import Preprocessing
from tests.data.image_file.files import encoded, fits_file, tiff

SIDE = np.linspace(-1, 1, 40)
LIGHT = (1000 * np.exp(-10 * np.hypot(*np.meshgrid(SIDE, SIDE)) ** 2)).astype(np.float32)
NOISY = LIGHT + np.random.default_rng(0).standard_normal(LIGHT.shape).astype(np.float32)
EIGHT = Image.fromarray((LIGHT / 4).astype(np.uint8))
FILES = {
    "a.bmp": encoded(EIGHT, "BMP"),
    "b.fit": fits_file(NOISY),
    "c.fits.gz": gzip.compress(fits_file(NOISY)),
    "d.gif": encoded(EIGHT, "GIF"),
    "e.JPG": encoded(EIGHT, "JPEG"),
    "f.png": encoded(Image.fromarray((60 * LIGHT).astype(np.uint16))),
    "g.tif": tiff(NOISY),
    "h.tiff": tiff(np.stack([NOISY] * 3, axis=-1), photometric="rgb"),
    "i.webp": encoded(EIGHT, "WEBP"),
}


@pytest.fixture
def galaxies(tmp_path, monkeypatch):
    for name, data in FILES.items():
        (tmp_path / "round").mkdir(exist_ok=True)
        (tmp_path / "round" / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_of_every_kind_is_classified(galaxies, small, capsys):
    assert main(["classify", "--json", "--weights", str(small), "round"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert [result["file"] for result in results] == [f"round/{name}" for name in FILES]


def test_a_damaged_tiff_is_one_line_of_error(galaxies, small, capfd):
    data = bytearray(encoded(EIGHT, "TIFF", compression="tiff_adobe_deflate"))
    data[20:60] = bytes(40)
    (galaxies / "m31.tif").write_bytes(data)
    assert main(["classify", "--weights", str(small), "m31.tif"]) == 1
    assert capfd.readouterr().err == "error: m31.tif: damaged TIFF file; copy or save it again\n"


@pytest.mark.parametrize("name", ["b.fit", "f.png", "h.tiff"])
def test_an_image_of_many_bits_is_explained(name, galaxies, small, capsys):
    words = ["--method", "saliency", "--weights", str(small), "--out", "map.npz"]
    assert main(["explain", f"round/{name}", *words]) == 0
    expected = Preprocessing(size=32).pixels(read(FILES[name], name))
    with np.load("map.npz") as numbers:
        np.testing.assert_array_equal(numbers["pixels"], expected)


def test_a_folder_of_every_kind_is_a_set(galaxies):
    images = folder.read(galaxies, Preprocessing(size=32))
    assert images.table["file"].tolist() == [f"round/{name}" for name in FILES]
    centre = images.pixels[:, 16, 16].astype(int)
    corner = images.pixels[:, 2, 2].astype(int)
    assert (centre > corner + 100).all()
