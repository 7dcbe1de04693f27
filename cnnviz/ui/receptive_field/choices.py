"""What the visitor chooses on the page of receptive fields."""

from dataclasses import dataclass

from cnnviz.builder import Network
from cnnviz.conv import Window
from cnnviz.ui.networks import TUTORIAL

SECTIONS = ("layers", "calculator", "published", "pytorch")
MIDDLE = -1  # row or column of a unit that was not chosen
Row = tuple[int, int, int, int]


@dataclass(frozen=True)
class ReceptiveField:
    """The choices.

    Args:
        network: of the zoo; empty for the model in the sidebar
        built: description of the network that the visitor built
        layer: torch.fx's name of it; empty for the one that a first visit shows
        channel: of the unit
        row: of the unit; MIDDLE for the one in the middle
        column: of the unit; MIDDLE for the one in the middle
        pixel_scale: that the visitor assumes where none is known, arcsec per pixel
        redshift: that the visitor assumes where none is known
        section: below the pictures, one of SECTIONS
        rows: kernel, stride, padding and dilation of the calculator's layers
        length: pixels of the calculator's image
    """

    network: str = ""
    built: Network = TUTORIAL
    layer: str = ""
    channel: int = 0
    row: int = MIDDLE
    column: int = MIDDLE
    pixel_scale: float | None = None
    redshift: float | None = None
    section: str = "layers"
    rows: tuple[Row, ...] = ((3, 3, 1, 1), (2, 1, 0, 1))
    length: int = 12

    def windows(self) -> list[Window]:
        """The windows of the calculator's layers."""
        return [Window(*row) for row in self.rows]
