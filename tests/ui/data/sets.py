"""Views of the page for tests that have no page."""

from types import SimpleNamespace

from cnnviz import weights
from cnnviz.ui.data.choices import Data
from cnnviz.ui.data.view import View
from cnnviz.ui.galaxy import from_simulation


def view(galaxy=None, **choices):
    """A view of the tutorial's network whose choices nobody keeps."""
    from cnnviz.data import simulator

    now = Data(**choices)
    chosen = galaxy or from_simulation(simulator.galaxy(3, 17))
    kept = SimpleNamespace(now=lambda: now)
    return View(now, kept, chosen, "tutorial", weights.load("tutorial")[1])
