"""The two themes' colours, those of the stage in the browser."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.conv.steps import Array
from cnnviz.figures._theme import diverging

Colour = tuple[int, int, int]
STRENGTH = 0.9  # of the colour of the largest number: the text stays readable


def rgb(code: str) -> Colour:
    """Red, green and blue of #rrggbb."""
    red, green, blue = (int(code[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


@dataclass(frozen=True)
class Look:
    """Colours of one theme: of the paper, the text, what is marked and what is pale.

    Args:
        paper: background
        ink: text
        mark: the window and what is made
        border: of cells
        zero: of cells with the number 0
        positive: of the largest positive number
        negative: of the largest negative number
        bias: of the bias
        bars: of a long signal
    """

    paper: Colour
    ink: Colour
    mark: Colour
    border: Colour
    zero: Colour
    positive: Colour
    negative: Colour
    bias: Colour
    bars: Colour


LIGHT = Look(
    paper=rgb("#faf7f0"), ink=rgb("#1c2333"), mark=rgb("#c01556"), border=rgb("#d8cfbd"),
    zero=rgb("#fffdf8"), positive=rgb("#f5bd66"), negative=rgb("#9cc6f0"), bias=rgb("#eee7d8"),
    bars=rgb("#8f5400"),
)  # fmt: skip
DARK = Look(
    paper=rgb("#0a0e1c"), ink=rgb("#e7eaf3"), mark=rgb("#ff8ab5"), border=rgb("#2a3352"),
    zero=rgb("#141b30"), positive=rgb("#8a5611"), negative=rgb("#1f5a93"), bias=rgb("#252e4a"),
    bars=rgb("#f0b45c"),
)  # fmt: skip


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """From one colour to another; a share of 1 is the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Range:
    """Which numbers a grid has: the largest magnitude, and whether any is negative."""

    largest: float
    signed: bool


def extent(values: Array) -> Range:
    """The range of an array of any shape; what is not finite is left out."""
    finite = values[np.isfinite(values)]
    return Range(float(np.abs(finite).max(initial=0.0)), bool((finite < 0).any()))


def tint(look: Look, value: float, extent: Range) -> Colour:
    """Of a cell: paper at zero, amber above, blue below."""
    if not np.isfinite(value) or not extent.largest:
        return look.zero
    share = STRENGTH * min(1.0, abs(value) / extent.largest)
    return mix(look.zero, look.negative if value < 0 else look.positive, share)


def shade(look: Look, values: Array, extent: Range) -> NDArray[np.uint8]:
    """Of the pixels of an image, uint8 of shape (H, W, 3).

    From black at zero to white; where any number is negative: blue, dark at zero, amber. What is no
    number, as the padding of max pooling, has the colour of the paper.
    """
    nothing = ~np.isfinite(values)
    share = np.where(nothing, 0.0, values) / (extent.largest or 1.0)
    if extent.signed:
        colours: NDArray[np.uint8] = diverging()[
            np.round(127 + 127 * share.clip(-1, 1)).astype(int)
        ]
    else:
        grey = np.round(255 * share.clip(0, 1)).astype(np.uint8)
        colours = np.repeat(grey[..., None], 3, axis=-1)
    colours[nothing] = look.paper
    return colours
