"""Which choices go together."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.conv import PADDING_MODES
from cnnviz.data import simulator
from cnnviz.ui.convolution import arithmetic, weights
from cnnviz.ui.convolution.choices import SOURCES, Bench, input_size
from cnnviz.ui.convolution.possible import NAMED, Axis, along, limits, separated, settle
from cnnviz.ui.convolution.possible import paddings as paddings_of
from cnnviz.ui.convolution.weights import Learned
from cnnviz.ui.galaxy import from_simulation

LEARNED = Learned("explorer", np.ones((4, 3, 3, 3)), np.arange(4.0), np.zeros((3, 96, 96)))
GALAXY = from_simulation(simulator.galaxy(3, 17))


def axis(size=7, kernel=3, stride=1, padding="0", dilation=1, mode="zeros"):
    return Axis(size, kernel, stride, padding, dilation, mode)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (axis(), (7, 8, 2, 3)),
        (axis(size=5), (5, 8, 2, 2)),
        (axis(size=5, padding="1"), (7, 8, 2, 3)),
        (axis(padding="same"), (7, 1, 2, 6)),
        (axis(size=2, mode="reflect", padding="1"), (4, 8, 1, 1)),
        (axis(kernel=1), (7, 8, 0, 1)),
    ],
)
def test_limits_by_hand(given, expected):
    found = limits(given)
    assert (found.kernel, found.stride, found.padding, found.dilation) == expected


def test_what_fits_is_kept():
    bench = Bench(source="random", size=(7, 5), kernels=("sobel_x", "box"), padding=("1", "half"))
    assert settle(bench, GALAXY, LEARNED)[0] == replace(bench, separate=True)


CHANGED = [
    ({"kernel": (7, 7), "kernels": ("box",)}, {"padding": ("1", "1")}, ""),
    ({"padding": ("same",) * 2, "stride": (3, 3)}, {"stride": (1, 1)}, "Stride: 1 now"),
    ({"padding": ("9", "9")}, {"padding": ("2", "2")}, "Padding: 2 now"),
    ({"padding": ("9", "8")}, {"padding": ("2", "2")}, "Padding: 2 now"),
    ({"kernel": (4, 4)}, {"kernel": (3, 3)}, "Kernel size: 3 now"),
    ({"channels": 3}, {"channels": 1}, "Channels: 1 now"),
    ({"kernels": ("network-9",)}, {"kernels": ("box",)}, "Kernel: Box blur now"),
    ({"kernels": ("network-2",)}, {"source": "patch", "channels": 3}, ""),
    ({"dimensions": 1}, {"source": "count", "kernel": (1, 3)}, ""),
    ({"dimensions": 1, "stride": (8, 2), "source": "random"}, {"stride": (8, 2)}, ""),
    ({"source": "typed", "cells": "1 2 | 3 4", "channels": 1}, {"channels": 2}, ""),
    ({"kernels": ("typed",), "typed": "1 2; 3 4"}, {"kernel": (2, 2)}, ""),
    (
        {"source": "random", "size": (1, 9), "mode": "reflect"}, {"mode": "zeros"},
        "Padding mode: zeros now",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "expected", "said"), CHANGED)
def test_what_does_not_fit_is_changed_and_said_where_it_was_asked_for(asked, expected, said):
    found, notes = settle(replace(Bench(), **asked), GALAXY, LEARNED)
    assert {name: getattr(found, name) for name in expected} == expected
    assert len(notes) == (said != "")
    assert all(note.startswith(said) and note.endswith(".") for note in notes)


def test_learned_and_typed_kernels_go_together_on_three_channels():
    asked = Bench(kernels=("network-1", "typed"))  # both are three by three
    bench, _ = settle(asked, GALAXY, LEARNED)
    assert bench.kernels == ("network-1", "typed")
    assert arithmetic.compute(bench, GALAXY, LEARNED).x.shape == (3, 7, 7)


def test_edits_outside_and_of_kernels_that_are_gone_are_dropped():
    kept = (((0, 1, 1), 5.0),)
    asked = Bench(changed=(*kept, ((2, 50, 50), 3.0)), reweighted=(((0, 0, 0, 9), 1.0),))
    bench, notes = settle(asked, GALAXY, LEARNED)
    assert (bench.changed, bench.reweighted) == (kept, ())
    assert [note.partition(" now")[0] for note in notes] == [
        "Changed cells: 1",
        "Changed weights: 0",
    ]
    gone = Bench(kernels=("network-9",), reweighted=(((0, 0, 0, 0), 9.0),))
    assert settle(gone, GALAXY, LEARNED)[0].reweighted == ()


def test_one_control_for_both_axes_makes_them_equal():
    bench = Bench(stride=(2, 1), padding=("1", "0"), separate=True)
    assert separated(bench, separate=False) == Bench(stride=(2, 2), padding=("1", "1"))


FIVE = "; ".join(["1 2 3 4 5"] * 5)
SIXTEEN = "; ".join([" ".join(["1000000"] * 16)] * 16)
paddings = st.one_of(st.sampled_from(NAMED), st.integers(0, 40).map(str))
pairs = st.tuples(st.integers(1, 7), st.integers(1, 7))
benches = st.builds(
    Bench,
    dimensions=st.sampled_from([1, 2]),
    source=st.sampled_from(SOURCES),
    size=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    channels=st.integers(1, 3),
    place=st.tuples(st.integers(0, 200), st.integers(0, 200)),
    cells=st.sampled_from(
        ["5", "1 2 3", "1 2; 3 4", "1 2 | 3 4 | 5 6", FIVE, " | ".join([SIXTEEN] * 3)]
    ),
    kernels=st.lists(
        st.sampled_from([*weights.TITLES, "network-1", "network-4", "network-5"]),
        min_size=1, max_size=4, unique=True,
    ).map(tuple),
    kernel=pairs,
    typed=st.sampled_from(["2", "1 2 3", "1; 2", "1 0 1; 0 1 0; 1 0 1", "1 2 | 3 4"]),
    stride=pairs,
    padding=st.tuples(paddings, paddings),
    dilation=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    mode=st.sampled_from(PADDING_MODES),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(benches)
def test_whatever_is_asked_for_becomes_possible_and_equals_pytorch(asked):
    bench, _ = settle(asked, GALAXY, LEARNED)
    assert settle(bench, GALAXY, LEARNED) == (bench, [])
    for i in bench.axes:
        given = along(bench, i, input_size(bench, GALAXY, LEARNED)[1 + i])
        assert all(replace(given, padding=str(p)).fits() for p in paddings_of(given))
    work = arithmetic.compute(bench, GALAXY, LEARNED)
    assert work.difference < 1e-12
    assert work.outputs.size > 0
    _, *size = input_size(bench, GALAXY, LEARNED)
    for i in bench.axes:
        largest, given = limits(along(bench, i, size[i])), along(bench, i, size[i])
        assert given.kernel <= largest.kernel
        assert given.stride <= largest.stride
        assert given.dilation <= max(largest.dilation, 1) or given.kernel == 1
        assert not given.padding.isdecimal() or int(given.padding) <= largest.padding
