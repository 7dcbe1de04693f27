"""What was in an image file, before it is made fit for the screen."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.image_file import stretch
from cnnviz.data.image_file.stretch import AUTOMATIC, Levels, Stretch


@dataclass(frozen=True)
class Decoded:
    """An image, upright.

    Args:
        values: uint8 of shape (H, W, 3), or, of a file with more than eight bits, whole numbers or
            float32 of shape (H, W) or (H, W, 3), where NaN is no number
        kind: PNG, JPEG, WebP, GIF, BMP, TIFF or FITS
        pixel_scale: arcsec, where the header says so
        balanced: whether the channels' colours are the eye's, and not those of a survey's bands
    """

    values: NDArray[Any] = field(repr=False)
    kind: str
    pixel_scale: float | None = None
    balanced: bool = True

    @property
    def deep(self) -> bool:
        """Whether it has more than eight bits, so that a stretch is wanted."""
        return self.values.dtype != np.uint8

    @property
    def planes(self) -> NDArray[np.float32]:
        """The values, float32 of shape (H, W) or (H, W, 3)."""
        return self.values.astype(np.float32)

    def levels(self, chosen: Stretch = AUTOMATIC) -> Levels:
        """What a stretch comes to on this image, in the file's own units."""
        return stretch.measured(self.values, chosen, self.balanced)

    def rgb(self, chosen: Stretch = AUTOMATIC) -> NDArray[np.uint8]:
        """The picture, uint8 of shape (H, W, 3); one of eight bits is as it was saved."""
        if not self.deep:
            eight: NDArray[np.uint8] = self.values.astype(np.uint8, copy=False)
            return eight if eight.ndim == 3 else np.repeat(eight[..., None], 3, axis=2)
        return stretch.rgb(self.values, self.levels(chosen))
