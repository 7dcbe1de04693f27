"""Which choices go together: the largest value of each, and the nearest that is possible."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeVar

from cnnviz.conv import Window
from cnnviz.ui import grids
from cnnviz.ui.bench import edits, sources
from cnnviz.ui.convolution import weights
from cnnviz.ui.convolution.choices import SQUARE, Bench, input_size, picture_size
from cnnviz.ui.convolution.weights import Learned
from cnnviz.ui.galaxy import Galaxy

LARGEST_KERNEL, LARGEST_STRIDE, LARGEST_DILATION = 7, 8, 6
T = TypeVar("T")
NAMED = ("valid", "half", "full", "same")


@dataclass(frozen=True)
class Axis:
    """The choices along one axis of an input of `size` pixels."""

    size: int
    kernel: int
    stride: int
    padding: str
    dilation: int
    mode: str

    def fits(self) -> bool:
        """Whether there is an output, and no padding beyond what the mode and a window can use."""
        named = self.padding in NAMED
        try:
            padding = self.padding if named else int(self.padding)
            window = Window(self.kernel, self.stride, padding, self.dilation)  # type: ignore[arg-type]
            window.output_size(self.size)
        except ValueError:
            return False
        most = {"reflect": self.size - 1, "circular": self.size}.get(self.mode, window.span)
        # a window that lies in the padding alone would say nothing about the input
        return max(window.before, window.after) <= min(most, max(window.span - 1, 0))


@dataclass(frozen=True)
class Limits:
    """The largest possible value of each choice along one axis, the others as they are."""

    kernel: int
    stride: int
    padding: int
    dilation: int


def paddings(axis: Axis) -> list[int]:
    """The paddings that can be chosen."""
    return [p for p in range(LARGEST_KERNEL * LARGEST_DILATION) if _with(axis, p).fits()]


def limits(axis: Axis) -> Limits:
    """What can be chosen along an axis so that a window fits."""
    kernels = [k for k in range(1, LARGEST_KERNEL + 1) if replace(axis, kernel=k).fits()]
    dilations = [d for d in range(1, LARGEST_DILATION + 1) if replace(axis, dilation=d).fits()]
    return Limits(
        max(kernels, default=1),
        1 if axis.padding == "same" else LARGEST_STRIDE,
        max(paddings(axis), default=0),
        max(dilations, default=1) if axis.kernel > 1 else 1,
    )


def along(bench: Bench, axis: int, size: int) -> Axis:
    """The choices along one axis (0 rows, 1 columns)."""
    return Axis(
        size, bench.kernel[axis], bench.stride[axis], bench.padding[axis], bench.dilation[axis],
        bench.mode,
    )  # fmt: skip


def settle(bench: Bench, galaxy: Galaxy, learned: Learned) -> tuple[Bench, list[str]]:
    """The nearest choices that are possible, with a sentence for each that had to change.

    Args:
        bench: as asked for
        galaxy: the chosen one
        learned: the chosen network's first layer
    """
    settled = _kinds_that_go_together(bench, learned)
    if settled.source == "patch":
        height, width = picture_size(settled, galaxy, learned)
        size = (min(settled.size[0], height), min(settled.size[1], width))
        taken = (1, size[1]) if settled.dimensions == 1 else size
        place = sources.inside((height, width), taken, settled.place)
        settled = replace(settled, size=size, place=place)
    _, *extent = input_size(settled, galaxy, learned)
    for mode in (settled.mode, "zeros"):
        tried = replace(settled, mode=mode)
        for axis in settled.axes:
            tried = _nearest(tried, axis, extent[axis])
        if all(_fits(name, tried, learned) for name in tried.kernels):
            break
    else:
        tried = replace(tried, kernels=("box",))
    apart = any(
        p[0] != p[1]
        for p in (tried.size, tried.kernel, tried.stride, tried.padding, tried.dilation)
    )
    tried = replace(
        tried,
        separate=tried.separate or (apart and tried.dimensions == 2),
        changed=edits.within(tried.changed, input_size(tried, galaxy, learned)),
        reweighted=_weights_within(bench, tried),
    )
    return tried, _notes(bench, tried, learned)


def _weights_within(asked: Bench, settled: Bench) -> tuple[edits.Edit, ...]:
    """The changed weights of kernels that are still what they were."""
    if settled.kernels != asked.kernels:
        return ()
    shape = (len(settled.kernels), settled.channels, *settled.kernel)
    return edits.within(settled.reweighted, shape)


def separated(bench: Bench, separate: bool) -> Bench:
    """Rows and columns chosen apart or not; where not, the columns follow the rows."""
    if separate:
        return replace(bench, separate=True)
    rows: dict[str, Any] = {
        name: (getattr(bench, name)[0],) * 2
        for name in ("size", "kernel", "stride", "padding", "dilation")
    }
    return replace(bench, separate=False, **rows)


def sizes(bench: Bench, learned: Learned) -> list[int]:
    """Kernel sizes that all the chosen kernels can have."""
    return [
        n
        for n in range(1, LARGEST_KERNEL + 1)
        if all(
            _fits(k, replace(bench, kernel=(1, n) if bench.dimensions == 1 else (n, n)), learned)
            for k in bench.kernels
        )
    ]


def _kinds_that_go_together(bench: Bench, learned: Learned) -> Bench:
    """Input, kernels, channels and the kernels' size."""
    if bench.dimensions == 1:
        bench = _in_one_row(bench)
    bench = _kernels_that_go_together(bench, learned)
    source = "count" if bench.dimensions == 1 and bench.source in SQUARE else bench.source
    if weights.any_learned(bench.kernels):
        own = learned.weights.shape[1]
        if source in (*SQUARE, "typed"):
            source = "patch"
        return replace(bench, source=source, channels=own)
    channels = 1 if source in SQUARE else bench.channels
    if source == "typed":
        channels = len(grids.grid(bench.cells))
    return replace(bench, source=source, channels=channels)


