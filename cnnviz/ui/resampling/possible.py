"""Which numbers go together along an axis, and the nearest to those that do not."""

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from cnnviz.conv import Window

RANGES = {
    "kernel": (1, 7),
    "stride": (1, 6),
    "padding": (0, 6),
    "dilation": (1, 4),
    "output_padding": (0, 5),
    "factor": (1, 6),
}
LARGEST_OUTPUT = 256  # pixels along an axis
# the numbers that each operation has
USED = {
    "max": ("kernel", "stride", "padding", "dilation"),
    "average": ("kernel", "stride", "padding"),
    "convolution": ("kernel", "stride", "padding", "dilation"),
    "transposed": ("kernel", "stride", "padding", "dilation", "output_padding"),
    "nearest": ("factor",),
    "bilinear": ("factor",),
    "unpooling": ("kernel", "stride"),
}


@dataclass(frozen=True)
class Axis:
    """An operation along one axis of an input of `size` pixels; lengths in pixels."""

    operation: str
    size: int
    kernel: int = 1
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    output_padding: int = 0
    factor: int = 1

    @property
    def used(self) -> tuple[str, ...]:
        """The numbers that the operation has."""
        return USED[self.operation]

    def window(self) -> Window:
        """The window; what the operation does not have is left out."""
        padding = self.padding if "padding" in self.used else 0
        dilation = self.dilation if "dilation" in self.used else 1
        return Window(self.kernel, self.stride, padding, dilation)

    def output_size(self) -> int:
        """How many outputs there are.

        Raises:
            ValueError: the numbers do not go together; one sentence
        """
        outputs = self._output_size()
        if outputs > LARGEST_OUTPUT:
            raise ValueError(f"{outputs} outputs along an axis are more than {LARGEST_OUTPUT}")
        return outputs

    def _output_size(self) -> int:
        if "factor" in self.used:
            return self.factor * self.size
        window = self.window()
        span, padding = window.span, window.before
        if self.operation in ("max", "average") and padding > self.kernel // 2:
            raise ValueError(f"padding {padding} is more than half the kernel of {self.kernel}")
        if padding >= span:
            raise ValueError(f"padding {padding} leaves a window of {span} pixels in it alone")
        if self.operation == "max" and self._blind(window):
            raise ValueError(f"a window of kernel {self.kernel} would see the padding alone")
        if self.operation != "transposed":
            return window.output_size(self.size)
        if self.output_padding >= max(self.stride, self.dilation):
            raise ValueError(
                f"output padding {self.output_padding} must be smaller than stride {self.stride} "
                f"or dilation {self.dilation}"
            )
        full = (self.size - 1) * self.stride + span + self.output_padding
        if full <= 2 * padding:
            raise ValueError(f"padding cuts {2 * padding} pixels from an output of {full}")
        return full - 2 * padding

    def _blind(self, window: Window) -> bool:
        """Whether a window reads nothing of the input."""
        starts = (o * window.stride - window.before for o in range(window.output_size(self.size)))
        taps = range(0, window.span, window.dilation)
        return any(all(not 0 <= start + tap < self.size for tap in taps) for start in starts)

    def fits(self) -> bool:
        """Whether the numbers go together."""
        try:
            self.output_size()
        except ValueError:
            return False
        return True


def limits(axes: list[Axis], name: str) -> tuple[int, int]:
    """The least and the largest possible value of one number, the others as they are.

    Args:
        axes: rows and columns, with the same numbers
        name: of the number
    """
    least, most = RANGES[name]
    now = getattr(axes[0], name)
    fitting = {n for n in range(least, most + 1) if _fit(axes, {name: n})}
    first = last = now
    while first - 1 in fitting:
        first -= 1
    while last + 1 in fitting:
        last += 1
    return first, last


def nearest(axes: list[Axis]) -> Axis:
    """The possible numbers that differ least from those asked for.

    Args:
        axes: rows and columns, with the same numbers
    """
    first = axes[0]
    ranges = [range(RANGES[name][0], RANGES[name][1] + 1) for name in first.used]
    asked = [getattr(first, name) for name in first.used]
    # of two changes equally large the later number changes: the window last of all
    for numbers in sorted(product(*ranges), key=lambda numbers: _distance(asked, numbers)):
        found = dict(zip(first.used, numbers, strict=True))
        if _fit(axes, found):
            return _with(first, found)
    raise ValueError(f"nothing fits an input of {first.size} pixels")


def _fit(axes: list[Axis], numbers: dict[str, int]) -> bool:
    return all(_with(axis, numbers).fits() for axis in axes)


def _with(axis: Axis, numbers: dict[str, Any]) -> Axis:
    return replace(axis, **numbers)


def _distance(asked: list[int], numbers: tuple[int, ...]) -> tuple[int, list[int]]:
    steps = [abs(a - n) for a, n in zip(asked, numbers, strict=True)]
    return sum(steps), steps
