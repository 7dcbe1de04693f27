"""Methods that replace parts of the image by a baseline and look what happens to the logit."""

from collections.abc import Iterator, Sequence

import torch
from captum.attr import FeatureAblation, Occlusion, ShapleyValueSampling
from torch import Tensor

from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.method import Task
from cnnviz.attribution.segments import segments


def occlusion(task: Task) -> Tensor:
    """Mean change of the logit over all positions of a square that hide the pixel, (N, C, H, W)."""
    window, stride = task.values["window"], task.values["stride"]
    channels, height, width = task.images.shape[1:]
    if window > min(height, width):
        raise AttributionError(f"window {window} is larger than the image, {height} x {width}")
    if stride > window:
        raise AttributionError(f"stride {stride} leaves pixels out between windows of {window}")
    found: Tensor = Occlusion(task.model).attribute(
        task.images,
        sliding_window_shapes=(channels, window, window),
        strides=(channels, stride, stride),
        baselines=task.baseline,
        target=task.target,
        perturbations_per_eval=_at_once(task),
    )
    return found


def feature_ablation(task: Task) -> Tensor:
    """Change of the logit when the pixel's region is replaced, shape (N, C, H, W)."""
    found: Tensor = FeatureAblation(task.model).attribute(
        task.images,
        task.baseline,
        task.target,
        feature_mask=regions(task),
        perturbations_per_eval=_at_once(task),
    )
    return found


def shapley_value_sampling(task: Task) -> Tensor:
    """Mean change when the pixel's region joins others in a random order, shape (N, C, H, W).

    The orders are those that Captum draws after `torch.manual_seed(seed)`.
    """
    method = ShapleyValueSampling(task.model)
    generator = task.generator

    def orders(features: int, samples: int) -> Iterator[Sequence[int]]:
        for _ in range(samples):
            yield torch.randperm(features, generator=generator).tolist()

    method.permutation_generator = orders
    mask = regions(task)
    found: Tensor = method.attribute(
        task.images,
        task.baseline,
        task.target,
        feature_mask=mask,
        n_samples=task.values["n_samples"],
        perturbations_per_eval=min(_at_once(task), int(mask.max()) + 1),
    )
    return found


def regions(task: Task) -> Tensor:
    """The region of each pixel of each image, int64 of shape (N, 1, H, W)."""
    kind, count = task.values["regions"], task.values["count"]
    images = task.images.detach().permute(0, 2, 3, 1).cpu().numpy()
    found = [torch.from_numpy(segments(image, kind, count)) for image in images]
    return torch.stack(found)[:, None].to(task.images.device)


def _at_once(task: Task) -> int:
    """Replaced versions of each image that pass the network at once."""
    return max(1, task.at_once // len(task.images))
