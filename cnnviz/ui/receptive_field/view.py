"""What is chosen, with everything that the page's parts need to know about it."""

from dataclasses import dataclass
from functools import cached_property

from cnnviz.layers import Layer
from cnnviz.ui import Chosen, links
from cnnviz.ui.address import Choices
from cnnviz.ui.feature_maps import trail
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.receptive_field import network, reading, sizes
from cnnviz.ui.receptive_field.choices import MIDDLE, ReceptiveField
from cnnviz.ui.receptive_field.network import Box, Network
from cnnviz.ui.receptive_field.sizes import Sky

ENLARGED = 5  # a field that is so many times smaller than the image


@dataclass(frozen=True)
class View:
    """The chosen unit of the chosen layer.

    Args:
        now: the choices as they are
        choices: where they are kept
        galaxy: the chosen one
        network: that the unit is part of
        layer: of the unit
    """

    now: ReceptiveField
    choices: Choices[ReceptiveField]
    galaxy: Galaxy
    network: Network
    layer: Layer

    @property
    def unit(self) -> tuple[int, int, int]:
        """Channel, row and column."""
        _, rows, columns = network.units(self.layer)
        row = rows // 2 if self.now.row == MIDDLE else self.now.row
        column = columns // 2 if self.now.column == MIDDLE else self.now.column
        return self.now.channel, row, column

    @property
    def box(self) -> Box:
        """The unit's field with its part in the padding, pixels of the network's input."""
        return network.field(self.layer).box(*self.unit[1:])

    @property
    def on_image(self) -> Box:
        """The part of the field that lies on the image, pixels."""
        return network.inside(self.box, self.network.size)

    @property
    def seen(self) -> Box:
        """The same without pixels at the image's end that a stride leaves out."""
        top, left, bottom, right = self.on_image
        rows, columns = network.field(self.layer).seen
        return top, left, max(top, min(bottom, rows)), max(left, min(right, columns))

    @cached_property
    def sky(self) -> Sky:
        """How large a pixel is."""
        return sizes.sky(self.galaxy, self.network.preprocessing, self.now)

    @property
    def enlarged(self) -> bool:
        """Whether the field is so small that its gradient is shown larger than the galaxy."""
        field = network.field(self.layer)
        return ENLARGED * max(field.size) < self.network.size

    @property
    def window(self) -> Box:
        """The part of the image and its padding on which the gradient is shown, pixels."""
        if not self.enlarged:
            first, end = -self.margin, self.network.size + self.margin
            return first, first, end, end
        top, left, bottom, right = self.box
        around = max(2, (bottom - top) // 4)
        return top - around, left - around, bottom + around, right + around

    @property
    def margin(self) -> int:
        """Padding that is drawn around the image, pixels."""
        return network.margin(self.layer, self.network.size)

    @property
    def cut(self) -> bool:
        """Whether the field is larger than what is drawn."""
        top, left, bottom, right = self.box
        first, end = -self.margin, self.network.size + self.margin
        return min(top, left) < first or max(bottom, right) > end

    @property
    def maps(self) -> dict[str, str]:
        """Where the page of feature maps shows this unit."""
        unit = self.unit[: len(self.layer.shape)]
        place = {"at": trail.write(((self.layer.name, unit),)), "view": "map"}
        return links.place(links.MAPS, self.now.network, place, self.now.built)


def follow(chosen: Chosen) -> tuple[View, list[str]]:
    """What is chosen now, and a sentence for each value of the address that was ignored."""
    kept = reading.choices(chosen)
    now, notes = kept.follow()
    shown = network.of(now.network, chosen.name, now.built)
    layer = shown.layer(now.layer)
    assert layer is not None  # the choices are settled
    return View(now, kept, chosen.galaxy, shown, layer), notes
