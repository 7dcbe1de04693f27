"""The cone of one unit along one axis: what it reads, layer by layer, down to the pixels."""

from collections.abc import Sequence

from cnnviz import figures
from cnnviz.conv import Window
from cnnviz.figures import Figure, Rung
from cnnviz.receptive import Axis, stack

MOST_LINES = 1500  # more could not be told apart
MOST_UNITS = 160
Reached = list[set[int]]


def draw(windows: Sequence[Window], length: int) -> Figure:
    """The cone of the unit in the middle of the last layer.

    Args:
        windows: of the layers, the first next to the image
        length: pixels of the image

    Raises:
        ValueError: a window does not fit
    """
    axes = [Axis.pixels(length), *stack(windows, length)]
    unit = axes[-1].units // 2
    found = reached(windows, axes, unit)
    top = axes[-1].start + unit * axes[-1].stride
    view = (top - 0.1 * axes[-1].size - 1, top + 1.1 * axes[-1].size)
    rungs = [
        _rung(name, axis, indices, view)
        for name, axis, indices in zip(names(windows), axes, found, strict=True)
    ]
    return figures.cone(rungs, lines(windows, axes, found), outline(windows, axes, unit))


def names(windows: Sequence[Window]) -> list[str]:
    """The rungs from the pixels up."""
    return ["pixels", *(f"layer {i}" for i in range(1, len(windows) + 1))]


def reached(windows: Sequence[Window], axes: Sequence[Axis], unit: int) -> Reached:
    """The units of each layer that one unit of the last layer looks at, those in padding too.

    Units in the padding are zeros: what would lie below them is not looked at.

    Args:
        windows: of the layers
        axes: the pixels', then the layers'
        unit: of the last layer
    """
    found: Reached = [{unit}]
    for window, axis in zip(reversed(windows), reversed(axes[1:]), strict=True):
        inside = (i for i in found[0] if 0 <= i < axis.units)
        found.insert(0, {tap for i in inside for tap in taps(window, i)})
    return found


def taps(window: Window, output: int) -> range:
    """The inputs that an output reads."""
    first = output * window.stride - window.before
    return range(first, first + window.span, window.dilation)


def lines(
    windows: Sequence[Window], axes: Sequence[Axis], found: Reached
) -> list[tuple[tuple[float, int], tuple[float, int]]]:
    """A line from each unit to each that it reads; none where they would be too many."""
    drawn = [
        ((_centre(axes[level + 1], i), level + 1), (_centre(axes[level], tap), level))
        for level, window in enumerate(windows)
        for i in sorted(found[level + 1])
        if 0 <= i < axes[level + 1].units
        for tap in taps(window, i)
    ]
    return drawn if len(drawn) <= MOST_LINES else []


def outline(
    windows: Sequence[Window], axes: Sequence[Axis], unit: int
) -> list[tuple[float, float]]:
    """Left and right end of the theoretical field at each rung, the padding included; pixels.

    From the centre of the first unit to that of the last; at the bottom from edge to edge.
    """
    first = last = unit
    ends = [(_centre(axes[-1], unit), _centre(axes[-1], unit))]
    for window, axis in zip(reversed(windows), reversed(axes[:-1]), strict=True):
        first = first * window.stride - window.before
        last = last * window.stride - window.before + window.span - 1
        ends.insert(0, (_centre(axis, first), _centre(axis, last)))
    return [(ends[0][0] - 0.5, ends[0][1] + 0.5), *ends[1:]]


def _rung(name: str, axis: Axis, indices: set[int], view: tuple[float, float]) -> Rung:
    places = [_centre(axis, i) for i in range(axis.units)]
    others = [
        place for i, place in enumerate(places) if i not in indices and view[0] <= place <= view[1]
    ]
    inside = sorted(i for i in indices if 0 <= i < axis.units)
    padding = sorted(indices.difference(inside))
    few = len(others) <= MOST_UNITS
    return Rung(
        name,
        others if few else [],
        [places[i] for i in inside],
        [_centre(axis, i) for i in padding],
    )


def _centre(axis: Axis, unit: int) -> float:
    return axis.centre + unit * axis.stride
