"""Where everything stands: a tree of rows and columns of grids and signs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

CAPTION = 24.0  # pixels above a grid
BAR = 30.0  # below an image, for its colour bar
STRIP = 96.0  # height of a long signal, drawn as bars
SIGN = 28.0  # room for a sign
Unit = Literal["cell", "kernel", "out"]
Units = dict[Unit, float]


@dataclass(frozen=True)
class Grid:
    """Cells with numbers, an image, or the bars of a long signal.

    Args:
        name: "input", "lens", "kernel", "map", "bias" or "output"
        channel: of the input
        rows: number of them
        columns: number of them
        unit: which cells are as large as its own
        picture: cells are pixels of an image, or bars where `strip`
        strip: a signal drawn as bars
        least: width, pixels
    """

    name: str
    channel: int
    rows: int
    columns: int
    unit: Unit
    picture: bool = False
    strip: bool = False
    least: float = 0.0


@dataclass(frozen=True)
class Sign:
    """Text between grids, "}" for a brace as high as its row, "down" and "right" for arrows."""

    text: str


@dataclass(frozen=True)
class Group:
    """Parts beside each other ("x") or above each other ("y"), in the middle or at the end."""

    along: Literal["x", "y"]
    parts: tuple["Part", ...]
    end: bool = False


Part = Grid | Sign | Group
GAP = 12.0


@dataclass(frozen=True)
class Placed:
    """A grid or a sign in its place; `cell` is the side of a cell; all in pixels."""

    part: Grid | Sign
    x: float
    y: float
    width: float
    height: float
    cell: float = 0.0


@dataclass(frozen=True)
class Layout:
    """A laid out tree; `units` are the sizes of cells, pixels."""

    placed: tuple[Placed, ...]
    width: float
    height: float
    units: Units


def row(*parts: Part | None) -> Group:
    """Parts beside each other; None is left out."""
    return Group("x", tuple(part for part in parts if part))


def column(*parts: Part | None) -> Group:
    """Parts above each other; None is left out."""
    return Group("y", tuple(part for part in parts if part))


def arrange(
    trees: Sequence[Part], room: tuple[float, float], sizes: Sequence[float],
    kernel: Callable[[float], float], least: float, larger: Mapping[Unit, Sequence[float]],
) -> Layout:  # fmt: skip
    """The tree whose cells can be largest in this room; where none fits, one that is higher.

    Args:
        trees: the same grids in several ways
        room: width and height, pixels
        sizes: of cells, pixels, from the largest on
        kernel: size of a kernel's cells from that of the others
        least: size of cells below which height is not saved, pixels
        larger: sizes that other cells may have where there is room left, from the largest on
    """

    def units(cell: float) -> Units:
        return {"cell": cell, "out": cell, "kernel": kernel(cell)}

    def largest(height: float, sizes: Iterable[float]) -> tuple[float, float, Part] | None:
        found = []
        for tree in trees:
            fitting = (cell for cell in sizes if fits(tree, units(cell), (room[0], height)))
            cell = next(fitting, None)
            if cell is not None:
                found.append((cell, -measure(tree, units(cell))[1], tree))
        return max(found, key=lambda fit: fit[:2], default=None)

    best = largest(room[1], sizes)
    if best is None or best[0] < least:
        tall = largest(float("inf"), [size for size in sizes if size <= least])
        best = tall or best or (sizes[-1], 0.0, trees[-1])
    cell, _, tree = best
    chosen = _enlarged(tree, units(cell), room, larger)
    width, height = measure(tree, chosen)
    placed = place(tree, max(0.0, (room[0] - width) / 2), 0.0, chosen)
    return Layout(tuple(placed), max(width, room[0]), height, chosen)


def fits(tree: Part, units: Units, room: tuple[float, float]) -> bool:
    """Whether there is room for a tree with cells of these sizes."""
    width, height = measure(tree, units)
    return width <= room[0] and height <= room[1]


def _enlarged(
    tree: Part, units: Units, room: tuple[float, float], larger: Mapping[Unit, Sequence[float]]
) -> Units:
    """Sizes that use the room that is left."""
    tall = room[0], max(room[1], measure(tree, units)[1])
    for name, sizes in larger.items():
        better = (size for size in sizes if size > units[name])
        size = next((size for size in better if fits(tree, units | {name: size}, tall)), None)
        units = units if size is None else units | {name: size}
    return units


def measure(part: Part, units: Units) -> tuple[float, float]:
    """Width and height of a part, pixels."""
    if isinstance(part, Sign):
        return (SIGN, SIGN)
    if isinstance(part, Grid):
        cell = units[part.unit]
        tall = STRIP if part.strip else part.rows * cell
        bar = BAR if part.picture and not part.strip else 0.0
        return max(part.columns * cell, part.least), tall + CAPTION + bar
    sizes = [measure(inner, units) for inner in part.parts]
    gaps = GAP * (len(sizes) - 1)
    across, down = [size[0] for size in sizes], [size[1] for size in sizes]
    if part.along == "x":
        return sum(across) + gaps, max(down)
    return max(across), sum(down) + gaps


def place(part: Part, x: float, y: float, units: Units) -> list[Placed]:
    """Everything in a part, in its place."""
    width, height = measure(part, units)
    if isinstance(part, Sign):
        return [Placed(part, x, y, width, height)]
    if isinstance(part, Grid):
        return [Placed(part, x, y, width, height, units[part.unit])]
    found = []
    for inner in part.parts:
        w, h = measure(inner, units)
        share = 1.0 if part.end else 0.5
        across = y + share * (height - h), x + share * (width - w)
        if isinstance(inner, Sign) and part.along == "x":
            # signs stand beside the cells, not beside the captions; a brace is as high as its row
            top, tall = (y, height) if inner.text == "}" else (across[0] + CAPTION / 2, h)
            found.append(Placed(inner, x, top, w, tall))
        elif part.along == "x":
            found += place(inner, x, across[0], units)
        else:
            found += place(inner, across[1], y, units)
        x, y = (x + w + GAP, y) if part.along == "x" else (x, y + h + GAP)
    return found
