"""Layers put together as a picture of a network shows them, and the ways through a residual block.

A stage begins where a convolution, a pooling or a linear layer makes a new tensor; normalisation,
activation and dropout belong to what they follow. A residual block is one stage, and blocks with
outputs of one shape that follow each other are one, counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cnnviz.layers import Layer, Shape, Total, total

JOINS = ("add", "iadd", "add_")
# what a layer is, for colours and sums
ROLES = ("input", "convolution", "residual", "pooling", "dense", "normalisation", "other")


@dataclass(frozen=True)
class Stage:
    """Some layers with one output.

    Args:
        name: path of its first layer or of its block; `layer3.0 to 35` of several blocks
        role: one of ROLES
        shape: of its output, (C, H, W) or (K,)
        layers: in the order in which an image passes them; none of the input
        blocks: how many residual blocks it is
    """

    name: str
    role: str
    shape: Shape
    layers: tuple[Layer, ...] = ()
    blocks: int = 1

    @property
    def total(self) -> Total:
        """Sums over its layers."""
        return total(self.layers)


@dataclass(frozen=True)
class Block:
    """One residual block: two ways from the same tensor to their sum.

    Args:
        name: where it stands, as `layer1.0`; with a number where there are several sums
        source: shape of what enters
        body: layers of the way with more of them
        shortcut: layers of the other; none where the input is added as it is
        join: the sum
        after: layers behind the sum that belong to the block
    """

    name: str
    source: Shape
    body: tuple[Layer, ...]
    shortcut: tuple[Layer, ...]
    join: Layer
    after: tuple[Layer, ...]


def role(layer: Layer) -> str:
    """What a layer is, one of ROLES."""
    if layer.kind == "Conv2d":
        return "convolution"
    if layer.kind == "Linear":
        return "dense"
    if "Pool2d" in layer.kind or "_pool2d" in layer.kind:
        return "pooling"
    return "normalisation" if "Norm" in layer.kind else "other"


def stages(layers: Sequence[Layer], size: Shape) -> list[Stage]:
    """The stages of a network, the input first.

    Args:
        layers: as `layers.describe` gives them
        size: (C, H, W) of the input
    """
    units = _units(layers)
    found = [Stage("input", "input", size)]
    for layer in layers:
        unit = next((unit for unit in units if layer.path.startswith(f"{unit}.")), None)
        last = found[-1]
        if unit is not None and last.role == "residual" and last.name == unit:
            longer = _longer(last, layer)
            again = _is_join(layer) and _is_in(unit, last.layers)
            found[-1] = replace(longer, blocks=last.blocks + again)
        elif unit is not None:
            found.append(Stage(unit, "residual", layer.shape, (layer,)))
        elif last.role != "input" and _continues(last, layer):
            found[-1] = _longer(last, layer)
        else:
            found.append(Stage(layer.path, role(layer), layer.shape, (layer,)))
    return _counted(found)


def blocks(layers: Sequence[Layer], size: Shape) -> list[Block]:
    """The residual blocks of a network; none where it has no sums.

    Args:
        layers: as `layers.describe` gives them
        size: (C, H, W) of the input
    """
    return [block for unit in _units(layers) for block in _blocks(unit, layers, size)]


def by_role(layers: Iterable[Layer]) -> dict[str, Total]:
    """The sums over the layers of each role, in the order of ROLES; roles without layers left out.

    A residual block's layers count as what they are each.
    """
    known = list(layers)
    found = {name: [layer for layer in known if role(layer) == name] for name in ROLES}
    return {name: total(some) for name, some in found.items() if some}


def _units(layers: Sequence[Layer]) -> list[str]:
    """Paths of the modules in which branches are added, each once."""
    return list(dict.fromkeys(_unit(layer) for layer in layers if _is_join(layer)))


def _is_in(unit: str, layers: Iterable[Layer]) -> bool:
    """Whether the module's sum is among these layers."""
    return any(_is_join(layer) and _unit(layer) == unit for layer in layers)


def _unit(layer: Layer) -> str:
    return layer.path.rpartition(".")[0]


