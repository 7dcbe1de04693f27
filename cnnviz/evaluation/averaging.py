"""One image seen several times: a galaxy has no up and no left, and need not fill the picture.

The probabilities of all views are averaged, as Krizhevsky et al. (2012) averaged ten crops.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from cnnviz.inference import softmax
from cnnviz.preprocessing import Preprocessing

Floats = NDArray[np.float64]
CROP = 224 / 256  # AlexNet's share of each side: 84 of 96 pixels
SYMMETRIES, CROPS = 8, 10


def symmetries(images: Tensor) -> Iterator[Tensor]:
    """The eight symmetries of the square: quarter turns, and the same mirrored.

    Args:
        images: shape (N, C, H, H)

    Yields:
        eight times shape (N, C, H, H), the image itself first
    """
    for mirrored in (images, images.flip(-1)):
        for turns in range(4):
            yield torch.rot90(mirrored, turns, (-2, -1))


def crops(images: Tensor) -> Iterator[Tensor]:
    """The centre and the four corners, each with its mirror image, enlarged to the whole size.

    A crop has 224 / 256 of each side, rounded (84 of 96 pixels), and is enlarged bilinearly.

    Args:
        images: shape (N, C, H, H)

    Yields:
        ten times shape (N, C, H, H)
    """
    size = images.shape[-1]
    side = crop_side(size)
    end, middle = size - side, (size - side) // 2
    for top, left in ((middle, middle), (0, 0), (0, end), (end, 0), (end, end)):
        part = images[..., top : top + side, left : left + side]
        whole = functional.interpolate(part, (size, size), mode="bilinear", align_corners=False)
        yield whole
        yield whole.flip(-1)


def crop_side(size: int) -> int:
    """Side of a crop of an input with this side, pixels; at least 1."""
    return max(1, round(CROP * size))


@dataclass(frozen=True)
class Kind:
    """A way to see an image several times.

    Args:
        title: for people
        count: of views
        make: the views of images of shape (N, C, H, H)
    """

    title: str
    count: int
    make: Callable[[Tensor], Iterator[Tensor]]


VIEWS = {
    "symmetries": Kind("Eight symmetries", SYMMETRIES, symmetries),
    "crops": Kind("Five crops, mirrored", CROPS, crops),
}


def views(
    model: nn.Module, preprocessing: Preprocessing, pixels: NDArray[np.uint8], kind: str
) -> Floats:
    """The network's probabilities of each view.

    The views are made of the pixels and the preprocessing is applied to each view: the sky of a
    crop is measured on the crop's own rim.

    Args:
        model: in eval mode
        preprocessing: the model card's
        pixels: uint8 of shape (N, size, size, C)
        kind: a key of VIEWS

    Returns:
        shape (V, N, K); their mean over V is the averaged answer

    Raises:
        KeyError: an unknown kind
    """
    images = _images(pixels)
    with torch.inference_mode():
        outputs = [model(preprocessing.scale(each)) for each in VIEWS[kind].make(images)]
    return softmax(torch.stack(outputs).double().numpy())


def pictures(pixels: NDArray[np.uint8], kind: str) -> NDArray[np.uint8]:
    """The views of one image, to be looked at.

    Args:
        pixels: uint8 of shape (size, size, C)
        kind: a key of VIEWS

    Returns:
        uint8 of shape (V, size, size, C)

    Raises:
        KeyError: an unknown kind
    """
    found = torch.cat(list(VIEWS[kind].make(_images(pixels[None]))))
    values = found.mul(255).round().clamp(0, 255).to(torch.uint8)
    shown: NDArray[np.uint8] = values.permute(0, 2, 3, 1).numpy()
    return shown


def _images(pixels: NDArray[np.uint8]) -> Tensor:
    """Values of 0 to 1, float32 of shape (N, C, H, W)."""
    return torch.from_numpy(np.array(pixels)).permute(0, 3, 1, 2).float().div(255)
