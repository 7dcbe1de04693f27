"""Questions with one whole number as the answer; the same seed asks everybody the same."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.random import Generator

from cnnviz.conv import Step, Window, trace, transposed
from cnnviz.conv.steps import Array
from cnnviz.conv.window import whole

Kind = Literal["size", "cell", "transposed"]
KINDS: Final[tuple[Kind, ...]] = ("size", "cell", "transposed")  # they take turns
_NUMBER = re.compile(r"([+-]?[0-9]{1,9})(\.0*)?", re.ASCII)
_HOW = "Answer with one whole number of at most nine digits, such as 12."


@dataclass(frozen=True)
class Question:
    """One exercise.

    Args:
        kind: "size" of a convolution's output along one axis, one "cell" of a small convolution, or
            the size of a "transposed" one's output
        text: what is asked
        answer: the right number
        solution: the way to it, the formula with its numbers
        windows: of the operation, one for each axis
        size: of the input, pixels, one for each axis
        output_padding: of a transposed convolution
        x: the input of a cell's question, shape (H, W)
        weight: its kernel, shape (kh, kw)
        position: the cell that is asked for
        slips: wrong answers that are often given, each with what went wrong
    """

    kind: Kind
    text: str
    answer: int
    solution: str
    windows: tuple[Window, ...]
    size: tuple[int, ...]
    output_padding: int = 0
    x: Array | None = None
    weight: Array | None = None
    position: tuple[int, int] | None = None
    slips: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Marked:
    """An answer and what is said to it.

    Args:
        given: the number that was understood; None where there was none
        right: None where there was no number to mark
        message: one or two sentences
    """

    given: int | None
    right: bool | None
    message: str


def question(seed: int, number: int) -> Question:
    """One question of a sheet; the same seed and number always ask the same.

    Args:
        seed: of the sheet
        number: of the question, from 0; the kinds take turns

    Raises:
        ValueError: a negative number
    """
    number = whole(number, "question", 0)
    rng = np.random.default_rng([whole(seed, "seed", 0), number])
    return _MAKERS[KINDS[number % len(KINDS)]](rng)


def mark(asked: Question, text: str) -> Marked:
    """Compare what somebody typed with the answer.

    Args:
        asked: the question
        text: anything; what is no whole number is not marked
    """
    typed = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()
    found = _NUMBER.fullmatch(typed)
    if not found:
        return Marked(None, None, _HOW)
    given = int(found[1])
    if given == asked.answer:
        return Marked(given, True, f"{given} is right.")
    hints = [hint for wrong, hint in asked.slips if wrong == given]
    return Marked(given, False, " ".join([f"{given} is not right.", *hints[:1]]))


def _size(rng: Generator) -> Question:
    kernel, stride = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    window = Window(kernel, stride, int(rng.integers(0, kernel)), int(rng.integers(1, 3)))
    f, s, p, d, span = kernel, stride, window.before, window.dilation, window.span
    w = int(rng.integers(span, span + 12))
    answer = window.output_size(w)
    room = w - span + 2 * p
    reach = "" if d == 1 else f"The dilated window reaches over F = {d}·({f} - 1) + 1 = {span}. "
    return Question(
        "size",
        f"A row of W = {w} pixels is convolved with {f} weights at stride S = {s}, padding P = {p} "
        f"at each end and dilation {d}. How many outputs are there?",
        answer,
        f"{reach}floor((W - F + 2P)/S) + 1 = floor(({w} - {span} + 2·{p})/{s}) + 1 = "
        f"{room // s} + 1 = {answer}",
        (window,),
        (w,),
        slips=(
            (answer - 1, "The first place of the window counts too: + 1."),
            (-(-room // s) + 1, "Round down: a window that sticks out gives no output."),
            ((w - span) // s + 1, "The padding makes the row longer."),
            ((w - span + p) // s + 1, "The padding is at both ends: 2P."),
            ((w - f + 2 * p) // s + 1, f"Dilation stretches the window to {span} pixels."),
        ),
    )


def _cell(rng: Generator) -> Question:
    size, kernel = (int(n) for n in rng.integers([4, 2], [7, 4]))
    window = Window(kernel, int(rng.integers(1, 3)), int(rng.integers(0, 2)))
    x = rng.integers(0, 5, (size, size)).astype(np.float64)
    weight = rng.integers(-2, 3, (kernel, kernel)).astype(np.float64)
    weight[0, 0] = rng.choice([-2, -1, 1, 2])  # a kernel of zeros would be no question
    traced = trace(x, weight, [window] * 2)
    step = traced[int(rng.integers(len(traced)))]
    turned = trace(x, weight[::-1, ::-1], [window] * 2).output[step.position]
    row, column = (int(n) for n in step.position)
    slips = [(int(turned), "That is with the kernel turned around; a CNN does not turn it.")]
    if row and column:
        other = traced.output[row - 1, column - 1]
        slips.append((int(other), "Rows and columns are counted from 0."))
    return Question(
        "cell",
        f"The {size}x{size} input is convolved (cross-correlated, as PyTorch does) with the "
        f"{kernel}x{kernel} kernel at stride {window.stride} and padding {window.before}. Which "
        f"number is in row {row}, column {column} of the output, both counted from 0?",
        int(step.total),
        f"{_sum(step)} = {int(step.total)}",
        (window, window),
        (size, size),
        x=x,
        weight=weight,
        position=(row, column),
        slips=tuple(slips),
    )


def _sum(step: Step) -> str:
    """The products of a step with a sum of whole numbers, value times weight."""
    pairs = zip(step.values.ravel(), step.weights.ravel(), strict=True)
    return " + ".join(f"{value:.0f}·{_signed(weight)}" for value, weight in pairs)


def _signed(weight: float) -> str:
    return f"({weight:.0f})" if weight < 0 else f"{weight:.0f}"


def _transposed(rng: Generator) -> Question:
    f, s, d = (int(n) for n in rng.integers([2, 1, 1], [6, 4, 3]))
    p = int(rng.integers(0, (d * (f - 1)) // 2 + 1))
    extra, n = int(rng.integers(0, max(s, d))), int(rng.integers(2, 9))
    window = Window(f, s, p, d)
    answer = transposed(np.ones(n), np.ones(f), [window], extra).output.size
    return Question(
        "transposed",
        f"A row of n = {n} pixels goes through a transposed convolution with F = {f} weights, "
        f"stride S = {s}, padding P = {p}, dilation D = {d} and output padding O = {extra}. "
        f"How many outputs are there?",
        answer,
        f"(n - 1)·S - 2P + D·(F - 1) + O + 1 = ({n} - 1)·{s} - 2·{p} + {d}·({f} - 1) + {extra} + 1 "
        f"= {answer}",
        (window,),
        (n,),
        output_padding=extra,
        slips=(
            (answer - extra, "The output padding adds pixels at the end."),
            (answer + 2 * p, "Here the padding is cut away: - 2P."),
            (answer + 4 * p, "Here the padding is cut away, not added: - 2P."),
            (answer + s, "Between n pixels there are n - 1 steps."),
            (answer - 1, "The last + 1 is missing."),
        ),
    )


_MAKERS: Final = MappingProxyType[Kind, Callable[[Generator], Question]](
    {"size": _size, "cell": _cell, "transposed": _transposed}
)
