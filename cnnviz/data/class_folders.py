"""Which folder says of what class an image is, on a disk and in a ZIP file alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

SPLITS = ("train", "training", "valid", "validation", "val", "test", "testing")
T = TypeVar("T")


@dataclass(frozen=True)
class Grouped(Generic[T]):
    """Images by the folder of their class.

    Args:
        folders: names of the folders and the images in and below each
        splits: names of the folders around them that were taken together; empty without any
    """

    folders: dict[str, list[T]]
    splits: tuple[str, ...]


def grouped(files: Iterable[tuple[Sequence[str], T]]) -> Grouped[T]:
    """Group images by their first folder; by the second where the first are parts of a split.

    They are where each has the name of one, as train and valid, and folders are in them. What lies
    in no class's folder is left out.

    Args:
        files: the parts of each image's place below the top folder, and whatever stands for it
    """
    every = list(files)
    firsts = sorted({place[0] for place, _ in every if len(place) > 1})
    deep = any(len(place) > 2 for place, _ in every)
    splits = firsts if deep and all(name.casefold() in SPLITS for name in firsts) else []
    at = 1 if splits else 0
    folders: dict[str, list[T]] = {}
    for place, file in every:
        if len(place) > at + 1:
            folders.setdefault(place[at], []).append(file)
    return Grouped(folders, tuple(splits))
