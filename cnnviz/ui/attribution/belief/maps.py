"""The finished maps of the methods that are shown."""

from dataclasses import dataclass

import torch
from torch import Tensor

from cnnviz.attribution import AttributionError, Explained, Method
from cnnviz.ui.attribution.view import View


@dataclass(frozen=True, eq=False)
class Shown:
    """The maps, and the methods that have none.

    Args:
        maps: what is finished, in the order of the page
        missing: methods whose maps are not
    """

    maps: tuple[Explained, ...]
    missing: tuple[Method, ...]


def finished(view: View) -> Shown:
    """The maps of the page; one that is not finite is none."""
    found = {method: _map(view, method) for method in view.methods}
    return Shown(
        tuple(each for each in found.values() if each is not None),
        tuple(method for method, each in found.items() if each is None),
    )


def tensor(explained: Explained) -> Tensor:
    """A map as it was made, (1, C, H, W)."""
    return torch.from_numpy(explained.map.copy())[None]


def enlarged(explained: Explained, size: tuple[int, ...]) -> Tensor:
    """A map with a value for each pixel, (1, C, H, W); Grad-CAM's is enlarged and has one channel.

    Args:
        explained: the map
        size: (C, H, W) of the image
    """
    map_ = tensor(explained)
    if tuple(map_.shape[2:]) == size[1:]:
        return map_
    return torch.nn.functional.interpolate(map_, size[1:], mode="bilinear")


def _map(view: View, method: Method) -> Explained | None:
    try:
        found = view.explained(method.name)
    except AttributionError:
        return None
    return (
        found if found is not None and bool(torch.from_numpy(found.map).isfinite().all()) else None
    )
