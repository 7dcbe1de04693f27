"""The numbers on the stage are the published ones, and PyTorch's."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling import arithmetic, formula, published
from cnnviz.ui.resampling.choices import Resampling, sizes
from cnnviz.ui.resampling.reading import settle
from tests.ui.resampling.drawing import ASKED, GALAXY

# Dumoulin and Visin, arXiv:1603.07285: the seven transposed animations, as
# input, kernel, stride, padding, output padding; then stretched input, its padding, output
TRANSPOSED = {
    "no_padding_no_strides": ((2, 3, 1, 0, 0), (2, 2, 4)),
    "arbitrary_padding_no_strides": ((6, 4, 1, 2, 0), (6, 1, 5)),
    "same_padding_no_strides": ((5, 3, 1, 1, 0), (5, 1, 5)),
    "full_padding_no_strides": ((7, 3, 1, 2, 0), (7, 0, 5)),
    "no_padding_strides": ((2, 3, 2, 0, 0), (3, 2, 5)),
    "padding_strides": ((3, 3, 2, 1, 0), (5, 1, 5)),
    "padding_strides_odd": ((3, 3, 2, 1, 1), (5, 1, 6)),
}


def example(name):
    return published.chosen(name, Resampling())


def test_the_published_numbers_of_max_pooling():
    work = arithmetic.compute(example("max_numbers"), GALAXY)
    assert work.trace.output.tolist() == [[[3, 3, 3], [3, 3, 3], [3, 2, 3]]]


def test_the_published_numbers_of_average_pooling():
    # printed with one decimal
    work = arithmetic.compute(example("average_numbers"), GALAXY)
    printed = [[1.7, 1.7, 1.7], [1.0, 1.2, 1.8], [1.1, 0.8, 1.3]]
    np.testing.assert_allclose(work.trace.output[0].round(1), printed, atol=1e-12)


@pytest.mark.parametrize("name", TRANSPOSED)
def test_the_published_transposed_animations(name):
    choices = example(name)
    (size, kernel, stride, padding, more), (wide, around, outputs) = TRANSPOSED[name]
    assert choices.operation == "transposed"
    chosen = choices.size, choices.kernel, choices.stride, choices.padding
    assert (*chosen, choices.output_padding) == (size, kernel, stride, padding, more)
    work = arithmetic.compute(choices, GALAXY)
    assert work.trace.output.shape == (outputs, outputs)
    stage = arithmetic.scene_of(replace(choices, way="stretched"), work)
    top, left, bottom, right = stage.inside
    assert (bottom - top, right - left) == (wide, wide)
    assert (top, left) == (around, around)
    assert stage.values.shape[1:] == (wide + 2 * around + more,) * 2


def test_every_example_is_possible_and_known_by_its_name():
    for name in published.TITLES:
        choices = example(name)
        assert settle(choices, GALAXY) == (choices, [])
        assert published.name(choices) == name
    assert published.name(replace(Resampling(), stride=1)) is None


def test_an_example_leaves_what_is_below_the_stage():
    now = Resampling(temperature=1.5, way="stretched", stride=3)
    chosen = published.chosen("padding_strides", now)
    assert (chosen.temperature, chosen.way, chosen.stride) == (1.5, "stretched", 2)
    assert published.name(chosen) == "padding_strides"


def test_the_lectures_signal_has_twice_as_many_outputs():
    # Prince, Understanding Deep Learning, on transposed convolution: kernel 3, stride 2
    work = arithmetic.compute(example("signal"), GALAXY)
    assert (work.x.shape, work.trace.output.shape) == ((1, 3), (6,))


@settings(max_examples=200, deadline=None)
@given(ASKED)
def test_whatever_is_asked_for_becomes_possible_and_equals_pytorch(asked):
    choices, notes = settle(asked, GALAXY)
    assert choices != asked or not notes
    assert settle(choices, GALAXY) == (choices, [])
    work = arithmetic.compute(choices, GALAXY)
    assert work.difference <= 1e-9
    size = sizes(choices, GALAXY)
    assert work.x.shape[1:] == size
    lines = formula.sizes(choices, size)
    ends = [int(line.rsplit(" ", 1)[1]) for line in lines]
    outputs = work.trace.output.shape[-len(size) :]
    assert outputs == (tuple(ends) if len(ends) == len(outputs) else (ends[0],) * len(outputs))
    stage = arithmetic.scene_of(choices, work)
    assert np.isfinite(stage.outputs).all()
    on_stage = arithmetic.shown(choices, work).output.shape[-len(size) :]
    assert stage.outputs.shape[1:] == (1, *on_stage)[-2:]


def test_both_ways_of_a_transposed_convolution_end_with_the_same_numbers():
    choices = replace(example("padding_strides_odd"), weights="random")
    work = arithmetic.compute(choices, GALAXY)
    spread = arithmetic.scene_of(replace(choices, way="spread"), work)
    wide = arithmetic.scene_of(replace(choices, way="stretched"), work)
    np.testing.assert_array_equal(spread.outputs, wide.outputs)
    np.testing.assert_array_equal(spread.weights, wide.weights[..., ::-1, ::-1])
    assert (spread.spread, wide.spread, wide.inserted) == (True, False, (2, 2))


def test_the_bilinear_kernel_enlarges_as_bilinear_upsampling_does_inside():
    choices = Resampling(
        operation="transposed", weights="bilinear", kernel=4, stride=2, padding=1, size=6
    )
    enlarged = arithmetic.compute(choices, GALAXY).trace.output
    expected = arithmetic.compute(replace(choices, operation="bilinear"), GALAXY).trace.output[0]
    np.testing.assert_allclose(enlarged[1:-1, 1:-1], expected[1:-1, 1:-1], atol=1e-12)


def test_unpooling_remembers_the_places():
    choices = Resampling(operation="unpooling", half="unpool")
    work = arithmetic.compute(choices, GALAXY)
    back = work.trace.output[0]
    assert np.count_nonzero(back) == 9
    np.testing.assert_array_equal(back[back > 0], work.x[0][back > 0])


def test_edits_change_one_cell_and_one_weight():
    choices = Resampling(operation="convolution", kernel=3)
    before = arithmetic.compute(choices, GALAXY)
    edited = replace(choices, changed=(((0, 2, 3), 77.0),), reweighted=(((0, 0, 1), -5.0),))
    after = arithmetic.compute(edited, GALAXY)
    assert np.argwhere(after.x != before.x).tolist() == [[0, 2, 3]]
    assert after.x[0, 2, 3] == 77
    assert np.argwhere(after.weight != before.weight).tolist() == [[0, 0, 1]]


def test_a_row_of_a_large_galaxy_is_the_one_that_is_outlined():
    rows = np.repeat(np.arange(256, dtype=np.uint8), 2)
    pixels = np.repeat(np.repeat(rows[:, None], 400, axis=1)[..., None], 3, axis=2)
    galaxy = Galaxy("upload", pixels, (512, 400))
    choices = Resampling(source="galaxy", dimensions=1, top=300)
    # 512 rows are 128 on the stage: each is the mean of four, of two values here
    values = arithmetic.given(choices, galaxy)
    assert values.shape == (1, 1, 100)
    assert set(values.ravel()) <= {150, 151}


def test_a_stride_that_does_not_divide_is_said():
    said = formula.unread(Resampling(size=7, stride=3), (7, 7))
    assert said.startswith("The stride does not divide: no window reads the last 2 rows and the")
    assert formula.unread(Resampling(), (6, 6)) == ""
    assert formula.unread(Resampling(operation="transposed", stride=3), (7, 7)) == ""
    assert "the last sample of" in formula.unread(Resampling(dimensions=1), (7,))


def test_the_formula_has_the_numbers_in_it():
    assert formula.sizes(Resampling(), (6, 6)) == [
        r"\left\lfloor \frac{W - F + 2P}{S} \right\rfloor + 1 = "
        r"\left\lfloor \frac{6 - 2 + 2 \cdot 0}{2} \right\rfloor + 1 = 3"
    ]
    choices = Resampling(
        operation="transposed", kernel=3, stride=3, padding=1, dilation=2, output_padding=1
    )
    assert formula.sizes(choices, (4, 4)) == [
        r"S(W - 1) + D(F - 1) + 1 - 2P + O = 3 \cdot (4 - 1) + 2(3 - 1) + 1 - 2 \cdot 1 + 1 = 13"
    ]
    assert formula.sizes(Resampling(operation="nearest", factor=3), (4, 5)) == [
        r"\text{factor} \cdot H = 3 \cdot 4 = 12",
        r"\text{factor} \cdot W = 3 \cdot 5 = 15",
    ]
