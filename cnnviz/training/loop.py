"""The training loop: an iterator of records that prints nothing and writes nothing."""

import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cnnviz.data.images import Images
from cnnviz.data.reading import Progress, silent
from cnnviz.preprocessing import Preprocessing
from cnnviz.training.augmentation import augment
from cnnviz.training.config import Config


@dataclass(frozen=True)
class Record:
    """The state of a run after a validation.

    Args:
        iteration: steps done
        training_loss: mean over the steps since the record before, nats
        validation_loss: mean over the validation images, nats
        validation_accuracy: mean over the data sets of each one's share of right answers
        learning_rate: of the last step
        images_per_second: trained since the record before, validation left out
        weights: the network's tensors where this accuracy is the best so far, else None
    """

    iteration: int
    training_loss: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float
    images_per_second: float
    weights: dict[str, Tensor] | None


def candidate_loss(logits: Tensor, allowed: Tensor, smoothing: float = 0.0) -> Tensor:
    """Cross-entropy where a label may leave several classes open.

    L = -log sum_{k allowed} f_k(x), which for one allowed class is the lecture's -log f_y(x);
    with smoothing e: (1 - e) L - e mean_k log f_k(x) (Szegedy et al. 2016).

    Args:
        logits: shape (N, K)
        allowed: bool of shape (N, K), at least one True in each row
        smoothing: e

    Returns:
        mean over the batch, nats, a scalar
    """
    log_f = torch.log_softmax(logits.float(), dim=1)
    loss = -torch.logsumexp(log_f.masked_fill(~allowed, -torch.inf), dim=1)
    if smoothing:
        loss = (1 - smoothing) * loss - smoothing * log_f.mean(dim=1)
    return loss.mean()


class _Source:
    """Data sets in memory, one after the other, and random batches from them."""

    def __init__(self, sets: Sequence[Images], shares: Sequence[float]) -> None:
        if not sets or any(len(images) == 0 for images in sets):
            raise ValueError("a data set without images cannot be trained on")
        if shares and len(shares) != len(sets):
            raise ValueError(f"{len(shares)} shares for {len(sets)} data sets")
        # channels first in memory: what follows runs over whole planes
        planes = [images.pixels.transpose(0, 3, 1, 2) for images in sets]
        self.pixels = torch.from_numpy(np.concatenate(planes)).contiguous()
        self.allowed = torch.from_numpy(np.concatenate([images.allowed for images in sets]))
        self.sizes = [len(images) for images in sets]
        self.shares = [share / sum(shares) for share in shares]

    def batch(self, count: int, random: torch.Generator) -> tuple[Tensor, Tensor]:
        """Images uint8 (count, C, H, W) and allowed classes (count, K)."""
        if not self.shares:
            chosen = torch.randint(len(self.pixels), (count,), generator=random)
        else:
            chosen = torch.cat(list(self._draw(count, random)))
        return self.pixels[chosen], self.allowed[chosen]

    def _draw(self, count: int, random: torch.Generator) -> Iterator[Tensor]:
        edges = [round(count * e) for e in np.cumsum([0.0, *self.shares])]
        start = 0
        for size, low, high in zip(self.sizes, edges, edges[1:], strict=False):
            yield torch.randint(start, start + size, (high - low,), generator=random)
            start += size


