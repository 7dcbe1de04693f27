"""How fast a class's probability goes when the pixels go that a map calls important."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from cnnviz.attribution.belief.given import Baseline, baseline_of, check_class
from cnnviz.attribution.belief.squares import Progress
from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.method import VALUES
from cnnviz.attribution.twin import Twin

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curves:
    """The class's probability while pixels go, or come (Petsiuk et al. 2018, arXiv:1806.07421).

    Args:
        share: of the pixels that are gone, or there, from 0 to 1; shape (steps + 1,)
        deletion: probability when the most important pixels go first
        insertion: probability when they come first
        random_deletion: the same in random orders, shape (orders, steps + 1)
        random_insertion: the same
    """

    share: Floats
    deletion: Floats
    insertion: Floats
    random_deletion: Floats
    random_insertion: Floats

    @property
    def areas(self) -> dict[str, float]:
        """Area under each curve, of random ones the mean if there are any.

        A good map has a small one of deletion and a large one of insertion.
        """
        names = ("deletion", "insertion", "random_deletion", "random_insertion")
        found = {name: np.trapezoid(getattr(self, name), self.share, axis=-1) for name in names}
        return {name: float(np.mean(area)) for name, area in found.items() if np.size(area)}

    @property
    def chance(self) -> dict[str, tuple[float, float]]:
        """Smallest and largest area of the random orders, of "deletion" and "insertion".

        Empty without random orders.
        """
        curves = {"deletion": self.random_deletion, "insertion": self.random_insertion}
        areas = {name: np.trapezoid(y, self.share, axis=-1) for name, y in curves.items()}
        return {n: (float(area.min()), float(area.max())) for n, area in areas.items() if area.size}


def curves(
    model: nn.Module,
    image: Tensor,
    attribution: Tensor,
    target: int,
    steps: int = 48,
    baseline: Baseline = "black",
    orders: int = 3,
    seed: int = 0,
    progress: Progress | None = None,
) -> Curves:
    """Replace the pixels by the baseline's in the order of their importance, and the reverse.

    Args:
        model: maps (N, C, H, W) to logits
        image: preprocessed, shape (1, C, H, W)
        attribution: shape (1, C', h, w); its channels are added up, smaller maps are enlarged
        target: class
        steps: how many times pixels are replaced, as many each time
        baseline: a name, as of `baseline`, or an image of the same shape
        orders: how many random orders stand for chance; may be none
        seed: of the random orders
        progress: called with how many curves are done and how many will be

    Raises:
        AttributionError: no such baseline or class, no step, or a map that is not finite
    """
    if steps < 1 or orders < 0:
        raise AttributionError(f"there is a step, and no negative order, got {steps} and {orders}")
    if not attribution.isfinite().all():
        raise AttributionError("the map holds a value that is not finite: its pixels have no order")
    x0, twin = baseline_of(baseline, image), Twin(model)
    count = image.shape[2] * image.shape[3]
    generator = torch.Generator().manual_seed(seed)
    ranks = [_ranks(attribution, tuple(image.shape[2:]))]
    ranks += [torch.randperm(count, generator=generator) for _ in range(orders)]
    pairs = [(start, end, rank) for rank in ranks for start, end in ((image, x0), (x0, image))]
    found = []
    for pair in pairs:
        found.append(_while_replacing(twin, *pair, target, steps))
        if progress is not None:
            progress(len(found), len(pairs))
    left, come = np.array(found[::2]), np.array(found[1::2])  # (1 + orders, steps + 1)
    share = np.round(np.linspace(0, count, steps + 1)) / count
    return Curves(share, left[0], come[0], left[1:], come[1:])


def _ranks(attribution: Tensor, size: tuple[int, ...]) -> Tensor:
    """Place of each pixel in the order, 0 for the most important; int64 of shape (H W,)."""
    total = attribution.detach().sum(1, keepdim=True)
    if tuple(total.shape[2:]) != size:
        total = functional.interpolate(total, size, mode="bilinear")
    order = total.flatten().argsort(descending=True, stable=True)
    return order.argsort()


def _while_replacing(
    twin: Twin, start: Tensor, end: Tensor, rank: Tensor, target: int, steps: int
) -> Floats:
    """Probability with ever more of the start's pixels replaced by the end's."""
    height, width = start.shape[2:]
    numbers = torch.linspace(0, height * width, steps + 1).round()
    found = []
    for some in torch.split(numbers, max(1, VALUES // start.numel())):
        replaced = rank.view(1, 1, height, width) < some.view(-1, 1, 1, 1)
        with torch.no_grad():
            logits = twin(torch.where(replaced, end, start))
        check_class(target, logits)
        found.append(logits.double().softmax(1)[:, target])
    curve: Floats = torch.cat(found).numpy()
    return curve
