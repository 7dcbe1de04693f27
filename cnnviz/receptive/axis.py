"""How the units of a layer lie along one axis of the image."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cnnviz.conv import Window


@dataclass(frozen=True)
class Axis:
    """The units along one axis of a layer; unit i sees [start + i stride, start + i stride + size).

    All in pixels of the image, except the number of units.

    Args:
        units: how many units there are
        size: from the first to the last pixel that one unit can see
        stride: from a unit's field to its neighbour's; 0 where all see the same
        start: first pixel that unit 0 can see; negative where that lies in the padding
        seen: pixels, from the image's first, that any unit can see: all, unless a stride leaves
            some out at the end; gaps that a dilated kernel leaves count as seen
        problem: why size, stride and start are not those of all units; empty where they are
    """

    units: int
    size: int
    stride: int
    start: int
    seen: int
    problem: str = ""

    @classmethod
    def pixels(cls, count: int) -> "Axis":
        """The image itself: each pixel sees itself.

        Raises:
            ValueError: count is no positive number
        """
        if count < 1:
            raise ValueError(f"an image has at least one pixel along each axis, got {count}")
        return cls(count, 1, 1, 0, count)

    def through(self, window: Window, ceil: bool = False) -> "Axis":
        """The axis after a sliding window: r + (span - 1) j, j s, start - p j for stride j.

        Args:
            window: of the convolution or pooling
            ceil: a last window may hang over the end, as PyTorch's ceil_mode

        Raises:
            ValueError: the window does not fit
        """
        units = self._hanging(window) if ceil else window.output_size(self.units)
        read = (units - 1) * window.stride - window.before + window.span  # cells, from the first
        unread = max(self.units - read, 0)
        end = self.start + (self.units - 1 - unread) * self.stride + self.size
        return replace(
            self,
            units=units,
            size=self.size + (window.span - 1) * self.stride,
            stride=self.stride * window.stride,
            start=self.start - window.before * self.stride,
            seen=min(self.seen, end),
        )

    def _hanging(self, window: Window) -> int:
        """How many units there are with PyTorch's ceil_mode.

        Raises:
            ValueError: not even a window that hangs over the end
        """
        room = self.units + window.before + window.after - window.span
        units = -(-room // window.stride) + 1
        # a window that would begin in the padding behind the last cell is left out
        if (units - 1) * window.stride - window.before >= self.units:
            units -= 1
        return units if units > 0 else window.output_size(self.units)

    def adapted(self, units: int) -> "Axis":
        """The axis after adaptive pooling, whose window i is [floor(i n / m), ceil((i + 1) n / m)).

        Where these windows differ in size or distance no one size and stride is right, and the
        axis says so as its problem.

        Args:
            units: m after the pooling
        """
        if units == 1:
            return self.everything()
        edges = [(i * self.units // units, -(-(i + 1) * self.units // units)) for i in range(units)]
        sizes = {end - begin for begin, end in edges}
        strides = {b - a for (a, _), (b, _) in pairwise(edges)}
        if len(sizes) > 1 or len(strides) > 1:
            return self._uneven(units)
        size, stride = sizes.pop(), strides.pop()
        return replace(
            self,
            units=units,
            size=self.size + (size - 1) * self.stride,
            stride=self.stride * stride,
        )

    def _uneven(self, units: int) -> "Axis":
        if self.stride == 0 and not self.problem:
            return self.everything(units)
        problem = self.problem or (
            f"the windows of adaptive pooling, {self.units} to {units}, differ in size or distance"
        )
        return replace(self.everything(units), problem=problem)

    def everything(self, units: int = 1) -> "Axis":
        """All pixels that any unit can see, seen by each of so many units."""
        return Axis(units, self.seen, 0, 0, self.seen)

    @property
    def centre(self) -> float:
        """Middle of unit 0's field; the centre of pixel i is at i."""
        return self.start + (self.size - 1) / 2


def stack(windows: Sequence[Window], pixels: int) -> list[Axis]:
    """The axis after each of some windows, one upon the other.

    Args:
        windows: those of the layers, the first next to the image
        pixels: length of the image

    Raises:
        ValueError: a window that does not fit; the message begins with its number, from 1
    """
    axes = [Axis.pixels(pixels)]
    for number, window in enumerate(windows, start=1):
        try:
            axes.append(axes[-1].through(window))
        except ValueError as error:
            raise ValueError(f"layer {number}: {error}") from error
    return axes[1:]
