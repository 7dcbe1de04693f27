"""Parts of a galaxy hidden by hand, and what the network says then."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn

from cnnviz import inference
from cnnviz.attribution.baselines import BLUR
from cnnviz.preprocessing import Preprocessing

FILLINGS = ("sky", "black", "grey", "mean", "blurred")
GREY = 128  # of 255
Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Patch:
    """A square of an image.

    Args:
        top: first row
        left: first column
        side: pixels
    """

    top: int
    left: int
    side: int

    def mask(self, size: tuple[int, int]) -> Mask:
        """Where it lies in an image of (H, W) pixels, shape (H, W); what is outside is cut off."""
        found = np.zeros(size, np.bool_)
        rows = slice(max(self.top, 0), max(self.top + self.side, 0))
        columns = slice(max(self.left, 0), max(self.left + self.side, 0))
        found[rows, columns] = True
        return found


def filling(kind: str, pixels: Pixels) -> Pixels:
    """What an image's hidden pixels show.

    Args:
        kind: "sky", the median of the outermost pixels of each channel; "black", zeros, which is
            darker than the sky; "grey", 128 of 255; "mean", the mean of each channel; "blurred",
            the image without details, by a Gaussian of H / 12 pixels
        pixels: uint8 of shape (H, W, C)

    Returns:
        uint8 of that shape

    Raises:
        ValueError: an unknown kind
    """
    match kind:
        case "sky":
            return _even(pixels, sky(pixels))
        case "black":
            return np.zeros_like(pixels)
        case "grey":
            return np.full_like(pixels, GREY)
        case "mean":
            return _even(pixels, pixels.mean((0, 1)))
        case "blurred":
            sigma = BLUR * len(pixels)
            values = ndimage.gaussian_filter(pixels.astype(np.float64), (sigma, sigma, 0))
            blurred: Pixels = np.rint(values).astype(np.uint8)
            return blurred
    raise ValueError(f"a filling is one of {', '.join(FILLINGS)}, got {kind!r}")


def sky(pixels: Pixels) -> NDArray[np.float64]:
    """Median of each channel over the outermost pixels, as `Preprocessing` finds it, shape (C,)."""
    rule = Preprocessing(size=len(pixels))
    below = pixels[0, 0] / 255 - rule.tensor(pixels[None])[0, :, 0, 0].double().numpy()
    found: NDArray[np.float64] = np.rint(255 * below)
    return found


def hidden(pixels: Pixels, mask: Mask, kind: str) -> Pixels:
    """An image with some of its pixels replaced.

    Args:
        pixels: uint8 of shape (H, W, C)
        mask: which, shape (H, W)
        kind: of the filling
    """
    return np.where(mask[:, :, None], filling(kind, pixels), pixels)


def received(preprocessing: Preprocessing, pixels: Pixels, changed: Pixels) -> Tensor:
    """What the network receives of a changed image, (1, C, H, W).

    The sky that is subtracted is the unchanged image's: otherwise a patch on the edge would move
    every pixel's value, and nobody could say what the network answers to.

    Args:
        preprocessing: the model card's
        pixels: the image, uint8 of shape (H, W, C)
        changed: with some pixels replaced, of the same shape
    """
    difference = changed.astype(np.float32) - pixels.astype(np.float32)
    return preprocessing.tensor(pixels[None]) + torch.from_numpy(difference).permute(2, 0, 1) / 255


def logits(
    model: nn.Module, preprocessing: Preprocessing, pixels: Pixels, mask: Mask, kind: str
) -> NDArray[np.float64]:
    """The network's outputs for the image with some of its pixels hidden, shape (K,).

    Args:
        model: in eval mode
        preprocessing: the model card's
        pixels: uint8 of shape (size, size, C), as `preprocessing.pixels` makes them
        mask: which are hidden, shape (size, size)
        kind: of the filling
    """
    x = received(preprocessing, pixels, hidden(pixels, mask, kind))
    with torch.inference_mode():
        found: NDArray[np.float64] = model(x)[0].double().numpy()
    return found


def probabilities(
    model: nn.Module, preprocessing: Preprocessing, pixels: Pixels, mask: Mask, kind: str
) -> NDArray[np.float64]:
    """Their softmax, shape (K,); arguments as of `logits`."""
    return inference.softmax(logits(model, preprocessing, pixels, mask, kind))


def _even(pixels: Pixels, colour: NDArray[np.float64]) -> Pixels:
    return np.broadcast_to(np.rint(colour).astype(np.uint8), pixels.shape).copy()
