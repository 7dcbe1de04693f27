"""From a galaxy's image to the numbers that enter a network, and the same in words."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cnnviz.preprocessing import Preprocessing
from cnnviz.pretrained import ImageNetInput

GREY = (0.299, 0.587, 0.114)  # ITU-R BT.601's luma, as Pillow and torchvision have it
PLANES = 3
LETTERS = "RGB"
MINUS = "\N{MINUS SIGN}"
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Feed:
    """How a network is fed.

    Args:
        preprocessing: from an image to three planes
        channels: C of the network's input: 3 for the planes, 1 for grey; of more, plane c mod 3
    """

    preprocessing: Preprocessing
    channels: int = PLANES

    def tensor(self, pixels: Pixels) -> Tensor:
        """What the network receives.

        Args:
            pixels: uint8 of shape (N, size, size, 3), as `preprocessing.pixels` makes them

        Returns:
            float32 of shape (N, C, size, size)
        """
        planes = self.preprocessing.tensor(pixels)
        if self.channels == 1:
            return (planes * torch.tensor(GREY)[:, None, None]).sum(1, keepdim=True)
        return planes[:, [c % PLANES for c in range(self.channels)]]

    def shown(self, pixels: Pixels) -> Pixels:
        """The galaxy as a picture of what is received, uint8 of shape (size, size, 3)."""
        if self.channels != 1:
            return pixels
        grey = np.round(pixels @ np.array(GREY)).astype(np.uint8)
        return np.repeat(grey[..., None], PLANES, axis=-1)

    def words(self, pixels: Pixels) -> str:
        """How an input value follows from a pixel, without full stop.

        Args:
            pixels: uint8 of shape (size, size, 3)
        """
        how = self._planes(pixels)
        if self.channels == 1:
            weights = " + ".join(f"{w} {letter}" for w, letter in zip(GREY, LETTERS, strict=True))
            return f"{weights}, each {how}"
        if self.channels == PLANES:
            return how
        return f"channel c is colour c mod 3 of red, green and blue: {how}"

    def about(self) -> str:
        """What is unusual about the input, in a sentence; empty for three planes."""
        size = self.preprocessing.size
        if self.channels == 1:
            parts = " + ".join(f"{w} {letter}" for w, letter in zip(GREY, LETTERS, strict=True))
            return (
                f"It takes one channel of {size} by {size} pixels: the galaxy is fed grey, {parts}."
            )
        if self.channels == PLANES:
            return ""
        return (
            f"It takes {self.channels} channels: red, green and blue are fed in turn, channel c is "
            "colour c mod 3."
        )

    def _planes(self, pixels: Pixels) -> str:
        rule = self.preprocessing
        if isinstance(rule, ImageNetInput):
            return (
                f"(value / 255 {MINUS} ImageNet's mean {_numbers(rule.mean)}) / its deviation "
                f"{_numbers(rule.deviation)}"
            )
        if rule.background == "none":
            return "value / 255"
        corner = pixels[0, 0] / 255
        sky = corner - rule.tensor(pixels[None])[0, :, 0, 0].numpy()
        return f"value / 255 {MINUS} the sky's median {_numbers(sky + 0.0)}"


def _numbers(values: object) -> str:
    return f"({', '.join(f'{value:.3f}' for value in np.asarray(values))})"
