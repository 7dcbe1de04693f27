"""What the app has to answer, computed without it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnnviz import inference, weights
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES


@dataclass(frozen=True)
class Expected:
    """A simulated galaxy and the default network's probabilities of it.

    Args:
        label: index into CLASSES
        seed: of the galaxy
        pixels: uint8 of shape (H, W, 3)
        percents: the probabilities times 100, in the order of the classes
    """

    label: int
    seed: int
    pixels: NDArray[np.uint8] = field(repr=False)
    percents: tuple[float, ...]

    @property
    def address(self) -> str:
        """As it stands in the app's address."""
        return address(self.label, self.seed)

    @property
    def words(self) -> tuple[str, str]:
        """How the words for its picture begin and end."""
        return CLASSES[self.label], f"seed {self.seed}"


def address(label: int, seed: int) -> str:
    """As `sim-barred-17`."""
    return f"sim-{simulator.NAMES[label]}-{seed}"


def expect(galaxies: Sequence[tuple[int, int]]) -> list[Expected]:
    """What the app has to show for each class and seed.

    Raises:
        WeightsError: the default weights cannot be used
    """
    network, card = weights.load(weights.names()[0])
    pictures = [simulator.galaxy(label, seed).pixels[0] for label, seed in galaxies]
    received = np.array([card.preprocessing.pixels(pixels) for pixels in pictures])
    shares = inference.probabilities(network, card.preprocessing, received)
    return [
        Expected(label, seed, pixels, tuple(100 * share for share in row))
        for (label, seed), pixels, row in zip(galaxies, pictures, shares.tolist(), strict=True)
    ]
