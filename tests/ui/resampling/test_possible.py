"""What can be chosen is what PyTorch can do; what cannot is refused in a sentence."""

from dataclasses import replace

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from cnnviz.ui.resampling.possible import RANGES, USED, Axis, limits, nearest

NUMBERS = {name: st.integers(*bounds) for name, bounds in RANGES.items()}
AXES = st.builds(Axis, st.sampled_from(sorted(USED)), st.integers(1, 12), **NUMBERS)


def outputs(axis):
    """How many outputs PyTorch makes; it raises where it cannot."""
    x = torch.ones(1, 1, axis.size)
    k, s, p, d = axis.kernel, axis.stride, axis.padding, axis.dilation
    weight = torch.ones(1, 1, k)
    match axis.operation:
        case "max":
            found = F.max_pool1d(x, k, s, p, d)
        case "average":
            found = F.avg_pool1d(x, k, s, p)
        case "convolution":
            found = F.conv1d(x, weight, None, s, p, d)
        case "transposed":
            found = F.conv_transpose1d(x, weight, None, s, p, axis.output_padding, 1, d)
        case "unpooling":
            found = F.max_pool1d(x, k, s)
        case kind:
            kind = {"bilinear": "linear"}.get(kind, kind)
            found = F.interpolate(x, scale_factor=axis.factor, mode=kind)
    return found.shape[-1]


@settings(deadline=None)
@given(AXES)
def test_what_fits_is_what_pytorch_computes(axis):
    assume(axis.fits())
    assert axis.output_size() == outputs(axis)


@settings(deadline=None)
@given(AXES)
def test_what_pytorch_refuses_does_not_fit(axis):
    try:
        # beside PyTorch's rules, a window shall see some of the input
        assume(outputs(axis) and axis.padding <= axis.dilation * (axis.kernel - 1))
    except RuntimeError:
        assert not axis.fits()
    else:
        blind = axis.operation == "max" and axis.dilation > 1 and axis.padding
        assert axis.fits() or blind


@settings(deadline=None)
@given(AXES, st.data())
def test_between_the_limits_everything_fits_and_beyond_nothing(axis, data):
    assume(axis.fits())
    name = data.draw(st.sampled_from(axis.used))
    least, most = limits([axis], name)
    assert least <= getattr(axis, name) <= most
    for n in range(least, most + 1):
        assert replace(axis, **{name: n}).fits()
    for n in (least - 1, most + 1):
        inside = RANGES[name][0] <= n <= RANGES[name][1]
        assert not inside or not replace(axis, **{name: n}).fits()


@settings(deadline=None)
@given(AXES, st.integers(1, 12))
def test_the_nearest_fits_rows_and_columns(axis, other):
    axes = [axis, replace(axis, size=other)]
    found = nearest(axes)
    changed = {name: getattr(found, name) for name in axis.used}
    assert all(replace(a, **changed).fits() for a in axes)
    if all(a.fits() for a in axes):
        assert found == axis


def test_the_smallest_change_is_chosen_and_the_window_changes_last():
    assert nearest([Axis("max", 6, kernel=7)]) == Axis("max", 6, kernel=7, padding=1)
    asked = Axis("transposed", 3, kernel=3, stride=2, output_padding=2)
    assert nearest([asked]) == replace(asked, output_padding=1)


@pytest.mark.parametrize(
    ("axis", "sentence"),
    [
        (Axis("max", 5, kernel=2, padding=2), "padding 2 is more than half the kernel of 2"),
        (
            Axis("convolution", 5, kernel=2, padding=2),
            "padding 2 leaves a window of 2 pixels in it alone",
        ),
        (
            Axis("convolution", 4, kernel=3, dilation=3),
            "window spans 7 pixels but the padded input has 4",
        ),
        (
            Axis("transposed", 4, kernel=2, stride=2, output_padding=2),
            "output padding 2 must be smaller than stride 2 or dilation 1",
        ),
        (Axis("transposed", 1, kernel=3, padding=2), "padding cuts 4 pixels from an output of 3"),
        (Axis("nearest", 128, factor=6), "768 outputs along an axis are more than 256"),
        (
            Axis("max", 1, kernel=2, padding=1, dilation=2),
            "a window of kernel 2 would see the padding alone",
        ),
    ],
)
def test_what_is_impossible_is_said_in_a_sentence(axis, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        axis.output_size()
