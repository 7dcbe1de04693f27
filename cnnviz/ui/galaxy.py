"""One galaxy as the app shows it: simulated, by class and seed, or a visitor's own image.

The addresses of a visitor's own images are `upload` for the first, then `upload-2`, `upload-3` ...
"""

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.crop import Crop, cut
from cnnviz.data import image_file
from cnnviz.data.image_file import AUTOMATIC, Stretch
from cnnviz.data.images import CLASSES, Images
from cnnviz.data.simulator import NAMES

UPLOAD = "upload"
LARGEST_SEED = 10**9 - 1  # nine digits
PREVIEW = 768  # pixels: as large as a page shows an image
BAND = 64  # rows that are made smaller at once
CUT = 96  # pixels: side of what is cut out of an image, as the explorer's network receives it
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Galaxy:
    """A galaxy and what is known about it.

    Args:
        address: as it stands in the browser's address
        pixels: to be shown, uint8 of shape (h, w, 3); smaller than a large image itself
        shape: (H, W) of the image itself, pixels
        label: index into CLASSES where the class is known to be one of them
        truth: the true parameters of a simulated galaxy; angles in degrees, lengths in arcsec
        file: the visitor's file as it came, empty for another galaxy
        name: what a real galaxy of a set is called; empty for another
        whole: the image itself where `pixels` are smaller and there is no file
        stretch: from a file's brightness to the screen's; None where the file has eight bits
        crop: the square of the file's image that `pixels` are; None where they are all of it
        own_class: what its set calls its class; empty for a galaxy of no set
    """

    address: str
    pixels: Pixels = field(repr=False)
    shape: tuple[int, int]
    label: int | None = None
    truth: dict[str, float | str] = field(default_factory=dict)
    file: bytes = field(default=b"", repr=False)
    name: str = ""
    whole: Pixels | None = field(default=None, repr=False)
    stretch: Stretch | None = None
    crop: Crop | None = None
    own_class: str = ""

    @cached_property  # a file of many megabytes is read for it
    def key(self) -> str:
        """Different for different pictures: the address, with a file how it is drawn and cut."""
        if not self.file:
            return self.address
        drawn = f"-{self.stretch.black}-{self.stretch.softening}" if self.stretch else ""
        part = f"-{astuple(self.crop)}" if self.crop else ""
        named = f"-{self.name}" if self.name else ""
        return f"{self.address}{named}-{hashlib.sha256(self.file).hexdigest()}{drawn}{part}"

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        if self.name:
            return self.name
        if not self.simulated:
            return own_title(self.address)
        assert self.label is not None
        return f"{CLASSES[self.label]}, simulated, seed {self.truth['seed']}"

    @property
    def simulated(self) -> bool:
        """Whether it is one of the simulator's, whose true parameters are known."""
        return "seed" in self.truth

    def label_in(self, classes: Sequence[str]) -> int | None:
        """Its class as a network counts them; None where it is not known, or not one of them.

        Args:
            classes: names of the network's outputs
        """
        one = self.own_class if self.label is None else CLASSES[self.label]
        return list(classes).index(one) if one and one in classes else None

    @property
    def pixel_scale(self) -> float | None:
        """Arcsec per pixel where known."""
        return self._positive("pxscale")

    @property
    def redshift(self) -> float | None:
        """Where known."""
        return self._positive("redshift")

    def _positive(self, name: str) -> float | None:
        """A positive finite number that is known, of Python or NumPy."""
        value = self.truth.get(name, "")
        if isinstance(value, str):
            return None
        return float(value) if math.isfinite(float(value)) and value > 0 else None

    def image(self) -> Pixels:
        """The whole image, or what is cut out of it, uint8 of shape (H, W, 3)."""
        if self.whole is not None:
            return self.whole
        if not self.file or self.crop:
            return self.pixels
        return image_file.decode(self.file, UPLOAD).rgb(self.stretch or AUTOMATIC)

    def cropped(self, crop: Crop) -> "Galaxy":
        """A square of this image instead of all of it, CUT by CUT pixels."""
        known = {**self.truth}
        if self.pixel_scale:
            known["pxscale"] = self.pixel_scale * crop.side / CUT
        pixels = cut(self.image(), crop, CUT)
        return replace(self, pixels=pixels, shape=(CUT, CUT), truth=known, crop=crop)


def simulated_address(label: int, seed: int) -> str:
    """As `sim-barred-17`."""
    return f"sim-{NAMES[label]}-{seed}"


def parse_address(address: str) -> tuple[int, int] | None:
    """Class and seed of a simulated galaxy's address; None where it is none."""
    found = re.fullmatch(r"sim-([a-z]+)-([0-9]{1,9})", address)
    if not found or found[1] not in NAMES:
        return None
    return NAMES.index(found[1]), int(found[2])


def own_address(number: int) -> str:
    """Of a visitor's own image, counted from 1."""
    return UPLOAD if number == 1 else f"{UPLOAD}-{number}"


def own_number(address: str) -> int | None:
    """Which of a visitor's own images an address means, from 1; None where it means another."""
    if address == UPLOAD:
        return 1
    found = re.fullmatch(rf"{UPLOAD}-([1-9][0-9]{{0,5}})", address)
    return int(found[1]) if found and int(found[1]) > 1 else None


def own_title(address: str) -> str:
    """What one of a visitor's own images is called: without the file's name, which is theirs."""
    number = own_number(address) or 1
    return "Your image" if number == 1 else f"Your image {number}"


def from_simulation(images: Images) -> Galaxy:
    """The first of a set of simulated galaxies."""
    truth = {name: column[0].item() for name, column in images.table.items()}
    known = {name: value for name, value in truth.items() if value == value}  # not nan
    label = int(images.labels[0])
    address = simulated_address(label, int(known["seed"]))
    return Galaxy(address, images.pixels[0], images.pixels.shape[1:3], label, known)


def from_file(
    file: bytes, name: str, stretch: Stretch = AUTOMATIC, address: str = UPLOAD
) -> Galaxy:
    """A visitor's own image.

    Args:
        file: as it came
        name: for the message alone
        stretch: of the brightness, where the file has more than eight bits
        address: of the image

    Raises:
        ImageFileError: not an image, damaged, or too large; one sentence with the name
    """
    found = image_file.decode(file, name)
    image = found.rgb(stretch)
    scale = {"pxscale": found.pixel_scale} if found.pixel_scale else {}
    return Galaxy(
        address, preview(image), image.shape[:2], truth={**scale}, file=file,
        stretch=stretch if found.deep else None,
    )  # fmt: skip


def preview(image: Pixels) -> Pixels:
    """An image as large as a page shows it, uint8 of shape (h, w, 3); the whole is not copied."""
    factor = max(1, max(image.shape[:2]) // (2 * PREVIEW))
    bands = [
        np.asarray(Image.fromarray(image[i : i + BAND * factor]).reduce(factor))
        for i in range(0, len(image), BAND * factor)
    ]
    share = min(1.0, PREVIEW / max(image.shape[:2]))
    height, width = (max(1, round(n * share)) for n in image.shape[:2])
    smaller = Image.fromarray(np.concatenate(bands))
    return np.asarray(smaller.resize((width, height), Image.Resampling.LANCZOS))
