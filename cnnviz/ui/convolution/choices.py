"""What the visitor chooses on the bench."""

from dataclasses import dataclass

from cnnviz.conv import Window
from cnnviz.ui import grids
from cnnviz.ui.bench import edits, sources
from cnnviz.ui.convolution import weights
from cnnviz.ui.convolution.weights import Learned
from cnnviz.ui.galaxy import Galaxy

SOURCES = ("lecture", "published", *sources.PATTERNS, "random", "patch", "galaxy", "typed")
SQUARE = ("lecture", "published")  # their sizes and channels are theirs
QUESTIONS = 9  # on a worksheet
VIEWS = ("galaxy", "matrix", "fourier", "check", "pytorch")
Pair = tuple[int, int]
Padding = tuple[str, str]  # for rows and columns: a whole number, or a size by its name


@dataclass(frozen=True)
class Bench:
    """The choices; pairs are (rows, columns), of which a signal uses the second.

    Args:
        dimensions: 2 for images, 1 for signals
        source: where the input comes from, one of SOURCES
        size: of patterns, random numbers and a patch, pixels
        channels: of the input
        seed: of the random numbers
        place: first row and column of the patch, pixels
        cells: the typed input
        changed: cells of the input that were edited in place, at (channel, row, column)
        kernels: one to four names
        kernel: their size
        fwhm: of the Gaussian, pixels
        typed: the typed kernel
        reweighted: weights that were edited in place, at (kernel, channel, row, column)
        bias: added to each sum; learned kernels bring their own
        mode: of the padding
        separate: whether rows and columns are chosen apart
        view: the section below the stage
        worksheet: seed of the questions
        question: the one that is shown, from 0
    """

    dimensions: int = 2
    source: str = "lecture"
    size: Pair = (7, 7)
    channels: int = 1
    seed: int = 0
    place: Pair = (40, 40)
    cells: str = "1 2 3; 4 5 6; 7 8 9"
    changed: tuple[edits.Edit, ...] = ()
    kernels: tuple[str, ...] = ("lecture",)
    kernel: Pair = (3, 3)
    fwhm: float = 2.0
    typed: str = "0 1 0; 1 -4 1; 0 1 0"
    reweighted: tuple[edits.Edit, ...] = ()
    bias: float = 0.0
    stride: Pair = (1, 1)
    padding: Padding = ("0", "0")
    dilation: Pair = (1, 1)
    mode: str = "zeros"
    separate: bool = False
    view: str = "galaxy"
    worksheet: int = 1
    question: int = 0

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes in use: rows and columns, or columns alone."""
        return (0, 1) if self.dimensions == 2 else (1,)

    def window(self, axis: int) -> Window:
        """The window along an axis."""
        text = self.padding[axis]
        return Window(
            self.kernel[axis], self.stride[axis], int(text) if text.isdecimal() else text,  # type: ignore[arg-type]
            self.dilation[axis],
        )  # fmt: skip

    @property
    def windows(self) -> list[Window]:
        """One window for each axis in use."""
        return [self.window(axis) for axis in self.axes]


def picture_size(bench: Bench, galaxy: Galaxy, learned: Learned) -> Pair:
    """Rows and columns of the picture that a part of the galaxy is taken from."""
    shape = (
        learned.received.shape[1:] if weights.any_learned(bench.kernels) else galaxy.pixels.shape
    )
    return shape[0], shape[1]


def input_size(bench: Bench, galaxy: Galaxy, learned: Learned) -> tuple[int, int, int]:
    """Channels, rows and columns of the input that is chosen."""
    if bench.source in SQUARE:
        return 1, 5, 5
    if bench.source == "typed":
        channels, height, width = grids.grid(bench.cells).shape
        return channels, height, width
    height, width = bench.size
    if bench.source == "galaxy":
        own = weights.any_learned(bench.kernels)
        height, width = learned.received.shape[1:] if own else sources.stage_size(galaxy)
    return bench.channels, 1 if bench.dimensions == 1 else height, width
