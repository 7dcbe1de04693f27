"""Which members of an archive are images, and of which class: its folders say so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.data import class_folders, image_file, labels
from cnnviz.data.archive import names
from cnnviz.data.archive.records import ArchiveError, Member
from cnnviz.data.archive.zipped import Archive
from cnnviz.names import distinct

NESTED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst")
NO_IMAGE = "not the name of an image file (PNG, JPEG, WebP, GIF, BMP, TIFF, FITS)"
NO_CLASS = "it lies in no class's folder"


@dataclass(frozen=True)
class LeftOut:
    """A file that is not among the images.

    Args:
        name: its place in the archive
        why: a sentence without its end
    """

    name: str
    why: str


@dataclass(frozen=True)
class Listed:
    """What lies in an archive; nothing is unpacked.

    Args:
        files: each image with the number of its class
        classes: names of the K_data classes
        candidates: bool of shape (K_data, 7), without a True where the classes are its own
        left_out: files that are none of these
        folders: names of the folders, as classes of their own
        folder_of: the number of each image's folder
        splits: names of the parts of a split that were taken together, as train and valid
    """

    files: tuple[tuple[Member, int], ...]
    classes: tuple[str, ...]
    candidates: NDArray[np.bool_]
    left_out: tuple[LeftOut, ...]
    folders: tuple[str, ...]
    folder_of: tuple[int, ...]
    splits: tuple[str, ...]


def listed(archive: Archive, name: str) -> Listed:
    """The images by class: of the seven, or its own where not one is among the seven.

    One folder around everything is passed through; parts of a split are taken together.

    Args:
        archive: that was checked
        name: what it is called in a message

    Raises:
        ArchiveError: no image in a class's folder
    """
    seen = [member for member in archive.members if not names.passed_over(member.path)]
    images = [one for one in seen if one.path.lower().endswith(image_file.SUFFIXES)]
    outer = _around([tuple(one.path.split("/")) for one in images])
    by_class = class_folders.grouped((one.path.split("/")[outer:], one) for one in images)
    folders = by_class.folders
    if not folders:
        raise ArchiveError(f"{name}: one folder per class with image files in it is expected")
    found, apart = labels.of_seven(folders.items()), labels.of_their_own(folders.items())
    if not any(one.candidates for one in found):
        found = apart
    files = tuple((member, k) for k, one in enumerate(found) for member in one.files)
    folder_of = {member.path: k for k, one in enumerate(apart) for member in one.files}
    return Listed(
        files, distinct(one.name for one in found), labels.rows(found),
        _left_out(seen, set(folder_of)), distinct(one.name for one in apart),
        tuple(folder_of[member.path] for member, _ in files), by_class.splits,
    )  # fmt: skip


def _around(places: Sequence[tuple[str, ...]]) -> int:
    """How many folders lie around everything; a class's folder is none of them."""
    outer = 0
    while places:
        firsts = {place[outer] for place in places if len(place) > outer + 1}
        deep = any(len(place) > outer + 2 for place in places)
        if len(firsts) != 1 or not deep or labels.candidates(next(iter(firsts))):
            break
        outer += 1
    return outer


def _left_out(seen: Sequence[Member], files: set[str]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(one.path, _why(one.path)) for one in seen if one.path not in files)


def _why(path: str) -> str:
    if path.lower().endswith(image_file.SUFFIXES):
        return NO_CLASS
    if path.lower().endswith(NESTED):
        return "an archive in the archive is not opened"
    return NO_IMAGE
