"""Which dimensions an operation names: of images, channels, rows and columns; of images, values."""

from operator import getitem
from typing import Any

from torch import fx, nn

from cnnviz.graph import Graph, called

MAPS, VECTORS = 4, 2  # dimensions of (N, C, H, W) and (N, K)
READS = "dimensions"  # in a node's notes
RESHAPES = ("view", "reshape")


def count(graph: Graph, node: fx.Node) -> int:
    """How many dimensions has what an operation reads: 4 for maps, 2 behind a flattening."""
    passed, found = [], MAPS
    while True:
        if known := node.meta.get(READS):  # of a network as deep as ResNet-152 each is asked for
            found = known
            break
        passed.append(node)
        if not node.all_input_nodes or (node := node.all_input_nodes[0]) is graph.source:
            break
        if _makes_vectors(graph, node):
            found = VECTORS
            break
    for each in passed:
        each.meta[READS] = found
    return found


def flattens(graph: Graph, node: fx.Node) -> bool:
    """Whether it puts all values of an image into one row, and leaves the images apart."""
    module, name = graph.module(node), called(node)
    if isinstance(module, nn.Flatten):
        return _all_but_images((module.start_dim, module.end_dim), count(graph, node))
    if module is None and name == "flatten":
        ends = (argument(node, 1, "start_dim", 0), argument(node, 2, "end_dim", -1))
        return _all_but_images(ends, count(graph, node))
    return module is None and name in RESHAPES and _row_of_each_image(sizes(node))


def averages(graph: Graph, node: fx.Node) -> bool:
    """Whether it is the mean of each map."""
    if graph.module(node) is not None or called(node) != "mean":
        return False
    return named(argument(node, 1, "dim", None), count(graph, node)) == (2, 3)


def keeps_maps(node: fx.Node) -> bool:
    """Whether means are maps of one row and one column."""
    return argument(node, 2, "keepdim", default=False) is True


def named(value: object, dimensions: int) -> tuple[int, ...]:
    """The dimensions of a number or of several, from the first: -1 of four is 3.

    Args:
        value: as PyTorch takes it; what is no number names none
        dimensions: how many there are
    """
    values = value if isinstance(value, tuple | list) else (value,)
    if not all(isinstance(number, int) for number in values):
        return ()
    return tuple(sorted(number + dimensions * (number < 0) for number in values))


def argument(node: fx.Node, place: int, name: str, default: object) -> Any:  # noqa: ANN401
    """What a function was given by position or by name."""
    return node.args[place] if len(node.args) > place else node.kwargs.get(name, default)


def sizes(node: fx.Node) -> tuple[Any, ...]:
    """What a view is asked for: numbers one after the other, or as one tuple."""
    given = node.args[1:] or tuple(node.kwargs.values())
    return tuple(given[0]) if given and isinstance(given[0], tuple | list) else tuple(given)


def _makes_vectors(graph: Graph, node: fx.Node) -> bool:
    if isinstance(graph.module(node), nn.Flatten | nn.Linear):
        return True
    name = called(node) if node.op != "call_module" else ""
    return name in ("flatten", *RESHAPES) or (name == "mean" and not keeps_maps(node))


def _all_but_images(ends: tuple[object, object], dimensions: int) -> bool:
    return [named(end, dimensions) for end in ends] == [(1,), (dimensions - 1,)]


def _row_of_each_image(asked: tuple[Any, ...]) -> bool:
    """Whether a view is (N, -1), (N, K) or (-1, K)."""
    match asked:
        case fx.Node() as images, int():
            return _counts_images(images)
        case -1, int() as values:
            return values > 0
    return False


def _counts_images(number: fx.Node) -> bool:
    """Whether it is `x.size(0)`, `x.shape[0]` or `x.size()[0]`."""
    which: object = argument(number, 1, "dim", None)
    return number.target in ("size", getitem) and isinstance(which, int) and which == 0