def _kernels_that_go_together(bench: Bench, learned: Learned) -> Bench:
    """Kernels of one size: that of the last one that brings its own, or one that all can have."""
    known = [k for k in bench.kernels if weights.exists(k, learned, bench.dimensions)]
    size = (1, bench.kernel[1]) if bench.dimensions == 1 else bench.kernel
    owned = [k for k in known if weights.brings_its_size(k)]
    if owned:
        shape = weights.shape(owned[-1], learned, bench.typed)
        size = (shape[1], shape[2])
    changed = replace(bench, kernel=size, kernels=tuple(known) or ("box",))
    if not owned and not all(_fits(k, changed, learned) for k in changed.kernels):
        rows, columns = (n if n % 2 and n > 1 else 3 for n in size)
        changed = replace(changed, kernel=(1 if bench.dimensions == 1 else rows, columns))
    fitting = tuple(k for k in changed.kernels if _fits(k, changed, learned))
    return replace(changed, kernels=fitting or ("box",))


def _in_one_row(bench: Bench) -> Bench:
    """Typed numbers, where they are used, as a signal's."""
    cells, typed = grids.grid(bench.cells), grids.grid(bench.typed)
    if bench.source == "typed" and cells.shape[1] > 1:
        bench = replace(bench, cells=grids.text(cells[:, :1]))
    if "typed" in bench.kernels and typed.shape[1] > 1:
        bench = replace(bench, typed=grids.text(typed[:, :1]))
    return bench


def _fits(name: str, bench: Bench, learned: Learned) -> bool:
    return weights.fits(name, bench.kernel, learned, bench.typed, bench.fwhm)


def _nearest(bench: Bench, axis: int, size: int) -> Bench:
    asked = along(bench, axis, size)
    found = next((near for near in _near(asked) if near.fits()), Axis(size, 1, 1, "0", 1, "zeros"))

    return replace(
        bench,
        kernel=put(bench.kernel, axis, found.kernel),
        stride=put(bench.stride, axis, found.stride),
        padding=put(bench.padding, axis, found.padding),
        dilation=put(bench.dilation, axis, found.dilation),
    )


def put(pair: tuple[T, T], axis: int, value: T) -> tuple[T, T]:
    """A pair with another value for rows (0) or for columns (1)."""
    return (value, pair[1]) if axis == 0 else (pair[0], value)


def _near(axis: Axis) -> Iterator[Axis]:
    """Choices along an axis, those that differ least first: the kernel changes last."""
    stride = 1 if axis.padding == "same" else axis.stride
    for kernel, dilation in product(range(axis.kernel, 0, -1), range(axis.dilation, 0, -1)):
        changed = replace(axis, kernel=kernel, dilation=dilation, stride=stride)
        if axis.padding in NAMED:
            yield changed
        asked = 0 if axis.padding in NAMED else int(axis.padding)
        span = dilation * (kernel - 1) + 1
        for padding in (*range(min(asked, span), -1, -1), *range(asked + 1, span)):
            yield _with(changed, padding)


def _with(axis: Axis, padding: int) -> Axis:
    return replace(axis, padding=str(padding))


def _notes(asked: Bench, settled: Bench, learned: Learned) -> list[str]:
    told = (
        ("source", "Input", "the one asked for does not go with this kernel or dimension"),
        ("kernels", "Kernel", "the one asked for does not exist here or does not fit"),
        ("channels", "Channels", "the input or the kernel decides"),
        ("kernel", "Kernel size", "no other fits"),
        ("dilation", "Dilation", "a wider window does not fit"),
        ("padding", "Padding", "that is what this window and this mode can use"),
        ("stride", "Stride", "same padding goes with stride 1"),
        ("changed", "Changed cells", "the others lie outside the input"),
        ("reweighted", "Changed weights", "the others lie outside the kernels"),
        ("mode", "Padding mode", "the one asked for does not fit so small an input"),
    )
    return [
        f"{word}: {_shown(getattr(settled, name), learned)} now, because {why}."
        for name, word, why in told
        if getattr(settled, name) != getattr(asked, name) != getattr(Bench(), name)
        and not _same_row(asked, settled, name)
    ]


def _same_row(asked: Bench, settled: Bench, name: str) -> bool:
    """Whether only the rows of a signal have changed, which it has not."""
    now, before = getattr(settled, name), getattr(asked, name)
    return settled.dimensions == 1 and isinstance(now, tuple) and now[-1] == before[-1]


def _shown(value: object, learned: Learned) -> str:
    if value == () or (isinstance(value, tuple) and isinstance(value[0], tuple)):
        return str(len(value))
    if not isinstance(value, tuple):
        return str(value)
    if all(weights.known(str(part)) for part in value):
        return ", ".join(weights.title(str(part), learned.model) for part in value)
    return str(value[0]) if value[0] == value[-1] else " by ".join(map(str, value))
