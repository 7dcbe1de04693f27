"""What the visitor chooses on the page of pooling and upsampling."""

from dataclasses import dataclass

from cnnviz.ui.bench import edits, sources
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling.possible import Axis

OPERATIONS = {
    "max": "Max pooling",
    "average": "Average pooling",
    "convolution": "Strided convolution",
    "transposed": "Transposed convolution",
    "nearest": "Nearest upsampling",
    "bilinear": "Bilinear upsampling",
    "unpooling": "Max unpooling",
}
WEIGHTED = ("convolution", "transposed")  # they have a kernel of numbers
SOURCES = ("random", "published", *sources.PATTERNS, "patch", "galaxy")
WEIGHTS = ("count", "ones", "mean", "bilinear", "published", "random")
WAYS = ("spread", "stretched")
HALVES = ("pool", "unpool")
SECTIONS = ("coarse", "checkerboard", "matrix", "pytorch")
CRITICAL = 2.269  # temperature of the spin lattice, rounded


@dataclass(frozen=True)
class Resampling:
    """The choices; what an operation does not use stays as it is.

    Args:
        operation: one of OPERATIONS
        dimensions: 2 for images, 1 for signals
        source: where the input comes from, one of SOURCES
        size: rows and columns of patterns, random numbers and a patch, pixels
        channels: of the input
        seed: of the random numbers
        top: first row of the patch, pixels
        left: its first column
        changed: cells of the input that were edited in place, at (channel, row, column)
        weights: of the convolutions, one of WEIGHTS
        reweighted: weights that were edited in place, at (channel, row, column)
        kernel: rows and columns of the window
        stride: step between outputs; of a transposed convolution, between inputs
        padding: cells at each end
        dilation: step between weights
        output_padding: outputs added at the end of a transposed convolution
        factor: of an upsampling
        way: how a transposed convolution is shown, one of WAYS
        half: which half of max unpooling is on the stage, one of HALVES
        section: below the stage, one of SECTIONS
        blocks: how the blocks of the coarse grained galaxy are pooled
        temperature: of the spin lattice, in units of the coupling
        lattice: seed of the spins
        board_kernel: kernel of the checkerboard
        board_stride: its stride
    """

    operation: str = "max"
    dimensions: int = 2
    source: str = "random"
    size: int = 6
    channels: int = 1
    seed: int = 3
    top: int = 36
    left: int = 36
    changed: tuple[edits.Edit, ...] = ()
    weights: str = "count"
    reweighted: tuple[edits.Edit, ...] = ()
    kernel: int = 2
    stride: int = 2
    padding: int = 0
    dilation: int = 1
    output_padding: int = 0
    factor: int = 2
    way: str = "spread"
    half: str = "pool"
    section: str = "coarse"
    blocks: str = "max"
    temperature: float = CRITICAL
    lattice: int = 0
    board_kernel: int = 3
    board_stride: int = 2

    def along(self, size: int) -> Axis:
        """The choices along an axis of an input of `size` pixels."""
        return Axis(
            self.operation, size, self.kernel, self.stride, self.padding, self.dilation,
            self.output_padding, self.factor,
        )  # fmt: skip


def input_size(choices: Resampling, galaxy: Galaxy) -> tuple[int, int, int]:
    """Channels, rows and columns of the input that is chosen."""
    if choices.source == "published":
        return 1, 5, 5
    height, width = choices.size, choices.size
    if choices.source == "galaxy":
        height, width = sources.stage_size(galaxy)
    return choices.channels, 1 if choices.dimensions == 1 else height, width


def sizes(choices: Resampling, galaxy: Galaxy) -> tuple[int, ...]:
    """The input's size along each axis in use, pixels."""
    return input_size(choices, galaxy)[3 - choices.dimensions :]
