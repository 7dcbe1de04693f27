"""Long methods on the page of attributions, without a browser: computed outside, stopped, gone on.

All visitors without a browser have one session: what is to be computed anew has another galaxy.
"""

import threading

from cnnviz.ui import jobs
from cnnviz.ui.attribution import pace
from tests.pages.test_attribution import open_page, pictures, words


def until_shown(at, count):
    """Run the page, as its watcher does every second, until so many pictures are there."""
    for _ in range(1000):
        if len(pictures(at)) == count:
            return
        at.run()
    raise AssertionError(words(at))


def test_a_long_method_is_computed_outside_and_its_neighbours_are_shown(monkeypatch):
    held = threading.Event()
    monkeypatch.setattr(pace, "LONG", 1.0)
    monkeypatch.setattr(pace, "estimate", lambda method, *a, **k: 9.0 * (method.name == "lrp"))
    run = jobs.Job.run
    monkeypatch.setattr(jobs.Job, "run", lambda *given: held.wait(60) and run(*given))
    at = open_page(methods="saliency~lrp", galaxy="sim-edgeon-11")
    assert "Layer-wise relevance propagation is being computed." in words(at)
    assert len(pictures(at)) == 2
    held.set()
    until_shown(at, 3)


def test_a_long_method_goes_on_while_another_section_is_looked_at(monkeypatch):
    held = threading.Event()
    monkeypatch.setattr(pace, "LONG", -1.0)
    run = jobs.Job.run
    monkeypatch.setattr(jobs.Job, "run", lambda *given: held.wait(60) and run(*given))
    at = open_page(methods="lrp", galaxy="sim-edgeon-13")
    [job] = at.session_state[jobs.JOBS].values()
    at.main.button_group(key="attribution_section").set_value("strangers").run()
    assert "Cancel" in [button.label for button in at.main.button]
    assert not job.stopped
    at.main.button_group(key="attribution_section").set_value("maps").run()
    assert [*at.session_state[jobs.JOBS].values()] == [job]
    held.set()
    until_shown(at, 2)


def test_another_galaxy_on_another_page_stops_what_nobody_waits_for(monkeypatch):
    monkeypatch.setattr(pace, "LONG", -1.0)
    monkeypatch.setattr(jobs.Job, "run", lambda job, work, turn: None)  # it never ends
    at = open_page(methods="lrp", galaxy="sim-edgeon-14")
    [job] = at.session_state[jobs.JOBS].values()
    at.switch_page("pages/network.py").run()
    assert not job.stopped
    next(button for button in at.sidebar.button if button.label == "Another one").click().run()
    assert job.stopped
    assert not at.session_state[jobs.JOBS]


def test_a_stopped_method_can_be_computed_again(monkeypatch):
    monkeypatch.setattr(pace, "LONG", -1.0)
    with monkeypatch.context() as patch:
        patch.setattr(jobs.Job, "run", lambda job, work, turn: None)  # it never ends
        at = open_page(methods="saliency", galaxy="sim-edgeon-12")
        cancel = next(button for button in at.main.button if button.label == "Cancel")
        cancel.click().run()
        assert "Saliency was stopped." in words(at)
    next(button for button in at.main.button if button.label == "Compute it").click().run()
    until_shown(at, 2)


def test_what_a_long_method_cannot_do_is_told_as_anywhere(monkeypatch):
    monkeypatch.setattr(pace, "LONG", -1.0)
    at = open_page(methods="occlusion", parameters="occlusion.window.4~occlusion.stride.9")
    for _ in range(1000):
        if "stride 9 leaves pixels out" in words(at):
            return
        at.run()
    raise AssertionError(words(at))
