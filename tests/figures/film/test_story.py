"""The running line, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz import conv, scene
from cnnviz.conv import Window
from cnnviz.figures.film.story import story
from cnnviz.upsampling import indices, unpool, upsample
from tests.figures.film import scenes


def told(drawn, step, kernel=0):
    """All lines, with plain minus signs."""
    lines = story(drawn, kernel, step)
    return ["".join(map(str, line.words())).replace("\N{MINUS SIGN}", "-") for line in lines]


def test_the_lecture_s_first_step():
    assert told(scenes.lecture(), 0) == [
        "out[0, 0] = 1·1 + 1·0 + 1·1 + 0·0 + 1·1 + 1·0 + 0·1 + 0·0 + 1·1 = 4; + bias 0 = 4"
    ]


def test_the_result_is_marked_and_nothing_else():
    words = [word for line in story(scenes.lecture(), 0, 0) for word in line.words()]
    assert [word.result for word in words if word.result] == ["4"]
    assert words[-1].text == " = 4; + bias 0 = "
    words = [word for line in story(scenes.transposed(), 0, 0) for word in line.words()]
    assert not any(word.result for word in words)


def test_negative_factors_stand_in_brackets_and_the_bias_is_added():
    trace = conv.trace(np.array([1.0, -2.0]), np.array([-3.0, 0.5]), [Window(2)], -1.5)
    assert told(scene.convolution([trace]), 0) == [
        "out[0] = 1·(-3) + (-2)·0.5 = -4; + bias (-1.5) = -5.5"
    ]


def test_several_channels_have_a_line_each_and_one_for_their_sum():
    x, weight = np.array([[[1.0]], [[2.0]], [[-4.0]]]), np.array([[[3.0]], [[5.0]], [[1.0]]])
    trace = conv.trace(x, weight, [Window(1)] * 2, 2.0)
    assert told(scene.convolution([trace], scenes.COLOURS), 0) == [
        "red: 1·3 = 3",
        "green: 2·5 = 10",
        "blue: (-4)·1 = -4",
        "out[0, 0] = 3 + 10 + (-4); + bias 2 = 11",
    ]
    assert told(scene.convolution([trace]), 0)[1] == "channel 2: 2·5 = 10"


def test_several_channels_are_told_with_three_digits():
    x, weight = np.full((2, 1), 1.23456), np.full((2, 1), -0.98765)
    lines = told(scene.convolution([conv.trace(x, weight, [Window(1)])]), 0)
    assert lines[0] == "channel 1: 1.23·(-0.988) = -1.219"


def test_each_kernel_tells_its_own_story():
    traces = [conv.trace(np.ones((1, 1)), np.full((1, 1), w), [Window(1)] * 2) for w in (2.0, 7.0)]
    assert told(scene.convolution(traces), 0, kernel=1) == ["out[0, 0] = 1·7 = 7; + bias 0 = 7"]


def test_pooling():
    x = np.array([[1.0, -5.0], [3.0, 2.0]])
    for kind, line in (
        ("max", "out[0, 0] = max(1, -5, 3, 2) = 3"),
        ("average", "out[0, 0] = (1 + (-5) + 3 + 2) / 4 = 1 / 4 = 0.25"),
    ):
        assert told(scene.pooling(conv.pool(x, [Window(2)] * 2, kind)), 0) == [line]


def test_the_padding_of_max_pooling_is_minus_infinity():
    drawn = scene.pooling(conv.pool(np.array([4.0, 1.0]), [Window(2, 2, 1)], "max"))
    assert told(drawn, 0) == ["out[0] = max(-∞, 4) = 4"]


def test_upsampling():
    x = np.array([2.0, 6.0])
    linear, nearest = (scene.upsampling(upsample(x, 2, kind)) for kind in ("bilinear", "nearest"))
    assert told(linear, 1) == ["out[1] = 0.75·2 + 0.25·6 = 3"]
    assert told(nearest, 2) == ["out[2] = in[1] = 6"]


def test_unpooling_remembers():
    pooled = conv.pool(np.array([[1.0, 5.0], [2.0, 3.0]]), [Window(2, 2)] * 2, "max")
    drawn = scene.unpooling(unpool(pooled.output, indices(pooled), (2, 2)))
    assert told(drawn, 0) == ["out[0, 0] = 0: no maximum came from here"]
    assert told(drawn, 1) == ["out[0, 1] = in[0, 0] = 5: its maximum came from here"]


def test_an_input_of_a_transposed_convolution_is_spread():
    trace = conv.transposed(np.array([3.0, -1.0]), np.array([1.0, 2.0]), [Window(2, 2)])
    drawn = scene.transposed([trace])
    assert told(drawn, 0) == ["in[0] = 3 adds to 2 outputs: 3·1 = 3, 3·2 = 6"]
    assert told(drawn, 1) == ["in[1] = -1 adds to 2 outputs: (-1)·1 = -1, (-1)·2 = -2"]
    wide = conv.transposed(np.array([3.0, 1.0]), np.array([1.0, 2.0]), [Window(2, 2, 1)])
    assert told(scene.transposed([wide]), 0) == ["in[0] = 3 adds to 1 output: 3·2 = 6"]


def test_an_output_that_no_input_reaches_is_the_bias():
    trace = conv.transposed(np.ones(2), np.ones(1), [Window(1, 2)], 1, bias=0.5)
    drawn = replace(scene.transposed([trace]), spread=False)
    assert told(drawn, 1) == ["out[1] = 0.5: no input reaches this output, the bias alone"]


def test_positions_in_a_stretched_input_are_those_of_the_input():
    assert told(scenes.stretched(), 0)[0].startswith("out[0, 0] = ")


def test_of_many_products_the_middle_is_left_out():
    trace = conv.trace(np.arange(64.0), np.ones(64), [Window(64)])
    (line,) = told(scene.convolution([trace]), 0)
    assert "24·1 + 25·1 + … 36 more … + 62·1 + 63·1 = 2016" in line
    assert line.count("·") == 28


@pytest.mark.parametrize("name", scenes.ALL)
def test_every_step_of_every_kind_can_be_told(name):
    drawn = scenes.ALL[name]()
    for step in (0, 1):
        for kernel in range(len(drawn.outputs)):
            assert all(told(drawn, step, kernel))
