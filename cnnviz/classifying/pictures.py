"""Image files into what the network receives, and why some of them are not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.data import image_file
from cnnviz.preprocessing import Preprocessing


@dataclass(frozen=True)
class Failure:
    """A file that could not be read.

    Args:
        name: of the file, as it was given
        reason: what is wrong with it
    """

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True)
class Pictures:
    """What came of some files.

    Args:
        names: of the N files that were read
        pixels: uint8 of shape (N, size, size, 3)
        failures: the others
    """

    names: tuple[str, ...]
    pixels: NDArray[np.uint8] = field(repr=False)
    failures: tuple[Failure, ...] = ()


def read(names: Sequence[str], rule: Preprocessing) -> Pictures:
    """Read files, one after the other; none stops the others.

    Args:
        names: paths, which stand in the messages as they are
        rule: cuts each image to the network's size
    """
    kept: list[str] = []
    squares: list[NDArray[np.uint8]] = []
    failures: list[Failure] = []
    for name in names:
        try:
            squares.append(rule.pixels(image_file.read(Path(name), name)))
            kept.append(name)
        except image_file.ImageFileError as error:
            failures.append(Failure(name, str(error).removeprefix(f"{name}: ")))
        except MemoryError:
            failures.append(Failure(name, "there is not enough memory to read it"))
    shape = (len(kept), rule.size, rule.size, 3)
    pixels = np.stack(squares) if squares else np.empty(shape, np.uint8)
    return Pictures(tuple(kept), pixels, tuple(failures))


def failed(name: str, reason: str, rule: Preprocessing) -> Pictures:
    """Nothing but one failure."""
    nothing = np.empty((0, rule.size, rule.size, 3), np.uint8)
    return Pictures((), nothing, (Failure(name, reason),))


def joined(parts: Sequence[Pictures]) -> Pictures:
    """Several one after the other."""
    return Pictures(
        tuple(name for part in parts for name in part.names),
        np.concatenate([part.pixels for part in parts]),
        tuple(failure for part in parts for failure in part.failures),
    )
