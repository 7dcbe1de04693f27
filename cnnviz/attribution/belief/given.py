"""What each question about a map is told: a baseline by name or as an image, a class by number."""

import torch
from torch import Tensor

from cnnviz.attribution.baselines import baseline as named
from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.method import VALUES

Baseline = str | Tensor


def baseline_of(given: Baseline, images: Tensor) -> Tensor:
    """As many baselines as images, (N, C, H, W).

    Raises:
        AttributionError: an unknown name, or another shape
    """
    if isinstance(given, str):
        return named(given, images)
    shape = tuple(images.shape)
    if tuple(given.shape) not in (shape, (1, *shape[1:])):
        found = tuple(given.shape)
        raise AttributionError(f"a baseline for images {shape} cannot have the shape {found}")
    return given.expand_as(images)


def targets_of(target: int | Tensor, images: Tensor) -> Tensor:
    """Class of each image, int64 of shape (N,)."""
    return torch.as_tensor(target).long().expand(len(images)).clone()


def check_class(target: int | Tensor, logits: Tensor) -> None:
    """Whether the network has the class.

    Raises:
        AttributionError: it has not
    """
    index = torch.as_tensor(target)
    if int(index.min()) < 0 or int(index.max()) >= logits.shape[1]:
        wrong = int(index.min()) if int(index.min()) < 0 else int(index.max())
        raise AttributionError(f"target {wrong} is none of the {logits.shape[1]} classes")


def check_shares(attribution: Tensor, images: Tensor) -> None:
    """Whether each pixel has a share.

    Raises:
        AttributionError: the map has another shape than the images, as Grad-CAM's
    """
    if attribution.shape != images.shape:
        found, wanted = tuple(attribution.shape), tuple(images.shape)
        raise AttributionError(f"shares of images {wanted} cannot have the shape {found}")


def at_once(images: Tensor, samples: int) -> int:
    """How many of so many changed copies of each image may pass the network at once."""
    most = max(len(images), VALUES // images[0].numel())
    return min(most, len(images) * samples)  # Captum warns of more
