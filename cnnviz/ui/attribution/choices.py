"""What the visitor chooses on the page of attributions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PREDICTED = -1  # the class with the largest logit
NOBODY = -1  # no second class
SECTIONS = ("methods", "hide", "believe", "pytorch")
FORMS = ("map", "overlay", "channels")
SCALES = ("relative", "shares", "own")
FIRST = ("saliency", "integrated_gradients", "guided_backprop", "grad_cam", "occlusion")
TESTS = ("sums", "removal", "squares", "forgetting")
Value = int | float | str


@dataclass(frozen=True)
class Attribution:
    """The choices.

    Args:
        methods: keys of `METHODS`, in their order
        target: index of the class; PREDICTED for the network's answer
        contrast: index of the class that the first is compared with; NOBODY for none
        layer: that Grad-CAM looks at; empty for its own choice
        seed: of random weights in place of the trained ones; None for these
        form: how a map is drawn, one of FORMS
        opacity: of a map that lies over the galaxy, in per cent
        smooth: whether a map coarser than the galaxy is enlarged smoothly, as papers print it
        scale: of the colours, one of SCALES: one for all in units of each map's largest value, or
            of the sum of its magnitudes, or each map in its own numbers
        parameters: by method and name, where they are not the defaults
        taken: method whose lines and files are shown; empty for the first
        section: below the maps, one of SECTIONS
        patch: top and left of the square that hides a part of the galaxy; None for none
        side: of that square, pixels
        filling: of what is hidden, one of `cnnviz.hiding.FILLINGS`
        test: of the maps, one of TESTS
    """

    methods: tuple[str, ...] = FIRST
    target: int = PREDICTED
    contrast: int = NOBODY
    layer: str = ""
    seed: int | None = None
    form: str = "map"
    opacity: int = 60
    smooth: bool = False
    scale: str = "relative"
    parameters: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    taken: str = ""
    section: str = "methods"
    patch: tuple[int, int] | None = None
    side: int = 16
    filling: str = "sky"
    test: str = "sums"
