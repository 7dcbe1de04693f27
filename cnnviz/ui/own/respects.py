"""The measured quantities of a picture in words: names, units, and what to do about each."""

from collections.abc import Callable
from dataclasses import dataclass

from cnnviz.figures import signed

Write = Callable[[float, int, int], str]  # a value, the picture's side in pixels, more decimals


@dataclass(frozen=True)
class Side:
    """What is said of a value that lies far to one side.

    Args:
        verdict: a sentence without its full stop
        word: what such a picture is, in a word or two
        advice: what helps, or what to look at; sentences
    """

    verdict: str
    word: str
    advice: str


@dataclass(frozen=True)
class Respect:
    """One quantity.

    Args:
        title: for people
        about: what it is, a sentence
        write: a value with its unit
        low: of a small value
        high: of a large one
    """

    title: str
    about: str
    write: Write
    low: Side
    high: Side


def _pixels(value: float, side: int, more: int) -> str:
    return f"{value * side:.{1 + more}f} pixels"


def _share(value: float, side: int, more: int) -> str:
    digits = 1 if abs(value) < 0.1 else 0
    return f"{100 * value:.{digits + more}f} %"


def _number(value: float, side: int, more: int) -> str:
    return signed(value, f".{2 + more}f")


SHARPER = (
    "A sharper image, or one with more pixels across the galaxy, helps; enlarging this one brings "
    "no detail back."
)

RESPECTS = {
    "size": Respect(
        "Half-light radius",
        "Of the circle around the object's centre that holds half of its brightness.",
        _pixels,
        Side("The object is small", "small", "A tighter crop makes it larger."),
        Side("The object is large", "large", "A wider crop, with sky around it, makes it smaller."),
    ),
    "offset": Respect(
        "Distance from the middle",
        "From the object's centre to the middle of the picture.",
        _pixels,
        Side("The object is in the middle", "in the middle", "That is as it should be."),
        Side("The object is off centre", "off centre", "Move the middle of the crop onto it."),
    ),
    "contrast": Respect(
        "Brightness of the object",
        "Inside the half-light radius, above the background; white is 100 %.",
        _share,
        Side("The object is faint", "faint", "A brighter picture of it helps."),
        Side("The object is bright", "bright", "A darker picture of it helps."),
    ),
    "colour": Respect(
        "Colour of the object",
        "Red less blue over the sum of the three colours; 0 is grey, less is blue, more is red.",
        _number,
        Side(
            "The object is blue", "blue",
            "Look whether the picture is in false colours, or red and blue are exchanged.",
        ),
        Side(
            "The object is red", "red",
            "Look whether the picture is in false colours, or red and blue are exchanged.",
        ),
    ),
    "sharpness": Respect(
        "Sharpness",
        "Detail finer than about two pixels, over detail of two to eight pixels, in the object; "
        "what noise of single pixels adds is taken off.",
        _number,
        Side("The object is blurred", "blurred", SHARPER),
        Side(
            "The object is sharp", "sharp",
            "Random turns soften training pictures, so that a little is harmless; far more is a "
            "sharpened picture, a point such as a star, or the noise of a resized picture.",
        ),
    ),
    "background": Respect(
        "Background",
        "Median brightness at the border; white is 100 %.",
        _share,
        Side(
            "The background is dark", "dark",
            "Look whether faint outskirts of the galaxy were cut off at black.",
        ),
        Side("The background is bright", "bright", ""),
    ),
    "noise": Respect(
        "Noise",
        "Standard deviation of a pixel from its neighbours at the border; white is 100 %.",
        _share,
        Side(
            "The background is smooth", "smooth",
            "Look whether the picture was enlarged, smoothed, or strongly compressed.",
        ),
        Side(
            "The picture is noisy", "noisy",
            "A longer exposure helps, or a picture that was made smaller from a larger one.",
        ),
    ),
    "saturated": Respect(
        "Pixels at the limit",
        "Share of the pixels with a colour at its largest value, where detail is lost.",
        _share,
        Side("No pixel is at the limit", "none", "That is as it should be."),
        Side("Many pixels are at the limit", "many", "A darker picture keeps their detail."),
    ),
}  # fmt: skip

SUBTRACTED = "The network subtracts its level, which alone does little harm."
NEGATIVE = "If it is a negative, dark on white, invert it."
WHITE = 0.5  # of the background: above it a negative is likely
# what the sliders of an image with more than eight bits do
STRETCHED = {
    ("contrast", False): "A smaller softening brightens it.",
    ("contrast", True): "A larger softening darkens it.",
    ("background", False): "A lower black point shows what was cut off.",
    ("background", True): "A higher black point darkens it.",
}


def advice(name: str, value: float, high: bool, *, subtracted: bool, deep: bool) -> str:
    """What helps, as far as it is true of this picture and this network.

    Args:
        name: of the quantity
        value: of the picture
        high: whether it lies above the training pictures, or else below
        subtracted: whether the network subtracts the background's level
        deep: whether the image has more than eight bits and a stretch of its own
    """
    respect = RESPECTS[name]
    if name == "background" and value > WHITE:
        return NEGATIVE
    found = [respect.high.advice if high else respect.low.advice]
    if deep and (name, high) in STRETCHED:
        found = [STRETCHED[name, high]]
    if name == "background" and subtracted:
        found.append(SUBTRACTED)
    return " ".join(filter(None, found))
