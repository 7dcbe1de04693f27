"""From an image of any size to what a network receives. The rule is part of each model's card.

Processes that only cut images import this too: PyTorch comes where tensors are made.
"""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from torch import Tensor

BACKGROUNDS = ("none", "border_median")


@dataclass(frozen=True)
class Preprocessing:
    """One rule for training, page and command line.

    An image whose sides are at most `whole` pixels is used whole; of a larger one the central
    square of max(whole, fraction * shorter side) pixels. That square is resized to `size`.

    Args:
        size: side of the network's input in pixels
        whole: longest side in pixels of an image that is not cropped
        fraction: share of the shorter side that is kept of a larger image
        background: "border_median" subtracts each channel's median over the outermost pixels, so
            that sky is zero whatever a survey's black level; "none" leaves the values alone
    """

    size: int = 96
    whole: int = 128
    fraction: float = 0.5
    background: str = "border_median"

    def __post_init__(self) -> None:
        """Refuse what cannot be done.

        Raises:
            ValueError: an unknown background, or a size, whole or fraction out of range
        """
        if self.background not in BACKGROUNDS:
            raise ValueError(f"background is one of {BACKGROUNDS}, got {self.background!r}")
        if self.size < 1 or self.whole < 1 or not 0 < self.fraction <= 1:
            found = f"size {self.size}, whole {self.whole}, fraction {self.fraction}"
            raise ValueError(f"sizes are at least 1 and 0 < fraction <= 1, got {found}")

    def box(self, height: int, width: int) -> tuple[int, int, int, int]:
        """The part of an image that is used: top, left, bottom, right in pixels.

        Up to one pixel off centre where the difference of the sides is odd.
        """
        shorter = min(height, width)
        if max(height, width) <= self.whole:
            side = shorter
        else:
            side = min(shorter, max(self.whole, round(self.fraction * shorter)))
        top, left = (height - side) // 2, (width - side) // 2
        return top, left, top + side, left + side

    def pixels(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Crop and resize one image.

        Args:
            image: uint8 of shape (H, W, 3)

        Returns:
            uint8 of shape (size, size, 3); the image itself where it already has that size
        """
        top, left, bottom, right = self.box(*image.shape[:2])
        square = image[top:bottom, left:right]
        if square.shape[0] == self.size:
            return square
        resized = Image.fromarray(np.ascontiguousarray(square)).resize(
            (self.size, self.size), Image.Resampling.LANCZOS
        )
        return np.asarray(resized)

    def tensor(self, pixels: NDArray[np.uint8]) -> "Tensor":
        """What the network receives.

        Args:
            pixels: uint8 of shape (N, size, size, C), as `pixels` makes them

        Returns:
            float32 of shape (N, C, size, size)
        """
        import torch

        return self.scale(torch.from_numpy(np.array(pixels)).permute(0, 3, 1, 2))

    def scale(self, pixels: "Tensor") -> "Tensor":
        """Values divided by 255 and the background subtracted; shape (N, C, H, W) is kept."""
        import torch

        x = pixels.float().div(255) if pixels.dtype == torch.uint8 else pixels
        return x if self.background == "none" else x - _sky(x)[..., None, None]

    def subtracted(self, pixels: NDArray[np.uint8]) -> tuple[float, ...] | None:
        """What is subtracted from each channel of an image; None where nothing is.

        Args:
            pixels: uint8 of shape (size, size, C)

        Returns:
            C levels, 0 to 255
        """
        if self.background == "none":
            return None
        import torch

        levels = _sky(torch.from_numpy(np.array(pixels)).permute(2, 0, 1).float())
        return tuple(levels.tolist())

    def to_dict(self) -> dict[str, Any]:
        """As it stands in a model card."""
        return asdict(self)


def _sky(x: "Tensor") -> "Tensor":
    """Median over the outermost pixels, shape (..., H, W) to (...)."""
    import torch

    sides = (x[..., 0, :], x[..., -1, :], x[..., :, 0], x[..., :, -1])
    return torch.cat(sides, dim=-1).median(dim=-1).values
