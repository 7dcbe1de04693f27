"""The two calls that are timed do the same."""

import numpy as np
import pytest
import torch

from cnnviz import weights
from cnnviz.benchmarks import attribution
from cnnviz.benchmarks.wanted import WANTED

IMAGE = torch.rand(1, 3, 96, 96, generator=torch.Generator().manual_seed(0))
NAMES = [name.removesuffix("_ratio") for name in WANTED["attribution"]]


@pytest.fixture(scope="module")
def calls():
    return attribution._calls(weights.load("tutorial")[0], IMAGE)


@pytest.mark.parametrize("name", NAMES)
def test_both_make_the_same_map(calls, name):
    ours, bare = calls[name]
    torch.manual_seed(0)
    np.random.seed(0)  # noqa: NPY002 as Captum draws
    torch.testing.assert_close(ours(), bare(), atol=1e-5, rtol=1e-3)


def test_the_figures(monkeypatch):
    monkeypatch.setattr(weights, "names", lambda: ("tutorial",))
    found = attribution.measure(rounds=1)
    assert set(WANTED["attribution"]) < found.keys()
    assert all(value > 0 for value in found.values())
    assert list(found) == [f"{name}_{what}" for name in NAMES for what in ("ms", "ratio")]
