"""Whether shares add up, and what the parts of an image that they name do when they go."""

from typing import NamedTuple

import torch
from captum import metrics
from torch import Tensor, nn

from cnnviz.attribution.belief.given import (
    Baseline,
    at_once,
    baseline_of,
    check_class,
    check_shares,
    targets_of,
)
from cnnviz.attribution.belief.squares import squares
from cnnviz.attribution.twin import Twin


class Completeness(NamedTuple):
    """For each image, shape (N,), in logits: sum of the shares, change of the logit, difference."""

    sum: Tensor
    change: Tensor
    error: Tensor


def completeness(
    model: nn.Module, images: Tensor, baseline: Baseline, target: int | Tensor, attribution: Tensor
) -> Completeness:
    """Whether the shares add up to the change of the logit from the baseline to the image.

    Integrated gradients and DeepLIFT promise it (Sundararajan et al. 2017, axiom 3).

    Args:
        model: maps (N, C, H, W) to logits
        images: preprocessed, shape (N, C, H, W)
        baseline: a name, as of `baseline`, or images of the same shape; for noise of another seed
            than 0 the images
        target: class of each image
        attribution: shape (N, C, H, W)

    Raises:
        AttributionError: no such baseline or class, or a map of another shape
    """
    check_shares(attribution, images)
    x0 = baseline_of(baseline, images)
    index = targets_of(target, images)[:, None]
    with torch.no_grad():
        twin = Twin(model)
        logits = twin(images)
        check_class(index, logits)
        change = (logits - twin(x0)).gather(1, index)[:, 0]
    total = attribution.detach().flatten(1).sum(1)
    return Completeness(total, change, total - change)


def infidelity(
    model: nn.Module,
    images: Tensor,
    attribution: Tensor,
    target: int | Tensor,
    baseline: Baseline = "black",
    samples: int = 100,
    seed: int = 0,
    *,
    scaled: bool = False,
) -> Tensor:
    """Mean square difference between the shares of a removed square and what its removal does.

    Yeh et al. 2019, arXiv:1901.09392, with random squares that are replaced by the baseline.

    Args:
        model: maps (N, C, H, W) to logits
        images: preprocessed, shape (N, C, H, W)
        attribution: shares of the logit, shape (N, C, H, W)
        target: class of each image
        baseline: a name, as of `baseline`, or images of the same shape
        samples: random squares for each image
        seed: of the squares
        scaled: whether the shares are first multiplied by the number that makes the difference
            smallest, for maps that are in no units

    Returns:
        shape (N,), in logits squared

    Raises:
        AttributionError: no such baseline, or a map of another shape
    """
    check_shares(attribution, images)
    generator = torch.Generator().manual_seed(seed)
    way = images - baseline_of(baseline, images)

    def remove(copies: Tensor) -> tuple[Tensor, Tensor]:
        removed = squares(copies, generator)
        return removed, copies - removed * way.repeat_interleave(len(copies) // len(way), 0)

    found: Tensor = metrics.infidelity(
        Twin(model),
        remove,
        images,
        attribution.detach(),
        target=targets_of(target, images),
        n_perturb_samples=samples,
        max_examples_per_batch=at_once(images, samples),
        normalize=scaled,
    )
    return found
