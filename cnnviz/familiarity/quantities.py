"""The eight numbers that are measured of a picture."""

from collections.abc import Mapping

DIGITS = 5  # decimals that are kept, of a picture and in a card: equal pictures stay equal

# name and what it is; the first five need an object
QUANTITIES: Mapping[str, str] = {
    "size": "half-light radius, share of the picture's side",
    "offset": "distance of the object's centre from the middle, share of the side",
    "contrast": "mean brightness inside the half-light radius above the background, 0 to 1",
    "colour": "(red - blue) / (red + green + blue) of the object's light above the background",
    "sharpness": "detail finer than about two pixels over detail of two to eight pixels",
    "background": "median brightness at the border, 0 to 1",
    "noise": "standard deviation of one pixel at the border, 0 to 1",
    "saturated": "share of the pixels with a channel at its largest value",
}
