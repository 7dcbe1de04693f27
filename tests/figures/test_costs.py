"""Bars of what the parts of a network have, and shares by kind."""

import re

import numpy as np

from cnnviz import figures
from cnnviz.figures import Cost, Share

COSTS = [
    Cost("conv", "convolution", (25.0, 300.0), ("25", "300")),
    Cost("<b>", "dense", (100.0, 0.0), ("100", "0")),
]


def widths(html):
    return [float(width) for width in re.findall(r"width: ([\d.]+)%", html)]


def test_bars_have_a_scale_for_each_quantity():
    html = figures.cost_bars(COSTS, ("Parameters", "Multiply-adds"), "Costs")
    assert widths(html) == [25, 100, 100, 0]
    assert re.findall(r'scope="col">([^<]*)', html) == ["Layers", "Parameters", "Multiply-adds"]
    assert "<b>" not in html


def test_a_network_without_any_numbers_has_empty_bars():
    html = figures.cost_bars([Cost("relu", "other", (0.0,), ("0",))], ("Parameters",), "Costs")
    assert widths(html) == [0]
    assert "no layers" in figures.cost_bars([], (), "Costs")


def test_shares_of_one_quantity_have_one_scale():
    html = figures.share_bars(
        [
            Share("Parameters", "Parameters, A", "40", (("convolution", 10.0), ("dense", 30.0))),
            Share("Parameters", "Parameters, B", "80", (("dense", 80.0),)),
            Share("Memory", "Memory, A", "5", (("other", 5.0), ("dense", 0.0))),
        ],
        "A beside B",
    )
    np.testing.assert_allclose(widths(html), [12.5, 37.5, 100, 100])
    assert re.findall(r'title="([^"]*)"', html) == [
        "convolution: 25.0 %", "dense (linear): 75.0 %", "dense (linear): 100.0 %",
        "activation and reshaping: 100.0 %",
    ]  # fmt: skip