def _optimiser(
    model: nn.Module, config: Config
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    decayed = [p for p in model.parameters() if p.ndim > 1]
    free = [p for p in model.parameters() if p.ndim <= 1]  # biases and normalisation
    groups: list[dict[str, Any]] = [{"params": decayed}, {"params": free, "weight_decay": 0.0}]
    kind = torch.optim.AdamW if config.weight_decay else torch.optim.Adam
    optimiser = kind(groups, lr=config.learning_rate, weight_decay=config.weight_decay)
    if config.schedule == "constant":
        return optimiser, torch.optim.lr_scheduler.ConstantLR(optimiser, factor=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        config.learning_rate,
        total_steps=config.iterations + 1,
        pct_start=0.1,
        cycle_momentum=False,
    )
    return optimiser, schedule


def _averaged(model: nn.Module, decay: float) -> AveragedModel:
    average = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
    return AveragedModel(model, multi_avg_fn=average, use_buffers=True)


def fit(
    model: nn.Module,
    train: Sequence[Images],
    valid: Sequence[Images],
    config: Config,
    progress: Progress = silent,
) -> Iterator[Record]:
    """Train a network in place.

    Starts PyTorch's own generator from the seed too: dropout draws from it.

    Args:
        model: takes (N, C, H, W), returns logits (N, K); left in eval mode with the weights of
            the last step, which with `averaging` are not the ones that were validated
        train: data sets whose images have the preprocessing's size
        valid: data sets, likewise, that choose the best weights
        config: how
        progress: called after each iteration with iterations done and iterations in all

    Yields:
        a record after each `validate_every` iterations and after the last

    Raises:
        ValueError: an empty data set, or shares that do not fit
        FloatingPointError: the loss is no longer finite
    """
    torch.manual_seed(config.seed)
    random = torch.Generator().manual_seed(config.seed)
    source = _Source(train, config.shares)
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser, schedule = _optimiser(model, config)
    average = _averaged(model, config.averaging) if config.averaging else None
    best, losses, started = -1.0, [], time.perf_counter()
    for iteration in range(1, config.iterations + 1):
        model.train()
        losses.append(_step(model, optimiser, source, config, random))
        schedule.step()
        if average is not None:
            average.update_parameters(model)
        progress(iteration, config.iterations)
        if iteration % config.validate_every and iteration != config.iterations:
            continue
        rate = len(losses) * config.batch / (time.perf_counter() - started)
        loss = float(torch.stack(losses).mean())
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"the loss is {loss} at iteration {iteration}: lower the learning rate"
            )
        judged = average.module if average is not None else model
        judged_loss, accuracy = validate(judged, valid, config.preprocessing)
        weights = None
        if accuracy > best:
            best, weights = (
                accuracy,
                {k: v.detach().clone() for k, v in judged.state_dict().items()},
            )
        step_size = float(optimiser.param_groups[0]["lr"])
        yield Record(iteration, loss, judged_loss, accuracy, step_size, rate, weights)
        losses, started = [], time.perf_counter()
    model.eval()


def _step(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    source: _Source,
    config: Config,
    random: torch.Generator,
) -> Tensor:
    """One batch forward, back and into the weights; returns its loss, detached."""
    pixels, allowed = source.batch(config.batch, random)
    images = augment(pixels.float().div(255), config.augmentation, random)
    inputs = config.preprocessing.scale(images).contiguous(memory_format=torch.channels_last)
    half = config.precision == "bfloat16"
    with torch.autocast("cpu", torch.bfloat16) if half else nullcontext():
        logits = model(inputs)
    loss = candidate_loss(logits, allowed, config.label_smoothing)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return loss.detach()


def validate(
    model: nn.Module, sets: Sequence[Images], preprocessing: Preprocessing, batch: int = 250
) -> tuple[float, float]:
    """Loss in nats over all images, and accuracy averaged over the data sets.

    A prediction is right when it is among the classes that the label allows.
    """
    model.eval()
    losses, accuracies = [], []
    with torch.inference_mode():
        for images in sets:
            outputs = [
                model(preprocessing.tensor(images.pixels[i : i + batch]))
                for i in range(0, len(images), batch)
            ]
            logits, allowed = torch.cat(outputs), torch.from_numpy(images.allowed)
            losses.append(float(candidate_loss(logits, allowed)) * len(images))
            right = allowed.gather(1, logits.argmax(dim=1, keepdim=True))
            accuracies.append(float(right.float().mean()))
    total = sum(len(images) for images in sets)
    return sum(losses) / total, float(np.mean(accuracies))
