"""The figures of the feature maps are measured on the page; what they are, the tests do not ask."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from cnnviz.benchmarks import CannotMeasureError, maps
from cnnviz.benchmarks.wanted import WANTED


def measured(server, monkeypatch, **arguments):
    monkeypatch.setattr(maps, "serve", lambda: nullcontext(server))
    # in a thread of its own: in this one the tests' browser may be open already
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(maps.measure, **arguments).result()


def test_every_figure_is_measured(server, monkeypatch):
    # sixteen clicks lead from the class to the galaxy and begin anew
    figures = measured(server, monkeypatch, galaxies=2, clicks=16)
    assert set(WANTED["maps"]) < figures.keys()
    assert figures["messages_while_reading"] == 0
    assert figures["messages_at_rest"] == 1
    assert figures["new_layer_median_ms"] > 0
    # 87,091 outputs of four bytes, the input, and a little
    assert 4 * 87_091 / 1000 < figures["kilobytes"] < 600
    assert figures["new_galaxy_median_ms"] > 0
    assert figures["click_median_ms"] > 0


def test_another_galaxy_is_no_figure(server, monkeypatch):
    monkeypatch.setattr(maps, "PATIENCE_MS", 3000)
    monkeypatch.setattr(maps, "_another", lambda page, wire, seed: (maps._shown(page), 0))
    with pytest.raises(CannotMeasureError, match=r"the maps in Chromium: .*Timeout"):
        measured(server, monkeypatch, galaxies=1, clicks=1)
