"""Which grids a scene has, and the ways in which they may stand together."""

from dataclasses import dataclass

from cnnviz.figures.film.layout import Grid, Group, Layout, Part, Sign, Unit, arrange, column, row
from cnnviz.figures.film.reading import channels_of
from cnnviz.scene import Scene

CELLS = (*range(64, 30, -2), *range(31, 13, -1))
PIXELS = (12, 10, 8, 7, 6, 5, 4, 3.5, 3, 2.5, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.33, 0.25, 0.1)
NUMBERS = {"image": 16, "line": 48}  # inputs with more cells along a side are drawn as pictures
LENS = 8  # rows and columns of a window that is enlarged beside a picture
KERNEL = tuple(size for size in CELLS if size <= 44)  # if there is room left
HEIGHT = 380.0  # pixels for the picture of one channel, so that a frame is about 16 to 9
SEVERAL = 540.0
TALLEST = 420.0  # pixels for the windows of all channels beside their pictures
LEAST = 22.0  # pixels: cells with numbers are not made smaller to save height


@dataclass(frozen=True)
class Chain:
    """What belongs to one input channel."""

    input: Grid
    lens: Grid | None
    kernel: Grid | None
    map: Grid


def plan(scene: Scene, kernel: int, width: float) -> Layout:
    """Everything in its place, with numbers where they can be read, else with pictures.

    Args:
        scene: what is drawn
        kernel: whose output is made
        width: pixels
    """
    top, left, bottom, right = scene.inside
    small = max(bottom - top, right - left) <= NUMBERS["line" if scene.line else "image"]
    if small and not scene.line:
        small = max(scene.outputs.shape[1:]) <= 2 * NUMBERS["image"]
    layout = _arranged(scene, kernel, width, picture=not small)
    if small and layout.width > width:  # not even the smallest numbers have room
        return _arranged(scene, kernel, width, picture=True)
    return layout


def _arranged(scene: Scene, kernel: int, width: float, *, picture: bool) -> Layout:
    chains, output, bias = _grids(scene, kernel, picture)
    several = len(chains) > 1
    trees = (
        _several(scene, chains, output, bias)
        if several
        else _single(scene, chains[0], output, bias)
    )
    room = width, SEVERAL if several else HEIGHT
    if picture:
        # a window of many weights in each of several channels leaves room for the pictures
        rows = sum(chain.lens.rows for chain in chains if chain.lens) or 1
        window = min(34.0, max(20.0, TALLEST / rows))
        larger: dict[Unit, tuple[float, ...]] = {"out": tuple(x for x in PIXELS if x <= 4)}
        return arrange(trees, room, PIXELS, lambda cell: max(cell, window), 1.0, larger)
    larger = {"kernel": KERNEL, "out": KERNEL}
    return arrange(trees, room, CELLS, lambda cell: min(cell, 56.0), LEAST, larger)


def _grids(scene: Scene, kernel: int, picture: bool) -> tuple[list[Chain], Grid, Grid | None]:
    (height, width), (_, rows, columns) = scene.outputs.shape[1:], scene.values.shape
    weights = scene.weights
    window = (
        (max(map(len, scene.reads[0])), max(map(len, scene.reads[1])))
        if weights is None else weights.shape[2:]
    )  # fmt: skip
    strip = picture and scene.line

    def grid(name: str, c: int, size: tuple[int, ...], unit: Unit, least: float = 0.0) -> Grid:
        own = picture and name in ("input", "map", "output")
        return Grid(name, c, size[0], size[1], unit, own, own and strip, least)

    looked = picture and scene.sources is None and max(window) <= LENS and not scene.spread
    chains = [
        Chain(
            grid("input", c, (rows, columns), "cell", 70.0),
            grid("lens", c, window, "kernel", 64.0) if looked else None,
            None if weights is None or scene.kind != "sum"
            else grid("kernel", c, weights.shape[2:], "kernel", 64.0),
            grid("map", c, (height, width), "cell", 70.0),
        )
        for c in channels_of(scene, kernel)
    ]  # fmt: skip
    biased = chains[0].kernel and (len(chains) > 1 or scene.bias.any())
    bias = grid("bias", 0, (1, 1), "kernel", 40.0) if biased else None
    unit: Unit = "out" if len(chains) > 1 else "cell"
    return chains, grid("output", 0, (height, width), unit, 70.0), bias


def _single(scene: Scene, chain: Chain, output: Grid, bias: Grid | None) -> list[Part]:
    source, lens, kernel = chain.input, chain.lens, chain.kernel
    times = Sign("*") if kernel and not scene.spread else None
    if kernel and scene.spread:
        times = Sign("·")
    plus = Sign("+") if bias else None
    equals = Sign("=" if kernel and not scene.spread else "right")
    middle = (lens, times, kernel, plus, bias)
    stacked = (
        column(source, row(*middle, Sign("down" if scene.spread else "=")), output)
        if kernel or lens else column(source, Sign("down"), output)
    )  # fmt: skip
    if scene.line:
        return [stacked]
    trees: list[Part] = [row(source, *middle, equals, output)]
    if lens and kernel:
        trees.append(row(source, column(lens, kernel), plus, bias, equals, output))
    return [*trees, column(source, row(*middle, equals, output)), stacked]


def _several(scene: Scene, chains: list[Chain], output: Grid, bias: Grid | None) -> list[Part]:
    """A map of each channel first, then their sum and the bias."""
    times, gives = (Sign("·"), Sign("right")) if scene.spread else (Sign("*"), Sign("="))

    def along(chain: Chain) -> Group:
        return row(chain.input, chain.lens, times, chain.kernel, gives, chain.map)

    def under(chain: Chain) -> Group:
        middle = row(chain.lens, times, chain.kernel, gives)
        return column(chain.input, middle, chain.map)

    def short(chain: Chain) -> Group:
        middle = row(chain.lens, times, chain.kernel, gives, chain.map)
        return column(chain.input, middle)

    sum_of = (Sign("+") if bias else None, bias, Sign("="))
    lines = Group("y", tuple(map(along, chains)), end=True)
    if scene.line:
        return [
            column(*map(under, chains), row(*sum_of), output),
            column(*map(short, chains), row(*sum_of), output),
        ]
    return [
        row(lines, Sign("}"), *sum_of, output),
        row(Group("x", tuple(map(under, chains))), Sign("}"), *sum_of, output),
        column(lines, row(*sum_of, output)),
        column(*map(short, chains), row(*sum_of, output)),
    ]
