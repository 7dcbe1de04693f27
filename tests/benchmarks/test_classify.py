import numpy as np
import pytest

from cnnviz.benchmarks import classify
from cnnviz.data import image_file, simulator


def test_the_files_are_galaxies_of_two_kinds_under_many_names(tmp_path, monkeypatch):
    monkeypatch.setattr(classify, "DISTINCT", 7)
    classify.fill(tmp_path / "images", 20)
    files = sorted((tmp_path / "images").iterdir())
    assert len(files) == 20
    assert {path.suffix for path in files} == {".png", ".jpg"}
    second = simulator.galaxy(1, 0).pixels[0]
    for i in (1, 8, 15):
        np.testing.assert_array_equal(image_file.read(files[i], "galaxy"), second)


def test_the_figures_are_medians_and_the_growth_the_largest(monkeypatch):
    rates = iter([(100, 90), (300, 190), (200, 50)])

    def one(images, out):
        rate, growth = next(rates)
        return {
            "images_per_second": rate,
            "reading_alone_per_second": 800,
            "bare_network_per_second": 400,
            "network_alone_per_second": 400,
            "share_of_the_slower": rate / 400,
            "share_of_both_in_turns": rate * 3 / 800,
            "growth": growth,
        }

    monkeypatch.setattr(classify, "fill", lambda folder, count: None)
    monkeypatch.setattr(classify, "_round", one)
    found = classify.measure()
    assert (found["images_per_second"], found["share"]) == (200, 0.5)
    assert found["share_in_turns"] == pytest.approx(0.75)
    assert found["growth_megabytes"] == 190
