"""What a layer does with the numbers that it reads, with all that the arithmetic needs."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# rows, or columns, that each row, or column, of the output reads, in the unpadded input's
# coordinates; negative or past the end in the padding
Taps = tuple[tuple[int, ...], ...]

# Records with arrays compare by identity (eq=False): whether two arrays are equal has no one answer


@dataclass(frozen=True, eq=False)
class Convolution:
    """Sum of products over a window and all input channels of a group, and a bias.

    Args:
        rows: for each output row, the input rows that the kernel's rows lie on
        columns: the same for columns
        weight: shape (O, I / groups, kh, kw)
        bias: shape (O,); zeros where the layer has none
        groups: output channel o reads the input channels of group o // (O / groups)
    """

    rows: Taps
    columns: Taps
    weight: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    groups: int = 1


@dataclass(frozen=True)
class Average:
    """Mean over a window of the same channel.

    Args:
        rows: for each output row, the input rows in its window; none in the padding
        columns: the same for columns
        row_counts: rows by which each output row is divided; more than are read where the padding
            counts
        column_counts: the same for columns
    """

    rows: Taps
    columns: Taps
    row_counts: tuple[int, ...]
    column_counts: tuple[int, ...]


@dataclass(frozen=True)
class Maximum:
    """Largest value in a window of the same channel, the first of several.

    Args:
        rows: for each output row, the input rows in its window; none in the padding
        columns: the same for columns
    """

    rows: Taps
    columns: Taps


@dataclass(frozen=True)
class Function:
    """A function of the same unit.

    Args:
        formula: of x, for people
        name: a key of `functions.FUNCTIONS`, for what computes it
        parameter: the slope of LeakyReLU, alpha of ELU; 0 for functions without one
    """

    formula: str
    name: str
    parameter: float = 0.0


@dataclass(frozen=True, eq=False)
class Normalisation:
    """(x - mean) / sqrt(variance + epsilon) * scale + shift, each of shape (C,), of the same unit.

    Ioffe and Szegedy 2015, with the statistics that were kept during training.
    """

    mean: Floats = field(repr=False)
    variance: Floats = field(repr=False)
    scale: Floats = field(repr=False)
    shift: Floats = field(repr=False)
    epsilon: float = 1e-5


@dataclass(frozen=True)
class Addition:
    """Sum of the same unit of all sources."""


@dataclass(frozen=True)
class Flatten:
    """All values in one row: channel by channel, in each row by row."""


@dataclass(frozen=True, eq=False)
class Dense:
    """Sum of products over all values of a vector, and a bias.

    Args:
        weight: shape (K, M)
        bias: shape (K,); zeros where the layer has none
    """

    weight: Floats = field(repr=False)
    bias: Floats = field(repr=False)


@dataclass(frozen=True)
class Same:
    """The same unit as it is: dropout drops nothing after training."""


@dataclass(frozen=True)
class Unexplained:
    """An operation without a rule; its numbers can be shown, not where they come from.

    Args:
        why: one sentence without its full stop
    """

    why: str


Operation = (
    Convolution | Average | Maximum | Function | Normalisation | Addition | Flatten | Dense | Same
    | Unexplained
)  # fmt: skip
