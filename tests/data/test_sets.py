import subprocess
import sys

import h5py
import numpy as np
import pytest
from PIL import Image

from cnnviz.data import DATASETS, DataError, hdf5, load, sets, simulator
from cnnviz.preprocessing import Preprocessing

RULE = Preprocessing(size=32)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")
    return tmp_path / "cache"


def test_a_simulated_set_is_the_simulators(cache):
    images = load("simulated", RULE, count=9, seed=5)
    labels, seeds = [*range(7), 0, 1], [5] * 7 + [6] * 2
    expected = simulator.galaxies(labels, seeds, size=32)
    np.testing.assert_array_equal(images.pixels, expected.pixels)
    assert images.labels.tolist() == labels
    assert images.table["seed"].tolist() == seeds


def test_a_simulated_set_is_made_once_for_count_seed_size_and_version(cache, monkeypatch):
    told = []
    first = load("simulated", RULE, count=2, progress=lambda *done: told.append(done))
    assert told == [(2, 2)]
    with monkeypatch.context() as patch:
        patch.setattr(simulator, "galaxy_set", pytest.fail)
        again = load("simulated", RULE, count=2)
    np.testing.assert_array_equal(again.pixels, first.pixels)
    load("simulated", RULE, count=3)
    load("simulated", RULE, count=2, seed=1)
    load("simulated", Preprocessing(size=16), count=2)
    monkeypatch.setattr(simulator, "VERSION", simulator.VERSION + 1)
    load("simulated", RULE, count=2)
    assert len(list(cache.iterdir())) == 5


def test_a_damaged_kept_set_is_made_again(cache):
    first = load("simulated", RULE, count=2)
    path = sets.cached(2, 0, 32)
    path.write_bytes(path.read_bytes()[:-50])
    np.testing.assert_array_equal(load("simulated", RULE, count=2).pixels, first.pixels)
    assert len(hdf5.read(path, RULE)) == 2


def test_a_cache_that_cannot_be_written_is_told(cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"simulated: .* cannot be used .*CNNVIZ_CACHE"):
        load("simulated", RULE, count=2)


def test_a_folder_and_a_file_are_found_by_what_they_are(tmp_path):
    (tmp_path / "zoo" / "merging").mkdir(parents=True)
    Image.new("RGB", (32, 32), "red").save(tmp_path / "zoo" / "merging" / "a.png")
    assert load(tmp_path / "zoo", RULE).classes == ("Merging",)
    with h5py.File(tmp_path / "zoo.h5", "w") as file:
        file["images"], file["labels"] = np.zeros((2, 32, 32, 3), np.uint8), np.array([1, 2])
    assert load(str(tmp_path / "zoo.h5"), RULE).labels.tolist() == [1, 2]


def test_without_a_rule_images_have_96_pixels(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["images"], file["labels"] = np.zeros((1, 32, 32, 3), np.uint8), np.array([1])
    assert load(tmp_path / "a.h5").pixels.shape == (1, 96, 96, 3)


@pytest.mark.parametrize("name", ["nothing", "simulate", "Simulated", "../nothing"])
def test_an_unknown_name_is_answered_with_the_known_ones(name):
    with pytest.raises(DataError) as caught:
        load(name)
    assert str(caught.value) == (
        f"{name}: no such folder or file, nor a set's name (simulated, galaxy10, galaxy10-tutorial)"
    )


def test_a_path_that_is_too_long_is_refused():
    with pytest.raises(DataError, match="cannot be read"):
        load("x" * 5000)


def test_every_named_set_has_a_description():
    assert list(DATASETS) == ["simulated", "galaxy10", "galaxy10-tutorial"]
    assert all(DATASETS.values())


def test_the_simulators_processes_do_not_import_torch():
    code = "import sys, cnnviz.data.simulator; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
