"""The two calls that are timed do the same."""

import numpy as np
import pytest
import torch

from cnnviz import weights
from cnnviz.benchmarks import attribution
from cnnviz.benchmarks.wanted import WANTED

IMAGE = torch.rand(1, 3, 96, 96, generator=torch.Generator().manual_seed(0))
NAMES = [n.removesuffix("_ratio") for n in WANTED["attribution"] if n.endswith("_ratio")]


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
    monkeypatch.setattr(attribution.hiding, "measure", lambda drags: 10.0 * drags)
    found = attribution.measure(rounds=1, drags=3)
    assert set(WANTED["attribution"]) < found.keys()
    assert all(value > 0 for value in found.values())
    ours = [f"{name}_{what}" for name in NAMES for what in ("ms", "ratio")]
    assert list(found) == [*ours, "patch_median_ms"]
    assert found["patch_median_ms"] == 30
