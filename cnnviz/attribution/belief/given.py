"""What each question about a map is told: a baseline by name or as an image, a class by number."""

import torch
from torch import Tensor

from cnnviz.attribution.baselines import baseline as named
from cnnviz.attribution.method import VALUES

Baseline = str | Tensor


def baseline_of(given: Baseline, images: Tensor) -> Tensor:
    """As many baselines as images, (N, C, H, W)."""
    return named(given, images) if isinstance(given, str) else given.expand_as(images)


def targets_of(target: int | Tensor, images: Tensor) -> Tensor:
    """Class of each image, int64 of shape (N,)."""
    return torch.as_tensor(target).long().expand(len(images)).clone()


def at_once(images: Tensor, samples: int) -> int:
    """How many of so many changed copies of each image may pass the network at once."""
    most = max(len(images), VALUES // images[0].numel())
    return min(most, len(images) * samples)  # Captum warns of more
