"""Methods made of the gradient of one logit with respect to the pixels."""

import numpy as np
import torch
from captum.attr import InputXGradient, IntegratedGradients, Saliency
from torch import Tensor

from cnnviz.attribution.method import Task


def saliency(task: Task) -> Tensor:
    """Magnitude of the gradient, shape (N, C, H, W)."""
    found: Tensor = Saliency(task.model).attribute(task.images.requires_grad_(), task.target)
    return found


def input_x_gradient(task: Task) -> Tensor:
    """Image times gradient, shape (N, C, H, W)."""
    found: Tensor = InputXGradient(task.model).attribute(task.images.requires_grad_(), task.target)
    return found


def integrated_gradients(task: Task) -> Tensor:
    """Mean gradient on the straight way from the baseline, times that way, (N, C, H, W)."""
    found: Tensor = IntegratedGradients(task.model).attribute(
        task.images,
        task.baseline,
        task.target,
        n_steps=task.values["n_steps"],
        method=task.values["quadrature"],
        internal_batch_size=max(len(task.images), task.at_once),
    )
    return found


def smooth_grad(task: Task) -> Tensor:
    """Mean saliency of images with noise on them, shape (N, C, H, W).

    The noise is drawn as Captum's NoiseTunnel draws it after `torch.manual_seed(seed)`, but from
    numbers of its own: those of the process belong to all threads.
    """
    samples = task.values["n_samples"]
    noisy = _with_noise(task, samples, task.values["stdev"])
    found = [
        Saliency(task.model).attribute(images.requires_grad_(), target)
        for images, target in _parts(task, noisy)
    ]
    return _mean(torch.cat(found), samples)


def gradient_shap(task: Task) -> Tensor:
    """Mean of (image - baseline) times the gradient at a random place between, (N, C, H, W).

    Drawn in the order in which Captum's GradientShap draws after `numpy.random.seed(seed)` and
    `torch.manual_seed(seed)`. Several baselines that are given as a tensor are a distribution, as
    Captum has it; one that is named belongs to its image alone, so that no image changes another's
    map.
    """
    samples, baselines = task.values["n_samples"], task.baseline
    random = np.random.RandomState(task.values["seed"])
    count = samples * len(task.images)
    chosen = torch.arange(count) // samples
    if len(baselines) > 1:
        drawn = torch.from_numpy(random.choice(len(baselines), count))
        chosen = drawn if isinstance(task.values["baseline"], Tensor) else chosen
    noisy = _with_noise(task, samples, task.values["stdev"])
    share = torch.from_numpy(random.uniform(0, 1, count)).to(noisy).view(-1, 1, 1, 1)
    start = baselines[chosen]
    between = share * noisy + (1 - share) * start
    gradients = [
        Saliency(task.model).attribute(images.requires_grad_(), target, abs=False)
        for images, target in _parts(task, between)
    ]
    return _mean((noisy - start) * torch.cat(gradients), samples)


def _with_noise(task: Task, samples: int, stdev: float) -> Tensor:
    """So many noisy copies of each image, one image after the other."""
    many = task.images.repeat_interleave(samples, 0)
    noise = torch.normal(torch.zeros(many.shape), stdev, generator=task.generator)
    return many + noise.to(many)


def _parts(task: Task, images: Tensor) -> list[tuple[Tensor, Tensor]]:
    """As many images as may pass at once, with their targets."""
    targets = task.target.repeat_interleave(len(images) // len(task.target))
    pairs = (torch.split(images, task.at_once), torch.split(targets, task.at_once))
    return list(zip(*pairs, strict=True))


def _mean(found: Tensor, samples: int) -> Tensor:
    """Over so many samples of each image, one image's after the other's."""
    return found.reshape(-1, samples, *found.shape[1:]).mean(1)
