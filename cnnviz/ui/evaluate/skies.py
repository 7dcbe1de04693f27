"""How many galaxies of each class there are, by the name of a sky."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnviz.data.images import CLASSES
from cnnviz.ui.evaluate.choices import HEAVIEST

# Galaxy10 DECaLS (Leung and Bovy, astroNN): images of each of the seven classes
GALAXY10 = dict(zip(CLASSES, (1853, 2645, 2027, 2043, 1829, 2628, 1873), strict=True))
RARE = 2  # per cent of mergers, as near us (Darg et al. 2010 find 1 to 3 of 100)


@dataclass(frozen=True)
class Sky:
    """Proportions of the classes.

    Args:
        title: for people
        about: where they come from
        weigh: from the names of a network's outputs to their weights
    """

    title: str
    about: str
    weigh: Callable[[Sequence[str]], tuple[int, ...]]


def _galaxy10(classes: Sequence[str]) -> tuple[int, ...]:
    most = max(GALAXY10.values())
    return tuple(round(HEAVIEST * GALAXY10.get(name, 0) / most) for name in classes)


def _rare(classes: Sequence[str]) -> tuple[int, ...]:
    others = sum(name != CLASSES[0] for name in classes) or 1
    each = round((HEAVIEST - RARE) / others)
    return tuple(RARE if name == CLASSES[0] else each for name in classes)


SKIES = {
    "equal": Sky("Equal", "as these galaxies are, and the training's were", lambda names: ()),
    "galaxy10": Sky("Galaxy10 DECaLS", "the numbers of images in that set", _galaxy10),
    "rare": Sky("Mergers rare", f"{RARE} of 100 galaxies, about as near us", _rare),
}
