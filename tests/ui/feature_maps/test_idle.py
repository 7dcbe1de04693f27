"""Large networks that nobody looks at any more are forgotten."""

import gc
import weakref
from threading import Event

from cnnviz.ui.feature_maps import idle, subject


def test_a_large_network_goes_when_nobody_looks_at_it(monkeypatch):
    gone, free = Event(), idle._free
    monkeypatch.setattr(idle, "SECONDS", 0.01)
    monkeypatch.setattr(idle, "_free", lambda release: (free(release), gone.set()))
    shown = subject.subject("resnet18", "tutorial")
    kept = weakref.ref(shown.model)
    assert gone.wait(60)
    gc.collect()
    assert kept() is None
    assert shown.model is not None  # who comes back gets it anew


def test_another_look_winds_the_clock_up_again():
    called, clock = [], idle.Idle()
    done = Event()
    clock.after(60, lambda: called.append("first"))
    clock.after(0, lambda: (called.append("second"), done.set()))
    assert done.wait(60)
    assert called == ["second"]


def test_a_small_network_winds_no_clock_up(monkeypatch):
    wound = []
    monkeypatch.setattr(idle, "looked_at", wound.append)
    assert subject.subject("lenet5", "tutorial").model is not None
    assert wound == []
    assert subject.subject("resnet18", "tutorial").model is not None
    assert wound == [subject._forget]
