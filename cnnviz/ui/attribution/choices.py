"""What the visitor chooses on the page of attributions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PREDICTED = -1  # the class with the largest logit
NOBODY = -1  # no second class
TESTS = ("sums", "removal", "squares", "forgetting")
MAPS = "maps"
SECTIONS = (MAPS, "measurement", "believe", "hide", "change", "strangers", "pytorch")
OF_METHODS = (MAPS, "measurement", "believe", "pytorch")  # sections that are about maps
FORMS = ("map", "overlay", "channels")
SCALES = ("relative", "shares", "own")
FIRST = ("saliency", "integrated_gradients", "guided_backprop", "grad_cam", "occlusion")
# of the measurement: whose stretch of the picture is undone
STRETCHES = KNOWN, AS_SHOWN, *_ = ("known", "as-shown", "decals", "sdss")
COUNTED = ("absolute", "signed")
RINGS = (1, 2, 3, 5)  # pixels
# of the changes
CHANGES = ("seeing", "noise", "bands", "turn")
WIDTHS = tuple(range(21))  # pixels
SNRS = ("no noise", "100", "50", "30", "20", "15", "10", "7", "5", "3", "2", "1", "0.5")
ANGLES = tuple(range(0, 361, 5))  # degrees
INTERPOLATIONS = ("nearest", "bilinear", "cubic")
# of the pictures that are no galaxy
FAST = ("saliency", "input_x_gradient", "guided_backprop", "deconvolution")
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
        section: of the page, one of SECTIONS
        patch: top and left of the square that hides a part of the galaxy; None for none
        side: of that square, pixels
        filling: of what is hidden, one of `cnnviz.hiding.FILLINGS`
        test: of the maps, one of TESTS
        stretch: of the picture, undone for the half-light radius, one of STRETCHES
        counted: values or their magnitudes, one of COUNTED
        ring: width of the rings, one of RINGS, pixels
        change: of the galaxy, one of CHANGES
        fwhm: of the blur that is added, one of WIDTHS, pixels
        snr: that the added noise leaves, one of SNRS
        pattern: seed of the noise
        bands: that are off or swapped, a key of `changes.BANDS`
        angle: by which the galaxy is turned, one of ANGLES, degrees
        interpolation: of a turned galaxy, one of INTERPOLATIONS
        thing: picture that is no galaxy, a key of `NOT_GALAXIES`
        draw: its seed
        by: method that explains it, one of FAST
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
    section: str = MAPS
    patch: tuple[int, int] | None = None
    side: int = 16
    filling: str = "sky"
    test: str = "sums"
    stretch: str = KNOWN
    counted: str = COUNTED[0]
    ring: int = 2
    change: str = CHANGES[0]
    fwhm: int = 0
    snr: str = SNRS[0]
    pattern: int = 0
    bands: str = "all"
    angle: int = 0
    interpolation: str = "bilinear"
    thing: str = "trail"
    draw: int = 0
    by: str = FAST[1]
