"""Operations drawn at random, and what PyTorch makes of them."""

import numpy as np
import pytest
import torch
from hypothesis import strategies as st
from torch.nn import functional

from cnnviz.conv import Window

CONVOLVE = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}
FLAT, ANY = st.integers(1, 2), st.integers(1, 3)
EVEN, UNEVEN = st.integers(0, 4), st.tuples(st.integers(0, 3), st.integers(0, 3))


@st.composite
def operations(draw, axes=ANY, paddings=EVEN):
    """Input (C, *size), weights (C, *k), windows and a bias; the window may not fit."""
    dimensions = draw(axes)
    limit = 9 if dimensions < 3 else 4
    windows = tuple(
        Window(*draw(st.tuples(st.integers(1, 4), st.integers(1, 4), paddings, st.integers(1, 3))))
        for _ in range(dimensions)
    )
    size = draw(st.lists(st.integers(1, limit), min_size=dimensions, max_size=dimensions))
    channels = draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    weight = rng.normal(size=(channels, *(w.kernel for w in windows)))
    return rng.normal(size=(channels, *size)), weight, windows, rng.normal()


def fits(x, windows):
    """Whether every window fits into its padded axis."""
    sizes = zip(x.shape[1:], windows, strict=True)
    return all(n + w.before + w.after >= w.span for n, w in sizes)


def tensor(values):
    return torch.tensor(np.asarray(values, dtype=np.float64))


def ends(windows):
    """Paddings as `functional.pad` wants them: of the last axis first."""
    return [end for w in reversed(windows) for end in (w.before, w.after)]


def convolved(x, weight, windows, bias, mode="constant"):
    """What PyTorch says, with any padding."""
    padded = functional.pad(tensor(x)[None], ends(windows), mode=mode)
    strides, dilations = [[getattr(w, n) for w in windows] for n in ("stride", "dilation")]
    found = CONVOLVE[len(windows)](
        padded, tensor(weight)[None], tensor([bias]), strides, 0, dilations
    )
    return found[0, 0].numpy()


def check_steps(found):
    """Every step holds what it says, and its products make its output."""
    assert len(found) == found.output.size
    for i, step in enumerate(found):
        assert step.position == np.unravel_index(i, found.output.shape)
        assert step.total == found.output[step.position]
        assert step.products.sum() + found.bias == pytest.approx(step.total, abs=1e-9)
        np.testing.assert_array_equal(step.products, step.values * step.weights)
        assert step.values.shape == step.weights.shape == (len(found.values), len(step.taps))
        cells = (step.taps + np.array(found.before)).T
        np.testing.assert_array_equal(step.values, found.values[:, *cells])


def unread(found):
    """Cells of the padded input that no step reads, found one step at a time."""
    cells = {tuple(cell - np.array(found.before)) for cell in np.ndindex(found.values.shape[1:])}
    return sorted(cells - {tuple(tap) for step in found for tap in step.taps})
