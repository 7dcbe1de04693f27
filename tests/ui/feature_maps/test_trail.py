"""The way through a network as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import weights
from cnnviz.layers import describe
from cnnviz.ui.feature_maps import trail

NAMES = st.from_regex(r"[A-Za-z0-9_]{0,20}", fullmatch=True)
UNITS = st.lists(st.integers(0, 999_999), min_size=1, max_size=3).map(tuple)
TRAILS = st.lists(st.tuples(NAMES, UNITS), min_size=1, max_size=trail.LONGEST).map(tuple)


@given(TRAILS)
def test_what_is_written_is_read_again(steps):
    assert trail.read(trail.write(steps)) == steps


def test_the_text_of_a_trail():
    steps = (("linear", (3,)), ("flatten", (101,)), ("block4_relu", (2, 4, 5)), ("", (0, 70, 80)))
    assert trail.write(steps) == "linear.3~flatten.101~block4_relu.2.4.5~.0.70.80"


@pytest.mark.parametrize(
    "text",
    ["", "linear", "linear.", "linear.1.2.3.4", "linear.-1", "a b.1", "linear.1~", "a.1;b.2",
     "<b>.1", "linear.\u0663", "x." + "9" * 7, "~".join(65 * ["linear.1"]), "a" * 101 + ".1"],
)  # fmt: skip
def test_what_is_no_trail_is_refused(text):
    with pytest.raises(ValueError, match=r"is no layer with a unit|more than 64"):
        trail.read(text)


def test_the_first_step_that_does_not_exist_is_found():
    layers = describe(weights.load("tutorial")[0], (3, 96, 96))
    good = (("linear", (6,)), ("flatten", (467,)), ("block4_relu", (12, 5, 5)), ("", (2, 95, 95)))
    assert trail.missing(good, (3, 96, 96), layers) is None
    assert trail.missing((), (3, 96, 96), layers) is None
    for bad in (
        ("linear", (7,)), ("flatten", (0, 0, 0)), ("block4_relu", (12, 6, 5)), ("", (3, 0, 0)),
        ("no_such", (0,)), ("block4_relu", (12,)),
    ):  # fmt: skip
        assert trail.missing((*good, bad), (3, 96, 96), layers) == bad
