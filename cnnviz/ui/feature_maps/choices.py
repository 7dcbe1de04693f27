"""What the visitor chooses on the page of feature maps."""

from dataclasses import dataclass

from cnnviz.builder import Network
from cnnviz.ui.components import Step
from cnnviz.ui.networks import TUTORIAL

NOTHING, GALAXY, MODEL, RANDOM = COMPARISONS = ("nothing", "galaxy", "model", "random")
SECTIONS = ("class", "statistics", "pytorch")
PREDICTED = -1  # the class with the largest logit


@dataclass(frozen=True)
class FeatureMaps:
    """The choices.

    Args:
        network: of the zoo; empty for the model in the sidebar
        built: description of the network that the visitor built
        compare: what stands beside it, one of COMPARISONS
        galaxy: the other galaxy, as it stands in an address
        model: name of the other weights; empty for the first that are not those in the sidebar
        seed: of the random weights beside it
        colours: what has one range of colours: each "map", each "layer", or the "network"
        view: "network" for all layers, "map" for one map and the arithmetic of a unit
        at: the way that the visitor has gone; the last step is where they are
        which: whose arithmetic is shown where two are compared: 1 or 2
        pictures: their size in the view of the network; empty for what fits
        kernels: whether those of all layers are shown
        section: below the maps, one of SECTIONS
        target: index of the class whose terms are listed; PREDICTED for the network's answer
        layer: whose numbers are taken away, and of a large network sent; empty for the one where
            the visitor is
        channel: of that layer
    """

    network: str = ""
    built: Network = TUTORIAL
    compare: str = NOTHING
    galaxy: str = "sim-round-2"
    model: str = ""
    seed: int = 1
    colours: str = "map"
    view: str = "network"
    at: tuple[Step, ...] = ()
    which: int = 1
    pictures: str = ""
    kernels: bool = False
    section: str = "class"
    target: int = PREDICTED
    layer: str = ""
    channel: int = 0
