"""Where to cut a galaxy out of a picture, so that it is as large as those of a training are."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz import crop, photometry
from cnnviz.crop import Crop
from cnnviz.photometry import Photometry, PhotometryError

Pixels = NDArray[np.uint8]

# of the square's side: how far from its centre a galaxy's outline reaches (`Photometry.reach`), the
# median of simulated galaxies of all classes, which tests/test_framing.py measures again
SHARE = 0.41
LARGEST = 384  # pixels: longest side of the picture in which the object is looked for
LOOKS = 2  # at what was cut, after the first at the whole picture: there the outline is finer


def suggested(image: Pixels, rotation: float = 0.0) -> Crop:
    """A square around the object with the most light, in which it is as large as in training.

    Args:
        image: uint8 of shape (H, W, 3)
        rotation: of the square, degrees

    Returns:
        its middle on half pixels, its side in whole ones

    Raises:
        PhotometryError: nothing stands out from the sky
    """
    shape = image.shape[0], image.shape[1]
    smaller = Image.fromarray(image)
    smaller.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    pixels = np.asarray(smaller)
    found = photometry.brightest(pixels)
    scales = shape[0] / pixels.shape[0], shape[1] / pixels.shape[1]
    square = _square(found, (0.0, 0.0), scales, shape)
    for _ in range(LOOKS):
        try:
            found = photometry.measure(crop.cut(image, square))
        except PhotometryError:  # it was nothing but noise in many pixels, or is at the very edge
            break
        step = square.side / found.outline.shape[0]
        corner = square.row - square.side / 2, square.column - square.side / 2
        square = _square(found, corner, (step, step), shape)
    return Crop(square.row, square.column, square.side, rotation)


def _square(
    found: Photometry, corner: tuple[float, float], steps: tuple[float, float], shape: crop.Shape
) -> Crop:
    """Around what was found in part of an image.

    Args:
        found: in pixels of the part
        corner: of the part, pixels of the image
        steps: pixels of the image for one of the part, along rows and columns
        shape: of the image
    """
    row, column = (
        round(2 * (c + (x + 0.5) * s)) / 2
        for c, x, s in zip(corner, found.centre, steps, strict=True)
    )
    side = round(found.reach * max(steps) / SHARE)
    return crop.settled(Crop(row, column, float(max(side, 1))), shape)
