"""From a finished map to what is drawn of it: which numbers, on which scale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.attribution import Explained

Array = NDArray[np.float64]
PERCENT = 100
CHANNELS = ("Red", "Green", "Blue")


@dataclass(frozen=True, eq=False)
class Drawn:
    """Pictures of one method, on one scale.

    Args:
        explained: the finished map
        planes: by name, each of shape (h, w); the sum over the channels has no name
        end: the magnitude at either end of the colours
        one: what 1 stands for in the map's own numbers
    """

    explained: Explained
    planes: dict[str, Array]
    end: float
    one: float


def drawn(explained: Explained, form: str, scale: str, *, smooth: bool = False) -> Drawn:
    """What is drawn of a map, all of it finite.

    Args:
        explained: the finished map
        form: one of `choices.FORMS`
        scale: one of `choices.SCALES`
        smooth: whether a map coarser than the galaxy is enlarged smoothly
    """
    planes = _planes(explained, form)
    if smooth:
        planes = {n: _enlarged(p, explained.pixels.shape[:2]) for n, p in planes.items()}
    every = np.stack(list(planes.values()))
    one = 1.0
    if scale == "relative":
        one = figures.limit(every)
    elif scale == "shares":
        one = float(np.abs(every).sum()) / PERCENT or 1.0
        # of a coarse map each unit lies on many pixels
        one *= explained.pixels[..., 0].size / every[0].size
    return Drawn(
        explained, {n: p / one for n, p in planes.items()}, figures.limit(every / one), one
    )


def together(found: Sequence[Drawn], scale: str) -> list[Drawn]:
    """The same, on one scale where one is asked for."""
    if scale == "own" or not found:
        return list(found)
    end = max(each.end for each in found)
    return [replace(each, end=end) for each in found]


def _planes(explained: Explained, form: str) -> dict[str, Array]:
    if form == "channels" and len(explained.map) == len(CHANNELS):
        return dict(zip(CHANNELS, explained.map.astype(np.float64), strict=True))
    return {"": explained.total()}


def _enlarged(plane: Array, size: tuple[int, ...]) -> Array:
    """Bilinear, as Grad-CAM's authors and Captum's `LayerAttribution.interpolate` do."""
    if plane.shape == size:
        return plane
    x = torch.from_numpy(plane)[None, None]
    found: Array = torch.nn.functional.interpolate(x, size, mode="bilinear")[0, 0].numpy()
    return found
