"""Whether a map changes with the network, and does not change with nothing."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from captum import metrics
from scipy import stats
from torch import Tensor, nn

from cnnviz import zoo
from cnnviz.attribution.belief.given import at_once, targets_of
from cnnviz.attribution.call import Progress, attribute
from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.registry import METHODS
from cnnviz.attribution.twin import alone
from cnnviz.graph import path, trace
from cnnviz.untrained import REDRAWN, redraw


def sensitivity(
    model: nn.Module,
    images: Tensor,
    target: int | Tensor,
    method: str,
    layer: str | None = None,
    *,
    radius: float = 0.02,
    samples: int = 10,
    seed: int = 0,
    progress: Progress | None = None,
    **parameters: Any,  # noqa: ANN401
) -> Tensor:
    """How much the map changes, at most, with a small noise on the image (Yeh et al. 2019).

    Args:
        model: as of `attribute`, as are images, target, method, layer and parameters
        images: preprocessed, shape (N, C, H, W)
        target: class of each image
        method: a key of METHODS
        layer: for methods that look at one
        radius: the noise is uniform between minus this and this
        samples: noisy copies of each image
        seed: of the noise; the method's own seed is its own, and each copy is explained with the
            same random numbers as the image: what differs comes from the noise on the image
        progress: called with how many images have passed the network and how many will
        parameters: of the method

    Returns:
        shape (N,): norm of the difference of the maps as a share of the map's norm

    Raises:
        AttributionError: as `attribute`, or a radius or number of samples that is not positive
    """
    generator, explained = torch.Generator().manual_seed(seed), 0

    def noisy(copies: Tensor) -> Tensor:
        share = torch.rand(copies.shape, generator=generator, dtype=copies.dtype)
        return copies + radius * (2 * share - 1).to(copies)

    def explain(given: Tensor | tuple[Tensor], target: Tensor) -> Tensor | tuple[Tensor]:
        x = given[0] if isinstance(given, tuple) else given
        # Captum does not repeat the target of a single image
        k = target if len(target) == len(x) else target.expand(len(x))
        parts = [_explained(x[i], k[i]) for i in _groups(method, len(x))]
        found = torch.cat(parts).contiguous()  # Captum takes no other
        return (found,) if isinstance(given, tuple) else found

    def _explained(x: Tensor, target: Tensor) -> Tensor:
        nonlocal explained
        before, explained = explained, explained + len(x)

        def told(done: int, total: int) -> None:
            every = len(images) * (1 + samples) * total // len(x)
            assert progress is not None
            progress(min(before * total // len(x) + done, every), every)

        heard = told if progress is not None else None
        return attribute(model, x, target, method, layer, heard, **parameters)

    if not 0 < radius < float("inf") or samples < 1:
        raise AttributionError(f"radius and samples are positive, got {radius} and {samples}")
    found: Tensor = metrics.sensitivity_max(
        explain,
        images,
        noisy,
        n_perturb_samples=samples,
        max_examples_per_batch=at_once(images, samples),
        target=targets_of(target, images),
    )
    return found


def _groups(method: str, count: int) -> list[slice]:
    """Which images are explained in one call: a random method draws others for each of many."""
    known = METHODS[method].parameters if method in METHODS else ()
    alone = any(parameter.name == "seed" for parameter in known)
    return [slice(i, i + 1) for i in range(count)] if alone else [slice(0, count)]


def randomised(model: nn.Module, seed: int = 0) -> Iterator[tuple[str, nn.Module]]:
    """The network with ever more of its layers forgotten, from the top down.

    A map that stays the same does not show what the network has learned: the sanity check of
    Adebayo et al. 2018, arXiv:1810.03292.

    Args:
        model: the trained network; it is left as it is
        seed: of the new weights, which are drawn as PyTorch draws them

    Yields:
        the path of the layer that is the last to be forgotten, and the network, which shares the
        memory of all parameters that it has not forgotten

    Raises:
        AttributionError: a layer of another kind than convolution, linear or normalisation
    """
    generator = torch.Generator().manual_seed(seed)
    forgotten = alone(model)
    graph = trace(model)
    modules = {path(node): graph.module(node) for node in reversed(graph.nodes)}
    for name, module in modules.items():
        if module is None or not list(module.parameters()):
            continue
        _forget(forgotten.get_submodule(name), name, generator)
        yield name, zoo.freeze(alone(forgotten))


def rank_correlation(first: Tensor, second: Tensor) -> float:
    """Spearman's correlation of two maps: 1 for the same order of the pixels, 0 for chance.

    Args:
        first: any shape
        second: the same shape

    Returns:
        nan where a map has the same value everywhere, or one that is not finite

    Raises:
        AttributionError: other shapes
    """
    if first.shape != second.shape:
        shapes = f"{tuple(first.shape)} and {tuple(second.shape)}"
        raise AttributionError(f"maps of one shape can be compared, got {shapes}")
    values = [x.detach().double().flatten().cpu().numpy() for x in (first, second)]
    if any(not np.isfinite(each).all() or np.ptp(each) == 0 for each in values):
        return float("nan")
    return float(stats.spearmanr(*values).statistic)


def _forget(layer: nn.Module, name: str, numbers: torch.Generator) -> None:
    """New parameters, in memory of their own."""
    if not isinstance(layer, REDRAWN):
        kind = type(layer).__name__
        raise AttributionError(f"{name} is of the kind {kind}, for which no new weights are known")
    for each, parameter in layer.named_parameters(recurse=False):
        layer._parameters[each] = nn.Parameter(parameter.detach().clone(), requires_grad=False)
    for each, buffer in layer.named_buffers(recurse=False):
        layer._buffers[each] = buffer.clone()
    redraw(layer, numbers)
