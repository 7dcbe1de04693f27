"""The stage's figures are measured on the page itself; what they are, the tests do not ask."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from cnnviz.benchmarks import CannotMeasureError, stage
from cnnviz.benchmarks.wanted import WANTED
from cnnviz.benchmarks.wire import Wire


def measured(server, monkeypatch, **arguments):
    monkeypatch.setattr(stage, "serve", lambda: nullcontext(server))
    # in a thread of its own: in this one the tests' browser may be open already
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(stage.measure, **arguments).result()


def test_every_figure_is_measured(server, monkeypatch):
    figures = measured(server, monkeypatch, seconds=0.5, changes=2)
    assert figures.keys() == WANTED["stage"].keys()
    assert figures["messages_while_playing"] == 0
    assert 1 < figures["kilobytes"] < 10
    assert 0 < figures["steps_per_second"] < 2 * stage.ASKED
    assert figures["changed_parameter_median_ms"] > 0


def test_no_picture_is_no_figure(server, monkeypatch):
    monkeypatch.setattr(stage, "_is_scene", lambda frame: False)
    with pytest.raises(CannotMeasureError, match="no message with a picture"):
        measured(server, monkeypatch, seconds=0.1, changes=1)


def test_a_page_that_shows_something_else_is_no_figure(server, monkeypatch):
    monkeypatch.setattr(stage, "PATIENCE_MS", 1000)
    monkeypatch.setattr(stage, "CHOICES", {"source": "lecture"})
    with pytest.raises(CannotMeasureError, match=r"the stage in Chromium: .*Timeout"):
        measured(server, monkeypatch, seconds=0.1, changes=1)


def test_frames_and_requests_are_heard_only_while_somebody_listens(page, address):
    wire = Wire(page)
    page.goto(f"{address}/convolution")
    page.locator(".stage .panel").first.wait_for()
    with wire.listening() as heard:
        page.locator(".panel.input .cell").first.dblclick()
        page.keyboard.type("7")
        page.keyboard.press("Enter")
        page.wait_for_url("**convolution_changed=**")
        page.evaluate("fetch('/_stcore/health')")
        page.wait_for_timeout(500)
    frames = [frame for frame in heard if isinstance(frame, bytes)]
    assert any(b'"out": [1, 3, 3]' in frame for frame in frames)
    assert not any(map(stage._is_scene, frames))
    assert f"{address}/_stcore/health" in heard
    count = len(heard)
    page.get_by_role("button", name="Another one").click()
    page.wait_for_timeout(500)
    assert len(heard) == count
