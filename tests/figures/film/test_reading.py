"""What a step reads, against the scene's own outputs."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from cnnviz.figures.film import reading
from cnnviz.figures.film.reading import Reach, Tap
from tests.figures.film import scenes


def test_the_middle_step_of_the_lecture_by_hand():
    drawn = scenes.lecture()
    assert reading.count(drawn) == 9
    assert reading.position(drawn, 4) == (1, 1)
    cells = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3)]
    weights = list(product(range(3), repeat=2))
    expected = [Tap(*pair) for pair in zip(cells, weights, strict=True)]
    assert reading.taps(drawn, 0, (1, 1)) == expected


@pytest.mark.parametrize("name", scenes.ALL)
def test_what_is_read_makes_the_outputs(name):
    drawn = scenes.ALL[name]()
    for k, row, column in np.ndindex(drawn.outputs.shape):
        total = drawn.bias[k]
        for c in reading.channels_of(drawn, k):
            found = reading.taps(drawn, k, (row, column))
            values = [drawn.values[c][tap.place] for tap in found]
            if drawn.kind == "max":
                total += max(values)
                continue
            if drawn.kind == "average":
                total += sum(values) / 9
                continue
            if drawn.weights is None:
                weights = [tap.share for tap in found]
            else:
                weights = [drawn.weights[k, c][tap.weight] for tap in found]
            total += np.dot(values, weights)
        assert total == pytest.approx(drawn.outputs[k, row, column], abs=1e-9)


@pytest.mark.parametrize("name", [name for name in scenes.ALL if "transposed" in name])
def test_an_input_reaches_the_outputs_that_read_it(name):
    drawn = scenes.ALL[name]()
    height, width = drawn.outputs.shape[1:]
    for step in range(reading.count(drawn)):
        place = reading.position(drawn, step)
        readers = [
            Reach((row, column), tap.weight)
            for row, column in np.ndindex(height, width)
            for tap in reading.taps(drawn, 0, (row, column))
            if tap.place == place
        ]
        assert sorted(reading.reached(drawn, step), key=str) == sorted(readers, key=str)


@pytest.mark.parametrize("name", [name for name in scenes.ALL if "transposed" in name])
def test_steps_add_up_one_by_one(name):
    drawn = scenes.ALL[name]()
    before = np.zeros_like(drawn.sums[0])
    for step in range(reading.count(drawn)):
        row, column = reading.position(drawn, step)
        for one in reading.reached(drawn, step):
            before[:, *one.place] += drawn.values[:, row, column] * drawn.weights[0][:, *one.weight]
        np.testing.assert_allclose(reading.spread_so_far(drawn, 0, step), before, atol=1e-9)
    np.testing.assert_allclose(before, drawn.sums[0], atol=1e-9)


def test_the_first_of_equal_maxima_is_picked():
    drawn = scenes.pooled()
    values = np.zeros_like(drawn.values)
    values[0, 0] = values[0, :, 0] = -np.inf
    drawn = replace(drawn, values=values)
    found = reading.taps(drawn, 0, (0, 0))
    assert reading.picked(drawn, 0, found).place == (1, 1)
    assert reading.picked(scenes.lecture(), 0, found) is None


def test_channels_that_are_pooled_stay_apart():
    assert list(reading.channels_of(scenes.pooled("max", 3), 1)) == [1]
    assert list(reading.channels_of(scenes.convolution(channels=3, kernels=3), 1)) == [0, 1, 2]


def test_padding_inserted_zeros_and_cells_that_are_not_read():
    padded, stretched = scenes.convolution(4), scenes.stretched()
    assert reading.is_padding(padded, (0, 3))
    assert not reading.is_padding(padded, (1, 1))
    top, left = stretched.inside[:2]
    assert not reading.is_inserted(stretched, (top, left))
    assert reading.is_inserted(stretched, (top, left + 1))
    assert reading.is_inserted(stretched, (top + 1, left))
    assert not reading.is_inserted(stretched, (top + 2, left + 2))
    assert not reading.is_inserted(stretched, (0, 0))  # padding is another thing
    unread = scenes.ALL["unread"]()
    assert [reading.is_read(unread, place) for place in ((4, 4), (5, 0), (0, 5))] == [
        True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("step", [-1, 9])
def test_steps_that_are_not_there_raise(step):
    with pytest.raises(ValueError, match=rf"step {step} of a scene with 9"):
        reading.position(scenes.lecture(), step)
