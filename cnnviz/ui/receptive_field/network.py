"""The network whose fields are shown: its layers, and where their units look."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cnnviz import builder, layers, pretrained
from cnnviz.layers import Layer
from cnnviz.preprocessing import Preprocessing
from cnnviz.pretrained import PretrainedError
from cnnviz.receptive import Field
from cnnviz.ui import cached, networks

SLIDING = ("Conv2d", "MaxPool2d", "AvgPool2d")  # they look further than the layer before
GALAXIES = 64  # over which an effective field is the mean
FEW = 7  # of a network of torchvision, for which one may take a second
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Network:
    """A network as this page sees it.

    Args:
        name: of the weights, or of the network where it has none
        layers: those whose units have one size and stride
        unclear: the others, each of which says why
        preprocessing: from the galaxy to its input
        trained: whether it has weights
        imagenet: whether these are torchvision's, which ImageNet taught
        problem: why weights that are there cannot be used; empty where they can
    """

    name: str
    layers: tuple[Layer, ...]
    unclear: tuple[Layer, ...]
    preprocessing: Preprocessing
    trained: bool
    imagenet: bool = False
    problem: str = ""

    @property
    def galaxies(self) -> int:
        """Over how many an effective field is the mean."""
        return FEW if self.imagenet else GALAXIES

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
        parts = _split(networks.table(network, built))
        if pretrained.available(network):
            return _of_imagenet(network, *parts)
        return Network(network, *parts, replace(Preprocessing(), size=size), trained=False)
    preprocessing = cached.model(model)[1].preprocessing
    return Network(model, *_split(cached.layer_table(model)), preprocessing, trained=True)


def _of_imagenet(name: str, clear: tuple[Layer, ...], unclear: tuple[Layer, ...]) -> Network:
    problem = ""
    try:
        cached.imagenet(name)
    except PretrainedError as error:
        problem = str(error)
    rule = pretrained.source(name).preprocessing
    return Network(name, clear, unclear, rule, not problem, not problem, problem)


def _split(found: Iterable[Layer]) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """The layers that have a field, and the others."""
    found = tuple(found)
    clear = tuple(layer for layer in found if layer.field is not None)
    return clear, tuple(layer for layer in found if layer.field is None)


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
    """How much padding is drawn around the image, pixels.

    As far as the fields of a layer reach and a little more, but no more than half of the image, so
    that the galaxy stays large; what reaches further is cut off at the frame.
    """
    _, *counts = units(layer)
    first, last = field(layer).box(), field(layer).box(counts[0] - 1, counts[1] - 1)
    reach = max(0, -first[0], -first[1], last[2] - size, last[3] - size)
    return min(2 + reach, size // 2)


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


def around(layer: Layer, box: Box) -> Box:
    """The field of the unit of a layer whose field has its middle nearest to that of a box."""
    found, unit = field(layer), []
    for axis, count in enumerate(units(layer)[1:]):
        middle = (box[axis] + box[axis + 2] - found.size[axis]) / 2 - found.start[axis]
        step = found.stride[axis]
        unit.append(min(max(round(middle / step), 0), count - 1) if step else 0)
    return found.box(*unit)


def below(network: Network, layer: Layer, most: int = 8) -> list[Layer]:
    """The layers on the way from the image to a layer, one of each size of field.

    Args:
        network: that the layers are part of
        layer: the last one, which is left out
        most: layers; of more, some are taken evenly, with the first and the last
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
    last, count = len(smaller) - 1, min(most, len(smaller))
    return [smaller[round(i * last / max(1, count - 1))] for i in range(count)]
