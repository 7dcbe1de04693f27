"""Images that stand for the absence of everything: what an attribution starts from."""

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor

from cnnviz.attribution.errors import AttributionError
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing

BASELINES = ("black", "mean", "blurred", "noise")
EACH = 5  # simulated galaxies of each class for the mean one
BLUR = 1 / 12  # standard deviation of the blur as a share of the image's height


def baseline(name: str, images: Tensor, seed: int = 0) -> Tensor:
    """A baseline by name.

    Args:
        name: "black", sky without a galaxy, which is 0 after preprocessing; "mean", the mean of
            simulated galaxies of all classes; "blurred", the image itself without details;
            "noise", uniform between the image's least and largest value
        images: preprocessed, float, shape (N, C, H, W)
        seed: of the noise

    Returns:
        as many images, of their shape and type

    Raises:
        AttributionError: an unknown name
    """
    match name:
        case "black":
            return torch.zeros_like(images)
        case "mean":
            return (
                mean_galaxy(images.shape[1], images.shape[2:]).to(images).expand_as(images).clone()
            )
        case "blurred":
            return _blurred(images)
        case "noise":
            return _noise(images, seed)
    raise AttributionError(f"a baseline is one of {', '.join(BASELINES)}, got {name!r}")


def mean_galaxy(channels: int, size: tuple[int, ...]) -> Tensor:
    """The mean of simulated galaxies, equally many of each class, with the sky subtracted.

    Args:
        channels: C; other than three get the mean of the colours
        size: (H, W) in pixels

    Returns:
        float32 of shape (1, C, H, W)
    """
    mean = torch.from_numpy(_mean(max(size)).copy())[None]
    mean = torch.nn.functional.interpolate(mean, tuple(size)) if min(size) < max(size) else mean
    return mean if channels == 3 else mean.mean(1, keepdim=True).expand(-1, channels, -1, -1)


@lru_cache(maxsize=4)
def _mean(size: int) -> NDArray[np.float32]:
    """Shape (3, size, size)."""
    labels = [i % len(CLASSES) for i in range(EACH * len(CLASSES))]
    pixels = simulator.galaxies(labels, list(range(len(labels))), size).pixels
    mean: NDArray[np.float32] = Preprocessing(size=size).tensor(pixels).mean(0).numpy()
    mean.flags.writeable = False
    return mean


def _blurred(images: Tensor) -> Tensor:
    sigma = BLUR * images.shape[2]
    found = ndimage.gaussian_filter(images.detach().cpu().numpy(), (0, 0, sigma, sigma))
    return torch.from_numpy(found).to(images)


def _noise(images: Tensor, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    share = torch.rand(images.shape, generator=generator, dtype=images.dtype).to(images)
    low = images.detach().amin((1, 2, 3), keepdim=True)
    high = images.detach().amax((1, 2, 3), keepdim=True)
    return low + share * (high - low)
