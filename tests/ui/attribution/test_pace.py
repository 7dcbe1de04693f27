"""How long a method will take is estimated from how often an image passes."""

import pytest
import torch

from cnnviz import zoo
from cnnviz.attribution import METHODS
from cnnviz.ui.attribution import pace

SIZE = (3, 96, 96)


@pytest.fixture
def seconds(monkeypatch):
    monkeypatch.setattr(pace, "_seconds", lambda network, size, model: (0.01, 0.03))


def test_passes_forwards_and_backwards_are_told_apart(seconds):
    model = zoo.build("galaxy_cnn")

    def estimate(name, **values):
        return pace.estimate(METHODS[name], model, "any", SIZE, **values)

    assert estimate("saliency") == pytest.approx(0.03)
    assert estimate("integrated_gradients", n_steps=50) == pytest.approx(1.5)
    assert estimate("occlusion", window=12, stride=6) == pytest.approx(2.26)
    assert estimate("shapley_value_sampling", count=50, n_samples=25) == pytest.approx(12.51)


def test_a_network_is_measured_and_left_alone():
    model = zoo.build("galaxy_cnn").eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    forward, both = pace._seconds.__wrapped__("any", SIZE, model)
    assert 0 < forward < both
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())
