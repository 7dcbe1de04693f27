"""How a network in training does on images that it is not trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from cnnviz.data.images import Images
from cnnviz.preprocessing import Preprocessing
from cnnviz.training.losses import candidate_loss

BATCH = 250  # images computed at once


@dataclass(frozen=True)
class Validation:
    """What was found.

    Args:
        loss: mean over all images, nats
        accuracy: mean over the data sets of each one's share of right answers; a prediction is
            right when it is among the classes that the label allows
        matrices: for each data set, counts (K_data, K) with a row per class of the data
    """

    loss: float
    accuracy: float
    matrices: list[NDArray[np.int64]]


def validate(model: nn.Module, sets: Sequence[Images], preprocessing: Preprocessing) -> Validation:
    """Judge a network, which is left in eval mode.

    Args:
        model: takes (N, C, H, W), returns logits (N, K)
        sets: data sets whose images have the preprocessing's size
        preprocessing: from pixels to input
    """
    model.eval()
    device = next(model.parameters()).device
    losses, accuracies, matrices = [], [], []
    with torch.inference_mode():
        for images in sets:
            outputs = [
                model(preprocessing.tensor(images.pixels[i : i + BATCH]).to(device)).cpu()
                for i in range(0, len(images), BATCH)
            ]
            logits, allowed = torch.cat(outputs), torch.from_numpy(images.allowed)
            losses.append(float(candidate_loss(logits, allowed)) * len(images))
            predicted = logits.argmax(dim=1)
            accuracies.append(float(allowed.gather(1, predicted[:, None]).float().mean()))
            matrices.append(_counts(images, predicted.numpy()))
    total = sum(len(images) for images in sets)
    return Validation(sum(losses) / total, float(np.mean(accuracies)), matrices)


def _counts(images: Images, predicted: NDArray[np.int64]) -> NDArray[np.int64]:
    counts = np.zeros(images.candidates.shape, np.int64)
    np.add.at(counts, (images.labels, predicted), 1)
    return counts