def _is_join(layer: Layer) -> bool:
    """Whether two ways within a module are added; a number that is added is none."""
    return layer.kind in JOINS and layer.inputs > 1 and "." in layer.path


def _continues(stage: Stage, layer: Layer) -> bool:
    same = _values(layer.shape) == _values(stage.shape)
    return same and role(layer) not in ("convolution", "dense")


def _values(shape: Shape) -> Shape:
    """A shape in which maps of one pixel are a vector."""
    return shape[:1] if shape[1:] == (1, 1) else shape


def _longer(stage: Stage, layer: Layer) -> Stage:
    return replace(stage, shape=layer.shape, layers=(*stage.layers, layer))


def _counted(found: list[Stage]) -> list[Stage]:
    counted: list[Stage] = []
    for stage in found:
        last = counted[-1] if counted else None
        if last and stage.role == last.role == "residual" and stage.shape == last.shape:
            name = _range(last.name.partition(" to ")[0], stage.name)
            both, blocks = (*last.layers, *stage.layers), last.blocks + stage.blocks
            counted[-1] = replace(last, name=name, layers=both, blocks=blocks)
        else:
            counted.append(stage)
    return counted


def _range(first: str, last: str) -> str:
    """`layer3.0 to 35`; both names in full where more than their ends differ."""
    parent, _, end = last.rpartition(".")
    same = bool(parent) and first.rpartition(".")[0] == parent
    return f"{first} to {end if same else last}"


def _blocks(unit: str, layers: Sequence[Layer], size: Shape) -> list[Block]:
    """The blocks of one module, one for each of its sums."""
    shapes = {layer.name: layer.shape for layer in layers}
    inside = [layer for layer in layers if layer.path.startswith(f"{unit}.")]
    joins = [layer for layer in inside if _is_join(layer) and _unit(layer) == unit]
    ways = [_ways(join, inside) for join in joins]
    starts = [
        min(map(inside.index, (*one, *other, join)))
        for join, (one, other, _) in zip(joins, ways, strict=True)
    ]
    found = []
    for i, (join, (one, other, begin)) in enumerate(zip(joins, ways, strict=True)):
        shortcut, body = sorted((other, one), key=_weight)
        name = unit if len(joins) == 1 else f"{unit}, sum {i + 1} of {len(joins)}"
        after = inside[inside.index(join) + 1 : [*starts, None][i + 1]]
        if i + 1 == len(joins):
            after += _beside(unit, [join, *after][-1], layers)
        source = shapes[begin] if begin else size
        found.append(Block(name, source, body, shortcut, join, tuple(after)))
    return found


def _beside(unit: str, last: Layer, layers: Sequence[Layer]) -> list[Layer]:
    """What follows a block's last layer in the module around it and changes no shape, as a ReLU."""
    found: list[Layer] = []
    for layer in layers[layers.index(last) + 1 :]:
        around = _unit(layer) == unit.rpartition(".")[0] and layer.shape == last.shape
        if not (around and role(layer) == "other" and list(layer.sources) == [last.name]):
            break
        found, last = [*found, layer], layer
    return found


def _ways(join: Layer, inside: Sequence[Layer]) -> tuple[tuple[Layer, ...], tuple[Layer, ...], str]:
    """The layers of both ways to a sum, in their order, and the name of what enters both.

    The image has no name.
    """
    named = {layer.name: layer for layer in inside}
    first, second = (_back(end, named) for end in [*join.sources, ""][:2])
    begin = next((name for name in first if name in second), first[-1])
    one, other = (
        tuple(
            named[name]
            for name in reversed(way[: way.index(begin)] if begin in way else way)
            if name in named and named[name].kind != "Identity"
        )
        for way in (first, second)
    )
    return one, other, begin


def _back(end: str, named: dict[str, Layer]) -> list[str]:
    """The names on a way back, from its end to what enters the module."""
    way = [end]
    while way[-1] in named:
        way.append(next(iter(named[way[-1]].sources), ""))
    return way


def _weight(way: Sequence[Layer]) -> tuple[int, int]:
    """By which the body is told from the shortcut: more layers, or else more parameters."""
    return len(way), total(way).parameters
