"""Networks as rows of the calculator: kernel, stride, padding, dilation along one axis."""

from dataclasses import dataclass

from cnnviz.ui.receptive_field.choices import Row

CONV: Row = (3, 1, 1, 1)
POOL: Row = (2, 2, 0, 1)


@dataclass(frozen=True)
class Preset:
    """A network, or the part of it that the calculator has room for.

    Args:
        title: for people
        rows: of its convolutions and poolings
        length: pixels of its image
        published: size that somebody published for the last layer, in a sentence; may be empty
        size: that published size, pixels
    """

    title: str
    rows: tuple[Row, ...]
    length: int
    published: str = ""
    size: int | None = None


PRESETS = {
    "pair": Preset("A convolution and a pooling", (CONV, POOL), 12),
    "distill": Preset(
        "Two layers of Araujo et al.", ((3, 3, 1, 1), (2, 1, 0, 1)), 12,
        "Araujo, Norris and Sim (Distill 2019): 6 pixels, start \N{MINUS SIGN}1.", 6,
    ),
    "dilated": Preset(
        "Dilations 1, 2, 4, 8", tuple((3, 1, d, d) for d in (1, 2, 4, 8)), 64,
        "Yu and Koltun (ICLR 2016): 2^(i+2) \N{MINUS SIGN} 1 pixels after dilation 2^i, here 31: "
        "it grows exponentially, the parameters do not.", 31,
    ),
    "galaxy_cnn": Preset("Galaxy CNN", (CONV, POOL) * 4, 96),
    "lenet5": Preset("LeNet-5", ((5, 1, 0, 1), POOL) * 2, 28),
    "alexnet": Preset(
        "AlexNet",
        ((11, 4, 2, 1), (3, 2, 0, 1), (5, 1, 2, 1), (3, 2, 0, 1), *(CONV,) * 3, (3, 2, 0, 1)),
        224, "Araujo, Norris and Sim (Distill 2019): 195 pixels, stride 32.", 195,
    ),
    "vgg": Preset(
        "VGG-16",
        (*(CONV, CONV, POOL) * 2, *(CONV, CONV, CONV, POOL) * 3), 224,
        "Araujo, Norris and Sim (Distill 2019): 212 pixels, stride 32, start \N{MINUS SIGN}90.",
        212,
    ),
    "resnet18": Preset(
        "ResNet-18, the long way through its blocks",
        (
            (7, 2, 3, 1), (3, 2, 1, 1), *(CONV,) * 4,
            *((3, 2, 1, 1), *(CONV,) * 3) * 3,
        ), 224,
    ),
}  # fmt: skip


def name(rows: tuple[Row, ...], length: int) -> str | None:
    """Which preset these are; None where they are none of them."""
    return next((n for n, p in PRESETS.items() if (p.rows, p.length) == (rows, length)), None)
