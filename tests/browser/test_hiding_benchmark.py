"""How soon the bars follow is measured on the page; how soon that is, the tests do not ask."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from cnnviz.benchmarks import CannotMeasureError, hiding


def measured(server, monkeypatch, drags=2):
    monkeypatch.setattr(hiding, "serve", lambda: nullcontext(server))
    # in a thread of its own: in this one the tests' browser may be open already
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(hiding.measure, drags).result()


def test_the_time_is_measured(server, monkeypatch):
    assert measured(server, monkeypatch) > 0


def test_wrong_bars_are_no_figure(server, monkeypatch):
    monkeypatch.setattr(hiding, "_expected", lambda top, left: [100 / 7] * 7)
    with pytest.raises(CannotMeasureError, match=r"hiding in Chromium: a bar is .* % off"):
        measured(server, monkeypatch, 1)


def test_no_bars_are_no_figure(server, monkeypatch):
    monkeypatch.setattr(hiding, "PATIENCE_MS", 3000)
    monkeypatch.setattr(hiding, "_AT_REST", "() => false")
    with pytest.raises(CannotMeasureError, match=r"hiding in Chromium: .*Timeout"):
        measured(server, monkeypatch, 1)
