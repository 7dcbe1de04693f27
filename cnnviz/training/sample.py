"""Pictures as a network is trained on them: drawn and changed as its batches are."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.data.images import Images
from cnnviz.training.augmentation import augment
from cnnviz.training.config import Config


def sample(sets: Sequence[Images], config: Config, count: int, seed: int) -> NDArray[np.uint8]:
    """Draw training pictures with replacement, each set by its share, and change them at random.

    Args:
        sets: the training parts, of one image size
        config: shares and augmentation
        count: how many, N
        seed: of the draw and the changes

    Returns:
        uint8 of shape (N, H, W, C): what the network receives before the background is
        subtracted, cut off at black and white as a file's pixels are

    Raises:
        ValueError: shares that do not fit, or a set without images
    """
    if config.shares and len(config.shares) != len(sets):
        raise ValueError(f"{len(config.shares)} shares for {len(sets)} data sets")
    sizes = np.array([len(images) for images in sets])
    if not sizes.all() or not len(sizes):
        raise ValueError("a data set without images cannot be drawn from")
    random, torch_random = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    weights = np.array(config.shares or sizes, float)
    which = random.choice(len(sets), count, p=weights / weights.sum())
    drawn = np.stack([sets[k].pixels[random.integers(sizes[k])] for k in which])
    for pixels in drawn:
        planes = torch.from_numpy(pixels).permute(2, 0, 1)[None].float().div(255)
        # by itself: what a batch shares, as whether it is turned, would make pictures alike
        changed = augment(planes, config.augmentation, torch_random)[0]
        pixels[:] = changed.clamp(0, 1).mul(255).round().byte().permute(1, 2, 0).numpy()
    return drawn
