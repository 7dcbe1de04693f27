"""From pixels to class probabilities."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.preprocessing import Preprocessing


def logits(
    model: nn.Module, preprocessing: Preprocessing, pixels: NDArray[np.uint8], batch: int = 256
) -> NDArray[np.float64]:
    """The network's outputs before the softmax.

    Args:
        model: in eval mode
        preprocessing: the model card's
        pixels: uint8 of shape (N, size, size, C), as `preprocessing.pixels` makes them
        batch: images computed at once

    Returns:
        float64 of shape (N, K)
    """
    starts = range(0, max(len(pixels), 1), batch)  # once without images, for the shape (0, K)
    with torch.inference_mode():
        parts = [model(preprocessing.tensor(pixels[i : i + batch])) for i in starts]
    return torch.cat(parts).double().numpy()


def softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """exp(z_k) / sum_j exp(z_j) along the last axis, shape kept."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    probabilities: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return probabilities


def probabilities(
    model: nn.Module, preprocessing: Preprocessing, pixels: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """f_k(x) for each image, float64 of shape (N, K); rows sum to 1."""
    return softmax(logits(model, preprocessing, pixels))
