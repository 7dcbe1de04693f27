"""What is no picture of a galaxy at all: one colour, a handful of pixels, or mostly filling."""

import numpy as np
from numpy.typing import NDArray

from cnnviz import crop, figures
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui.own.kept import Own
from cnnviz.ui.words import pixels

FEWEST = 24  # pixels along the square's side: below, a galaxy's shape is not in them
MOST_BEYOND = 0.5  # share of the square beyond the image: above, it is mostly filling


def flat(own: Own, received: NDArray[np.uint8]) -> str:
    """Why there is nothing to compare, in a sentence; empty where there is.

    Args:
        own: the image
        received: of it by the network, uint8 of shape (N, N, C)
    """
    if (received != received[:1, :1]).any():
        return ""
    whole = own.whole.pixels
    if (whole != whole[:1, :1]).any():
        return (
            "All pixels of the square have one colour, so there is nothing in it to compare: move "
            "it onto a galaxy."
        )
    return (
        "All pixels of this image have one colour, so there is nothing in it to compare: bring "
        "another image."
    )


def mostly(own: Own, rule: Preprocessing) -> str:
    """Why the comparison is of something else than the image, in a sentence; empty if it is not.

    Args:
        own: the image
        rule: the network's, which takes a part of an image without a crop
    """
    square = own.galaxy.crop or crop.default(own.whole.shape, rule)
    beyond = crop.outside(square, own.whole.shape)
    if beyond > MOST_BEYOND:
        return (
            f"{figures.percent(beyond)} of the square lie beyond your image, so what follows is "
            "mostly about their filling: move the square back onto the image, or make it smaller."
        )
    if square.side < FEWEST:
        larger = "" if min(own.whole.shape) < FEWEST else "make the square larger, or "
        return (
            f"The square is only {pixels(square.side)} wide, too few to hold a galaxy's shape, and "
            f"what is compared below was interpolated between them: {larger}bring an image with "
            "more pixels."
        )
    return ""
