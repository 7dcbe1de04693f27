"""What training's random changes make of one picture: several draws, each from its own seed."""

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz.training.augmentation import Augmentation, augment


def draws(pixels: NDArray[np.uint8], how: Augmentation, seed: int, count: int) -> NDArray[np.uint8]:
    """Draw a picture's changes several times, each as a training batch of one image.

    Args:
        pixels: as a network receives them, uint8 of shape (H, W, C)
        how: what may be changed
        seed: of all draws; draw i of a seed is the same whatever the count
        count: N

    Returns:
        uint8 of shape (N, H, W, C): rounded, and cut off where a value leaves a picture's range,
        which training does not do
    """
    image = torch.from_numpy(np.array(pixels)).permute(2, 0, 1)[None].float().div(255)
    found = []
    for i in range(count):
        words = np.random.SeedSequence([seed, i]).generate_state(1)
        random = torch.Generator().manual_seed(int(words[0]))
        found.append(augment(image, how, random))
    batch = torch.cat(found) if found else image[:0]
    values = batch.mul(255).round().clamp(0, 255).to(torch.uint8)
    shown: NDArray[np.uint8] = values.permute(0, 2, 3, 1).numpy()
    return shown
