"""Size, stride and start of every layer's receptive field, from the network's graph."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as of_dataclass

from torch import fx, nn

from cnnviz.graph import Graph, trace
from cnnviz.receptive.axis import Axis
from cnnviz.receptive.operations import (
    Adaptive,
    Everywhere,
    Join,
    Operation,
    Pointwise,
    Sliding,
    Spread,
    operation,
)

Pair = tuple[int, int]
Axes = tuple[Axis, Axis]
NAMES = ("rows", "columns")


@dataclass(frozen=True)
class Field:
    """The theoretical field of a layer's units, (height, width) in pixels of the image.

    What lies in the padding is taken for nothing; with PyTorch's padding modes "reflect" and
    "replicate" it holds pixels of the image near that edge once more.

    Args:
        layer: torch.fx's name of the node, `layer1_0_conv1`
        size: from the first to the last pixel that a unit can see, the padding included
        stride: from a unit's field to its neighbour's; 0 where every unit sees the same
        start: first pixel that unit (0, 0) can see; negative in the padding
        seen: rows and columns of the image, from its first, of which any unit can see something:
            all, unless a stride leaves some out at the end
    """

    layer: str
    size: Pair
    stride: Pair
    start: Pair
    seen: Pair = of_dataclass(default=(0, 0), compare=False)

    def box(self, row: int = 0, column: int = 0) -> tuple[int, int, int, int]:
        """Top, left, bottom and right of one unit's field; the padding included, ends excluded."""
        top = self.start[0] + row * self.stride[0]
        left = self.start[1] + column * self.stride[1]
        return top, left, top + self.size[0], left + self.size[1]

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of unit (0, 0)'s field; the centre of the first pixel is at 0."""
        return self.start[0] + (self.size[0] - 1) / 2, self.start[1] + (self.size[1] - 1) / 2


def fields(model: nn.Module, input_size: int | Pair) -> list[Field]:
    """The receptive field of each operation, in the order in which an image passes them.

    Branches that are joined are aligned where their strides and their centres are the same; the
    joined field is then the largest. After flattening, after a linear layer and after global
    pooling a unit sees the whole image, and its stride is 0. How many inputs a linear layer was
    built for is not asked: its field is that in the same network made for this size.

    Args:
        model: any network of the zoo, and others of sliding windows; on any device
        input_size: pixels of the image, one number or (H, W)

    Raises:
        ValueError: as `clear`, and units that have no one size and stride: behind misaligned
            branches, adaptive pooling with windows that differ, circular padding
    """
    found, problems = clear(model, input_size)
    if problems:
        raise ValueError(next(iter(problems.values())))
    return found


def clear(model: nn.Module, input_size: int | Pair) -> tuple[list[Field], dict[str, str]]:
    """As `fields`, without the layers whose units have no one size and stride.

    Returns:
        the fields, and by name of each layer that is left out, why

    Raises:
        ValueError: a window that does not fit, an operation without a rule; the message names the
            layer
    """
    found, problems = [], {}
    for node, along in axes(trace(model), input_size):
        if why := problem(along):
            problems[node.name] = why
        else:
            found.append(field(node.name, along))
    return found, problems


def problem(along: Axes) -> str:
    """Why units that lie like this along rows and columns have no field; empty where they do."""
    return next((axis.problem for axis in along if axis.problem), "")


def field(name: str, along: Axes) -> Field:
    """The field of a layer whose units lie like this along rows and columns."""
    rows, columns = along
    return Field(
        name,
        (rows.size, columns.size),
        (rows.stride, columns.stride),
        (rows.start, columns.start),
        (rows.seen, columns.seen),
    )


def axes(graph: Graph, input_size: int | Pair) -> Iterator[tuple[fx.Node, Axes]]:
    """Each operation with the places of its units along rows and columns.

    Where units have no one size and stride the axes say why as their problem.

    Raises:
        ValueError: as `fields`, otherwise
    """
    height, width = _sides(input_size)
    known: dict[fx.Node, Axes] = {graph.source: (Axis.pixels(height), Axis.pixels(width))}
    for node in graph.nodes:
        inputs = {source.name: known[source] for source in node.all_input_nodes if source in known}
        if _is_number(node, known):
            continue
        known[node] = _after(node.name, operation(graph, node), inputs)
        yield node, known[node]


