import re

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz.conv.window import Window, whole

SIZES = st.integers(1, 7)

# Dumoulin and Visin, arXiv:1603.07285, figures of direct convolutions: i, k, s, p, d, o
FIGURES = {
    "no_padding_no_strides": (4, 3, 1, 0, 1, 2),
    "arbitrary_padding_no_strides": (5, 4, 1, 2, 1, 6),
    "same_padding_no_strides": (5, 3, 1, 1, 1, 5),
    "full_padding_no_strides": (5, 3, 1, 2, 1, 7),
    "no_padding_strides": (5, 3, 2, 0, 1, 2),
    "padding_strides": (5, 3, 2, 1, 1, 3),
    "padding_strides_odd": (6, 3, 2, 1, 1, 3),
    "dilation": (7, 3, 1, 0, 2, 3),
}


@pytest.mark.parametrize(("i", "k", "s", "p", "d", "o"), FIGURES.values(), ids=FIGURES)
def test_the_published_sizes(i, k, s, p, d, o):
    assert Window(k, s, p, d).output_size(i) == o


def test_the_paddings_with_names():
    # the same paper's relationships 3 (half: o = i for odd k) and 4 (full: o = i + k - 1)
    assert [Window(k, 1, "half").output_size(9) for k in (1, 3, 5)] == [9, 9, 9]
    assert [Window(k, 1, "full").output_size(9) for k in (1, 2, 3)] == [9, 10, 11]
    assert Window(3, 2, "valid").output_size(9) == 4
    ends = [(w.before, w.after) for w in (Window(4, 1, "same"), Window(4, 2, "half"))]
    assert ends == [(1, 2), (2, 2)]
    assert (Window(2, padding=(3, 5)).before, Window(2, padding=[3, 5]).after) == (3, 5)


def test_what_a_stride_leaves_over():
    # padding_strides_odd of the paper: the last row and column of the padding are not read
    assert Window(3, 2, 1).leftover(6) == 1
    assert Window(3, 2, 1).leftover(5) == 0
    assert Window(2, 5, 0, 2).leftover(12) == 4


@settings(deadline=None)
@given(SIZES, SIZES, SIZES, SIZES, st.integers(0, 6))
def test_sizes_match_torch(n, kernel, stride, dilation, padding):
    window = Window(kernel, stride, padding, dilation)
    assume(n + 2 * padding >= window.span)
    layer = nn.Conv1d(1, 1, kernel, stride, padding, dilation)
    outputs = layer(torch.zeros(1, 1, n)).shape[-1]
    assert window.output_size(n) == outputs
    last = (outputs - 1) * stride + window.span
    assert window.leftover(n) == n + 2 * padding - last


@pytest.mark.filterwarnings("ignore:Using padding='same'")  # PyTorch's word on its own memory
@settings(deadline=None)
@given(SIZES, SIZES, SIZES)
def test_same_keeps_the_size_as_torch_does(n, kernel, dilation):
    window = Window(kernel, 1, "same", dilation)
    assert window.output_size(n) == n
    layer = nn.Conv1d(1, 1, kernel, padding="same", dilation=dilation)
    # the order of the two is PyTorch's own secret; its padding function takes (before, after)
    assert [window.before, window.after] == layer._reversed_padding_repeated_twice
    assert layer(torch.zeros(1, 1, n)).shape[-1] == n


def test_numbers_of_numpy_are_python_s_afterwards():
    window = Window(np.int64(3), np.uint8(2), (np.int32(1), 0), np.int64(2))
    assert window == Window(3, 2, (1, 0), 2)
    assert type(window.kernel) is int
    assert type(window.padding[0]) is int


# errors


@pytest.mark.parametrize("name", ["kernel", "stride", "dilation"])
@pytest.mark.parametrize("wrong", [0, -1, 2.0, "3", None, True, np.True_, float("nan")])
def test_lengths_must_be_whole_numbers(name, wrong):
    message = f"{name} must be a whole number of at least 1, got {wrong!r}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Window(**{"kernel": 1, name: wrong})


@pytest.mark.parametrize(
    ("padding", "message"),
    [
        (-1, "padding must be a whole number of at least 0, got -1"),
        (1.5, r"padding must be a whole number of at least 0, got 1\.5"),
        (False, "padding must be a whole number of at least 0, got False"),
        ((0, -2), "padding must be a whole number of at least 0, got -2"),
        ((1, 2, 3), r"padding needs a size before and one after, got \(1, 2, 3\)"),
        ((), r"padding needs a size before and one after, got \(\)"),
        ("wide", "padding 'wide' is none of valid, half, full, same"),
        (None, "padding must be a whole number of at least 0, got None"),
    ],
)
def test_impossible_paddings(padding, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Window(3, padding=padding)


def test_same_needs_stride_1():
    with pytest.raises(ValueError, match=r"^padding 'same' needs stride 1, got stride 2$"):
        Window(3, 2, "same")


@pytest.mark.parametrize("measure", ["output_size", "leftover"])
def test_a_window_larger_than_the_input(measure):
    with pytest.raises(ValueError, match=r"^window spans 9 pixels but the padded input has 4$"):
        getattr(Window(5, dilation=2, padding=1), measure)(2)
    with pytest.raises(
        ValueError, match=r"^input size must be a whole number of at least 1, got 0"
    ):
        getattr(Window(1), measure)(0)


def test_a_whole_number_is_named_in_its_message():
    assert whole(np.int8(7), "factor", 7) == 7
    with pytest.raises(ValueError, match=r"^factor must be a whole number of at least 7, got 6$"):
        whole(6, "factor", 7)
