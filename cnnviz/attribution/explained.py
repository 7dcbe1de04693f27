"""One explained image, with all that it takes to make the map again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.attribution.method import Method
from cnnviz.card import Card


@dataclass(frozen=True, eq=False)
class Explained:
    """A galaxy, what the network says of it, and the map.

    Args:
        name: of the image
        weights: name of the network's weights
        card: their model card
        method: that made the map
        layer: that it looked at; None where it looks at none
        values: of all its parameters
        target: index of the class
        pixels: what the network was shown, uint8 of shape (H, W, 3)
        chances: probability of each class, shape (K,)
        map: shape (C, H, W); (1, h, w) of Grad-CAM
        contrast: index of the class whose logit was subtracted; None where none was
    """

    name: str
    weights: str
    card: Card
    method: Method
    layer: str | None
    values: Mapping[str, Any]
    target: int
    pixels: NDArray[np.uint8] = field(repr=False)
    chances: NDArray[np.float64] = field(repr=False)
    map: NDArray[np.float32] = field(repr=False)
    contrast: int | None = None

    @property
    def verdict(self) -> str:
        """The class and its probability, `Barred Spiral 98.2%`."""
        return f"{self.card.classes[self.target]} {self.chances[self.target]:.1%}"

    @property
    def how(self) -> str:
        """The method and the layer, `Grad-CAM at block5_pool`."""
        return f"{self.method.title} at {self.layer}" if self.layer else self.method.title

    def total(self) -> NDArray[np.float64]:
        """The map added up over its channels, shape (H, W)."""
        total: NDArray[np.float64] = self.map.astype(np.float64).sum(0)
        return total

    def numbers(self) -> dict[str, NDArray[Any]]:
        """Everything as arrays, for an NPZ file; `about` is a JSON document."""
        about = {
            "file": self.name,
            "weights": self.weights,
            "sha256": self.card.sha256,
            "method": self.method.name,
            "paper": self.method.paper,
            "layer": self.layer,
            "target": self.target,
            "class": self.card.classes[self.target],
            "contrast": self.contrast,
            "parameters": dict(self.values),
        }
        return {
            "attribution": self.map,
            "pixels": self.pixels,
            "probabilities": self.chances,
            "classes": np.array(self.card.classes),
            "about": np.array(json.dumps(about)),
        }
