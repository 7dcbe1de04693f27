"""Views of the page without Streamlit's session, in which it keeps what is made of a galaxy."""

import pytest

from cnnviz.data import simulator
from cnnviz.ui import cached
from cnnviz.ui.address import Choices
from cnnviz.ui.feature_maps import runs
from cnnviz.ui.feature_maps.choices import FeatureMaps
from cnnviz.ui.feature_maps.subject import subject
from cnnviz.ui.feature_maps.view import Setup, View
from cnnviz.ui.galaxy import from_simulation

GALAXY = from_simulation(simulator.galaxy(3, 17))


@pytest.fixture(autouse=True)
def _without_a_session(monkeypatch):
    for module, name in ((runs, "_all"), (runs, "_opened"), (cached, "_received")):
        monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)


@pytest.fixture
def view_of():
    """Makes the view of some choices: `view_of("tutorial", section="class")`."""

    def make(model, galaxy=GALAXY, **chosen):
        now = FeatureMaps(**chosen)
        choices = Choices("feature_maps", FeatureMaps(), {}, {}, lambda found: (found, []))
        setup = Setup(now, choices, galaxy, model)
        return View(setup, subject(now.network, model, now.built), None)

    return make
