"""A palette that many frames share."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COLOURS = 255  # one entry of a GIF's palette is left for what does not change
EXACT = 160  # of them are the commonest colours as they are, so that flat ground stays as it is


@dataclass(frozen=True)
class Palette:
    """Colours, and which of them is nearest to any other.

    Pillow looks up colours with six bits of each channel, which shows on flat ground; here all
    eight count.

    Args:
        colours: red, green and blue, shape (n, 3), n at most COLOURS
        known: for each 24-bit colour one more than its entry, 0 where it has not been looked up
    """

    colours: NDArray[np.uint8]
    # the system hands out only those parts of these 16 MB that are written to
    known: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1 << 24, np.uint8))

    def apply(self, image: Image.Image) -> Image.Image:
        """An RGB image with the palette's colours alone, as a picture with this palette."""
        packed = _packed(np.asarray(image))
        entries = self.known[packed]
        if not entries.all():
            self._look_up(np.unique(packed[entries == 0]))
            entries = self.known[packed]
        drawn = Image.fromarray(entries - 1)
        drawn.putpalette(self.colours.tobytes())
        return drawn

    def _look_up(self, packed: NDArray[np.uint32]) -> None:
        for part in np.array_split(packed, len(packed) // 4096 + 1):
            differences = _unpacked(part)[:, None].astype(int) - self.colours
            self.known[part] = (differences**2).sum(axis=-1).argmin(axis=-1) + 1


def palette(pixels: NDArray[np.uint8]) -> Palette:
    """The palette of some pixels, shape (N, 3)."""
    found, counts = np.unique(_packed(pixels), return_counts=True)
    found = found[np.argsort(-counts, kind="stable")]
    if len(found) <= COLOURS:
        return Palette(_unpacked(found))
    # each of the others once: a small bright star counts as much as a large dark sky
    others = Image.fromarray(_unpacked(found[EXACT:])[None])
    medians = others.quantize(COLOURS - EXACT, Image.Quantize.MEDIANCUT).getpalette()
    rest = np.array(medians, np.uint8).reshape(-1, 3)
    return Palette(np.vstack([_unpacked(found[:EXACT]), rest])[:COLOURS])


def _packed(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    wide = pixels.astype(np.uint32) << np.array([16, 8, 0], np.uint32)
    packed: NDArray[np.uint32] = np.bitwise_or.reduce(wide, axis=-1, dtype=np.uint32)
    return packed


def _unpacked(colours: NDArray[np.uint32]) -> NDArray[np.uint8]:
    parts = [(colours >> shift) & 255 for shift in (16, 8, 0)]
    return np.stack(parts, axis=-1).astype(np.uint8)