def _sides(size: object) -> Pair:
    match size:
        case bool():
            pass
        case int():
            return size, size
        case (int() as height, int() as width):
            return height, width
    raise ValueError(f"the size of an image is a whole number or (H, W), got {size!r}")


def _is_number(node: fx.Node, known: dict[fx.Node, Axes]) -> bool:
    """Whether it is no map but a number, as in `x.view(x.size(0), -1)`."""
    return node.target in ("size", getattr) or not any(s in known for s in node.all_input_nodes)


def _after(name: str, operation: Operation, inputs: dict[str, Axes]) -> Axes:
    by_axis = [
        _along(name, operation, {source: pair[i] for source, pair in inputs.items()}, i)
        for i in (0, 1)
    ]
    return by_axis[0], by_axis[1]


def _along(name: str, operation: Operation, inputs: dict[str, Axis], i: int) -> Axis:
    """One axis after an operation: i is 0 for rows, 1 for columns."""
    source = next(iter(inputs.values()))
    match operation:
        case Pointwise():
            return source
        case Sliding():
            return _slid(name, operation, source, i)
        case Adaptive(units):
            wanted = units[i]
            found = source.adapted(source.units if wanted is None else wanted)
            return _named(name, found, source)
        case Join():
            return _joined(name, inputs, NAMES[i])
        case Everywhere():
            return source.everything(source.units)
        case Spread():
            return _spread(name, (operation.rows, operation.columns)[i], source)
    return source.everything()


def _slid(name: str, operation: Sliding, source: Axis, i: int) -> Axis:
    try:
        found = source.through(operation.windows[i], operation.ceil)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    return _named(name, replace(found, problem=source.problem or operation.problem), source)


def _spread(name: str, numbers: tuple[int, int, int, int, int], source: Axis) -> Axis:
    """(n - 1) s - 2 p + d (k - 1) + o + 1 units, as `nn.ConvTranspose2d` says."""
    kernel, stride, padding, dilation, end = numbers
    reach = (source.units - 1) * stride - 2 * padding + dilation * (kernel - 1) + end
    if reach < 0:
        raise ValueError(f"{name}: a transposed convolution leaves {reach + 1} units")
    why = "the units of a transposed convolution do not all see as many pixels"
    found = replace(source.everything(reach + 1), problem=source.problem or why)
    return _named(name, found, source)


def _named(name: str, found: Axis, source: Axis) -> Axis:
    """An axis whose problem, where the source had none, begins with the layer's name."""
    new = found.problem and not source.problem
    return replace(found, problem=f"{name}: {found.problem}") if new else found


def _joined(name: str, inputs: dict[str, Axis], axis: str) -> Axis:
    """The union of aligned branches."""
    (first, a), *others = inputs.items()
    for other, b in others:
        if a.units != b.units and 1 not in (a.units, b.units):
            found = f"{a.units} and {b.units} {axis}"
            raise ValueError(f"{name}: the branches {first} and {other} have {found}")
    seen = max(branch.seen for branch in inputs.values())
    units = {branch.units for branch in inputs.values()}
    everything = any(branch.stride == 0 and not branch.problem for branch in inputs.values())
    if len(units) > 1 or everything:
        return Axis(max(units), seen, 0, 0, seen)  # a branch gives every unit all that it sees
    problems = [branch.problem for branch in inputs.values()]
    problems += [_misaligned(name, (first, a), other, axis) for other in others]
    largest = max(inputs.values(), key=lambda branch: branch.size)
    return replace(largest, seen=seen, problem=next(filter(None, problems), ""))


def _misaligned(name: str, one: tuple[str, Axis], other: tuple[str, Axis], axis: str) -> str:
    """What is wrong with two branches; empty where their strides and centres are the same."""
    (first, a), (second, b) = one, other
    if (a.stride, a.centre) == (b.stride, b.centre):
        return ""
    strides = f"strides of {a.stride} and {b.stride} pixels"
    where = f"{strides}, centres at {a.centre:g} and {b.centre:g} along the {axis}"
    return f"{name}: the branches {first} and {second} are misaligned ({where})"
