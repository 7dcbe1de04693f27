"""The network whose fields are shown: its layers, and where their units look."""

from dataclasses import dataclass, replace

from cnnviz import builder, layers
from cnnviz.layers import Layer
from cnnviz.preprocessing import Preprocessing
from cnnviz.receptive import Field
from cnnviz.ui import cached, networks

SLIDING = ("Conv2d", "MaxPool2d", "AvgPool2d")  # they look further than the layer before
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Network:
    """A network as this page sees it.

    Args:
        name: of the weights, or of the network where it has none
        layers: those whose units have one size and stride
        unclear: paths of the others, behind branches that are misaligned
        preprocessing: from the galaxy to its input
        trained: whether it has weights
    """

    name: str
    layers: tuple[Layer, ...]
    unclear: tuple[str, ...]
    preprocessing: Preprocessing
    trained: bool

    @property
    def size(self) -> int:
        """Side of the input, pixels."""
        return self.preprocessing.size

    def layer(self, name: str) -> Layer | None:
        """The layer of this name; the one that a first visit shows where the name is empty."""
        if not name:
            return self.layers[self._first_shown()]
        return next((layer for layer in self.layers if layer.name == name), None)

    def _first_shown(self) -> int:
        """The last convolution or pooling whose field is no larger than the image."""
        fitting = [
            i
            for i, layer in enumerate(self.layers)
            if field(layer).stride[0] > 0 and max(field(layer).size) <= self.size
            if layer.kind in SLIDING
        ]
        return fitting[-1] if fitting else len(self.layers) - 1


def of(network: str, model: str, built: builder.Network | None = None) -> Network:
    """The chosen network.

    Args:
        network: a key of `networks.TITLES`; empty for the model
        model: name of the chosen weights
        built: description of the network that is called "built"

    Raises:
        ValueError: such a network cannot be built; one sentence
    """
    if network:
        size = layers.input_shape(network, **networks.arguments(network, built))[1]
        found = networks.table(network, built)
        return _network(network, found, replace(Preprocessing(), size=size), trained=False)
    preprocessing = cached.model(model)[1].preprocessing
    return _network(model, tuple(cached.layer_table(model)), preprocessing, trained=True)


def _network(
    name: str, found: tuple[Layer, ...], preprocessing: Preprocessing, *, trained: bool
) -> Network:
    clear = tuple(layer for layer in found if layer.field is not None)
    unclear = tuple(layer.path for layer in found if layer.field is None)
    return Network(name, clear, unclear, preprocessing, trained)


def field(layer: Layer) -> Field:
    """The layer's field; `Network.layers` all have one."""
    assert layer.field is not None
    return layer.field


def units(layer: Layer) -> tuple[int, int, int]:
    """Channels, rows and columns of a layer; a value after flattening is a channel of its own."""
    channels, rows, columns = (*layer.shape, 1, 1)[:3]
    return channels, rows, columns


def inside(box: Box, size: int) -> Box:
    """The part of a field that lies on the image."""
    top, left, bottom, right = (min(max(edge, 0), size) for edge in box)
    return top, left, bottom, right


def area(box: Box) -> int:
    """Pixels of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def inner(box: Box) -> Box:
    """The central half of a field along rows and columns, a quarter of its area.

    Where a size is no multiple of four it is rounded to whole pixels, the same on both sides.
    """
    top, left, bottom, right = box
    rows, columns = round((bottom - top) / 4), round((right - left) / 4)
    return top + rows, left + columns, bottom - rows, right - columns


def margin(layer: Layer, size: int) -> int:
    """How far the fields of a layer reach into the padding, pixels, and a little more."""
    _, *counts = units(layer)
    first, last = field(layer).box(), field(layer).box(counts[0] - 1, counts[1] - 1)
    return 2 + max(0, -first[0], -first[1], last[2] - size, last[3] - size)


def nearest(layer: Layer, centre: tuple[float, float]) -> tuple[int, int]:
    """Row and column of the unit whose field has its centre nearest to a place.

    Args:
        layer: of the unit
        centre: row and column in pixels; the centre of the first pixel is at 0
    """
    found = []
    axes = zip(field(layer).centre, field(layer).stride, units(layer)[1:], centre, strict=True)
    for first, stride, count, wanted in axes:
        index = round((wanted - first) / stride) if stride else 0
        found.append(min(max(index, 0), count - 1))
    return found[0], found[1]


def below(network: Network, layer: Layer, most: int = 8) -> list[Layer]:
    """The layers on the way from the image to a layer, one of each size of field.

    Args:
        network: that the layers are part of
        layer: the last one, which is left out
        most: layers; of more, some are taken evenly
    """
    known = {other.name: other for other in network.layers}
    wanted, ways = set(layer.sources), list(layer.sources)
    while ways:
        found = known.get(ways.pop())
        new = set(found.sources) - wanted if found else set()
        wanted |= new
        ways += new
    sizes = {field(layer).size: layer}
    for other in network.layers:
        if other.name in wanted and field(other).stride[0]:
            sizes.setdefault(field(other).size, other)
    smaller = [other for other in sizes.values() if other is not layer]
    step = max(1.0, len(smaller) / most)
    return [smaller[int(i * step)] for i in range(min(most, len(smaller)))]
