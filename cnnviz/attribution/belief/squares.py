"""Random squares of an image removed: what each does, against what a map says of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from cnnviz.attribution.belief.given import Baseline, baseline_of, check_shares
from cnnviz.attribution.method import VALUES
from cnnviz.attribution.twin import Twin

SQUARE = 1 / 6  # side of the removed squares as a share of the image's height
Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Fit:
    """What a map says of each removed square against what its removal does.

    Args:
        shares: sum of the map over each square, shape (samples,)
        falls: by how much the logit falls when it is removed, shape (samples,)
    """

    shares: Floats
    falls: Floats

    @property
    def infidelity(self) -> float:
        """Mean square difference, in logits squared (Yeh et al. 2019, arXiv:1901.09392)."""
        return float(np.mean((self.shares - self.falls) ** 2))

    @cached_property
    def factor(self) -> float:
        """The number by which the shares come nearest to the falls; 0 for a map of zeros."""
        square = float(self.shares @ self.shares)
        return float(self.shares @ self.falls) / square if square else 0.0

    @property
    def scaled(self) -> float:
        """Infidelity of the map times that factor."""
        return float(np.mean((self.factor * self.shares - self.falls) ** 2))

    @property
    def unexplained(self) -> float:
        """That as a share of what a map of zeros leaves: 0 for a perfect map, 1 for an empty one.

        nan where no square changes the logit.
        """
        nothing = float(np.mean(self.falls**2))
        return self.scaled / nothing if nothing else float("nan")


@dataclass(frozen=True, eq=False)
class Removals:
    """Random squares, and the logits without each.

    Args:
        masks: where each square is, bool of shape (samples, H, W)
        falls: by how much each logit falls, shape (samples, K)
    """

    masks: Tensor
    falls: Floats

    def fit(self, attribution: Tensor, target: int, contrast: int | None = None) -> Fit:
        """What a map says of the same squares.

        Args:
            attribution: shape (1, C, H, W)
            target: class
            contrast: class whose logit is subtracted

        Raises:
            AttributionError: a map of another shape
        """
        check_shares(attribution[:, :1], self.masks[:1, None].to(attribution))
        total = attribution.detach().double().sum((0, 1)).flatten()
        shares = self.masks.flatten(1).double() @ total
        falls = self.falls[:, target]
        if contrast is not None:
            falls = falls - self.falls[:, contrast]
        return Fit(shares.numpy(), falls)


def removals(
    model: nn.Module,
    image: Tensor,
    baseline: Baseline = "black",
    samples: int = 100,
    seed: int = 0,
    progress: Progress | None = None,
) -> Removals:
    """Replace one random square after the other by the baseline's.

    Args:
        model: maps (N, C, H, W) to logits
        image: preprocessed, shape (1, C, H, W)
        baseline: a name, as of `baseline`, or an image of the same shape
        samples: how many squares
        seed: of their places; the same squares as `infidelity` takes
        progress: called with how many images have passed the network and how many will

    Raises:
        AttributionError: no such baseline
    """
    x0, twin = baseline_of(baseline, image), Twin(model)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        whole = twin(image)
        parts = list(_without(twin, image, x0, samples, generator, progress))
    masks = torch.cat([mask for mask, _ in parts])
    logits = torch.cat([found for _, found in parts])
    return Removals(masks, (whole - logits).double().numpy())


def _without(
    twin: Twin,
    image: Tensor,
    x0: Tensor,
    samples: int,
    generator: torch.Generator,
    progress: Progress | None,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Squares and logits without them, some at a time."""
    most, done = max(1, VALUES // image.numel()), 0
    while done < samples:
        copies = image.expand(min(most, samples - done), -1, -1, -1)
        mask = squares(copies, generator)[:, :1].bool()
        yield mask[:, 0], twin(torch.where(mask, x0, copies))
        done += len(copies)
        if progress is not None:
            progress(done, samples)


def squares(images: Tensor, generator: torch.Generator) -> Tensor:
    """1 in a random square of each image, else 0; the shape of the images.

    One image after the other draws its place: however many are made at once, the squares are the
    same.
    """
    count, _, height, width = images.shape
    side = max(1, round(SQUARE * height))
    room = torch.tensor([height - side + 1, width - side + 1])
    places = (torch.rand((count, 2), generator=generator, dtype=torch.float64) * room).long()
    top, left = places[:, :1], places[:, 1:]
    rows, columns = torch.arange(height), torch.arange(width)
    down = (rows >= top) & (rows < top + side)
    across = (columns >= left) & (columns < left + side)
    found: Tensor = (down[:, None, :, None] & across[:, None, None, :]).expand_as(images).to(images)
    return found
