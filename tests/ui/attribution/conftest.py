"""Views of the page without Streamlit's session, in which it keeps what is made of a galaxy."""

import pytest

from cnnviz.data import simulator
from cnnviz.ui import cached
from cnnviz.ui.address import Choices
from cnnviz.ui.attribution import results
from cnnviz.ui.attribution.choices import Attribution
from cnnviz.ui.attribution.view import View
from cnnviz.ui.galaxy import from_simulation

GALAXY = from_simulation(simulator.galaxy(3, 17))


@pytest.fixture(autouse=True)
def _without_a_session(monkeypatch):
    monkeypatch.setattr(cached, "_received", cached._received.__wrapped__)
    monkeypatch.setattr(results, "_found", results._found.__wrapped__)
    monkeypatch.setattr("cnnviz.ui.attribution.pace.LONG", float("inf"))


@pytest.fixture
def view_of():
    """Makes the view of some choices: `view_of("tutorial", methods=("lrp",))`."""

    def make(model="tutorial", galaxy=GALAXY, **chosen):
        now = Attribution(**chosen)
        choices = Choices("attribution", Attribution(), {}, {}, lambda found: (found, []))
        return View(now, choices, galaxy, model, cached.model(model)[1])

    return make
