"""An animation on its way, frame by frame."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from io import BytesIO

import numpy as np
from PIL import Image

from cnnviz import figures
from cnnviz.scene import Scene

MOST_STEPS = 100


@dataclass
class Recording:
    """An animation of a stage; it goes on where it was interrupted.

    Args:
        scene: what is on the stage
        kernel: whose output is made
        dark: on a dark ground
        images: frames that are done, as PNG: a visitor may keep a hundred of them for hours
        rest: makes the others; begun once, as the first frame costs the most
    """

    scene: Scene
    kernel: int
    dark: bool
    images: list[bytes] = field(default_factory=list)
    rest: Iterator[Image.Image] | None = None

    @property
    def all(self) -> int:
        """Steps of the scene."""
        if self.scene.spread:
            top, left, bottom, right = self.scene.inside
            return (bottom - top) * (right - left)
        return int(np.prod(self.scene.outputs.shape[1:]))

    def __len__(self) -> int:
        return min(self.all, MOST_STEPS)

    @property
    def done(self) -> int:
        """Steps that are done."""
        return len(self.images)

    @property
    def is_done(self) -> bool:
        """Whether it is complete."""
        return self.done == len(self)

    def step(self) -> None:
        """Draw the next frame."""
        if self.rest is None:
            steps = range(self.done, len(self))
            self.rest = figures.frames(self.scene, steps, kernel=self.kernel, dark=self.dark)
        file = BytesIO()
        next(self.rest).save(file, "png", compress_level=1)
        self.images.append(file.getvalue())

    def file(self, steps_per_second: float) -> bytes:
        """The animation as a GIF file."""
        return figures.gif((Image.open(BytesIO(image)) for image in self.images), steps_per_second)

    def shows(self, other: "Recording") -> bool:
        """Whether both show the same."""
        alike = (self.kernel, self.dark) == (other.kernel, other.dark)
        return alike and all(
            _equal(getattr(self.scene, item.name), getattr(other.scene, item.name))
            for item in fields(Scene)
        )


def _equal(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=True)
    return type(one) is type(other) and bool(one == other)
