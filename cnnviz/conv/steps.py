"""Every sum that an operation does, one output at a time.

Along each axis an output reads a few taps with a few weights. The product of these lists over the
axes gives a step in any number of dimensions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.conv.window import Window

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
# for each output along one axis, what it reads: (tap in the unpadded input, index of the weight)
Reads = tuple[tuple[tuple[int, int], ...], ...]
# for each output along one axis: the share of each tap, where interpolation has no weights
Shares = tuple[tuple[float, ...], ...]
Kind = Literal["convolution", "transposed", "max", "average", "upsampling", "unpooling"]


@dataclass(frozen=True)
class Step:
    """One output and the products that were added to make it; T taps.

    Args:
        position: where the output is; it begins with the channel where channels stay apart
        taps: positions read, in the unpadded input's coordinates, shape (T, axes)
        values: what is read there, shape (C, T)
        weights: shape (C, T)
        products: shape (C, T)
        total: sum of the products and the bias, the output at `position`
    """

    position: tuple[int, ...]
    taps: Integers
    values: Array
    weights: Array
    products: Array
    total: float


@dataclass(frozen=True)
class Trace:
    """An operation with all its intermediate numbers; C input channels.

    A sequence of steps, one for each output in row-major order, made when they are asked for.

    Args:
        kind: which operation
        output: shape (*out), or (C, *out) where channels stay apart
        windows: one for each axis; none for upsampling and unpooling
        values: the padded input, shape (C, *padded)
        before: cells of padding before the first pixel in `values`, one for each axis
        size: the input's own size, one for each axis, pixels
        reads: one for each axis
        sums: what each input channel contributes, before the bias, shape (C, *out)
        weight: shape (C, *k); None where there is none (max pooling, upsampling, unpooling)
        bias: added to each output
        padding_mode: what is in the padding, one of `cnnviz.conv.PADDING_MODES`
        leftover: cells at the end of the padded input that no window reaches, one for each axis
        picked: for max pooling: index of the chosen tap among the T, shape as the output
        shares: for upsampling: one for each axis
        sources: for unpooling: flat position in its channel of the input, or -1; as the output
    """

    kind: Kind
    output: Array
    windows: tuple[Window, ...]
    values: Array
    before: tuple[int, ...]
    size: tuple[int, ...]
    reads: tuple[Reads, ...]
    sums: Array
    weight: Array | None = None
    bias: float = 0.0
    padding_mode: str = "zeros"
    leftover: tuple[int, ...] = ()
    picked: Integers | None = None
    shares: tuple[Shares, ...] | None = None
    sources: Integers | None = None

    def __len__(self) -> int:
        return self.output.size

    def __iter__(self) -> Iterator[Step]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, i: int) -> Step:
        """The step that makes output i, counted in row-major order."""
        if not -len(self) <= i < len(self):
            raise IndexError(f"step {i} of a trace with {len(self)}")
        position = tuple(int(n) for n in np.unravel_index(i % len(self), self.output.shape))
        taps, weights = self._taps(position)
        cells = (taps + np.array(self.before)).T
        values: Array = self.values[self._channels(position)][:, *cells]
        with np.errstate(over="ignore", invalid="ignore"):
            # a padding of minus infinity times a weight of zero is not a number
            none = self.kind == "max" and weights == 0
            products = np.where(none, 0.0, values * weights)
        return Step(position, taps, values, weights, products, float(self.output[position]))

    @property
    def apart(self) -> bool:
        """Whether the output has channels, each made from the same channel of the input alone."""
        return self.output.ndim > len(self.size)

    @cached_property
    def unread(self) -> Integers:
        """Cells of the padded input that no window reads, unpadded coordinates, shape (M, axes)."""
        read = np.zeros(self.values.shape[1:], dtype=bool)
        taken = [
            sorted({tap + before for row in rows for tap, _ in row})
            for rows, before in zip(self.reads, self.before, strict=True)
        ]
        if self.sources is None:
            read[np.ix_(*taken)] = True
        else:
            read.flat[np.unique(self.sources[self.sources >= 0])] = True
        unread: Integers = np.argwhere(~read) - np.array(self.before)
        return unread

    def _channels(self, position: tuple[int, ...]) -> slice:
        return slice(position[0], position[0] + 1) if self.apart else slice(None)

    def _taps(self, position: tuple[int, ...]) -> tuple[Integers, Array]:
        """What one output reads, shape (T, axes), and the weights, shape (C, T)."""
        channels, axes = len(self.values[self._channels(position)]), len(self.size)
        if self.sources is not None:
            source = self.sources[position]
            taps = (
                np.array(np.unravel_index(source, self.size))[None] if source >= 0 else np.empty(0)
            )
            return taps.reshape(-1, axes).astype(np.int64), np.ones((channels, int(source >= 0)))
        where = position[-axes:]
        pairs = list(product(*(rows[n] for rows, n in zip(self.reads, where, strict=True))))
        taps = np.array([[tap for tap, _ in pair] for pair in pairs], np.int64).reshape(-1, axes)
        if self.picked is not None:
            chosen = np.arange(len(pairs)) == self.picked[position]
            return taps, np.broadcast_to(chosen.astype(float), (channels, len(pairs))).copy()
        if self.shares is not None:
            parts = product(*(s[n] for s, n in zip(self.shares, where, strict=True)))
            shares = np.array([prod(part) for part in parts])
            return taps, np.broadcast_to(shares, (channels, len(pairs))).copy()
        assert self.weight is not None
        indices = np.array([[i for _, i in pair] for pair in pairs], np.int64).reshape(-1, axes)
        return taps, self.weight[self._channels(position)][:, *indices.T]
