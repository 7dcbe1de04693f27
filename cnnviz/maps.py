"""Maps as numbers about them: least, largest, mean and share of zeros; and made small."""

from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Statistics:
    """Of each of the C maps of a layer.

    Args:
        low: least value, shape (C,)
        high: largest value, shape (C,)
        mean: shape (C,)
        zeros: share of values that are exactly zero, shape (C,)
    """

    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    mean: Floats = field(repr=False)
    zeros: Floats = field(repr=False)

    @property
    def dead(self) -> NDArray[np.bool_]:
        """Which maps are zero everywhere, shape (C,)."""
        found: NDArray[np.bool_] = self.zeros == 1
        return found


def statistics(output: Tensor) -> Statistics:
    """Least, largest and mean value and share of zeros of each map.

    Args:
        output: of a layer for one image, shape (C, H, W), or (K,) where each value is a map
    """
    flat = output.reshape(len(output), -1)
    low, high = flat.aminmax(dim=1)
    zeros = (flat == 0).sum(dim=1) / flat.shape[1]
    found = low, high, flat.mean(dim=1, dtype=torch.float64).float(), zeros
    return Statistics(*(values.numpy() for values in found))


def small(output: Tensor, side: int) -> NDArray[np.uint8]:
    """Maps as small pictures, 0 to 255 from the least to the largest value of each map.

    Larger maps are averaged over the pixels that become one.

    Args:
        output: shape (C, H, W)
        side: pixels at most along rows and columns

    Returns:
        shape (C, h, w)
    """
    size = min(output.shape[1], side), min(output.shape[2], side)
    low, high = (x[:, None, None] for x in output.flatten(1).aminmax(dim=1))
    shares = (output - low) / torch.where(high > low, high - low, torch.ones_like(low))
    made = functional.adaptive_avg_pool2d(shares, size)
    pictures: NDArray[np.uint8] = (255 * made).round().clamp(0, 255).to(torch.uint8).numpy()
    return pictures
