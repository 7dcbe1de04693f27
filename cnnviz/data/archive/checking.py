"""Which images of an archive can be read: each is decoded once, and none is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from cnnviz.data import image_file
from cnnviz.data.archive.images import LeftOut, Listed
from cnnviz.data.archive.records import ArchiveError, Member
from cnnviz.data.archive.zipped import Archive
from cnnviz.data.collection import Collection, Pixels
from cnnviz.data.image_file import ImageFileError
from cnnviz.data.reading import Progress, silent
from cnnviz.names import shown


@dataclass(frozen=True, eq=False)
class Checked:
    """The images of an archive that can be read.

    Args:
        archive: that holds them
        members: of the N images
        collection: the set of these images; each is decoded when it is asked for
        apart: the same images, their folders as classes of their own
        left_out: every other file
        splits: names of the parts of a split that were taken together
    """

    archive: Archive = field(repr=False)
    members: tuple[Member, ...] = field(repr=False)
    collection: Collection = field(repr=False)
    apart: Collection = field(repr=False)
    left_out: tuple[LeftOut, ...] = field(repr=False)
    splits: tuple[str, ...] = ()

    def file(self, j: int) -> bytes:
        """The file of image j as it came."""
        return self.archive.read(self.members[j])


@dataclass(eq=False)
class Checking:
    """The work, which can be interrupted: it goes on where it was.

    Args:
        archive: that was checked
        listed: its images
        name: what it is called in a message
        whys: of each image that was looked at, why it cannot be read; empty where it can
    """

    archive: Archive = field(repr=False)
    listed: Listed = field(repr=False)
    name: str
    whys: list[str] = field(default_factory=list, repr=False)

    def finish(self, progress: Progress = silent) -> Checked:
        """Decode what has not been yet.

        Args:
            progress: called with images done and images in all

        Raises:
            ArchiveError: not one image can be read
        """
        files = self.listed.files
        for member, _ in files[len(self.whys) :]:
            progress(len(self.whys), len(files))
            self.whys.append(_why(self.archive, member))
        progress(len(files), len(files))
        return self._checked()

    def _checked(self) -> Checked:
        found = self.listed
        good = np.array([not why for why in self.whys])
        bad = {m.path: why for (m, _), why in zip(found.files, self.whys, strict=True) if why}
        if not good.any():
            first = next(iter(bad.values()))
            raise ArchiveError(
                f"{self.name}: not one of its {len(bad):,} images can be read, the first because: "
                f"{first}"
            )
        members = tuple(found.files[j][0] for j in np.flatnonzero(good))
        names = tuple(shown(member.path.split("/")[-1]) for member in members)
        collection = Collection(
            np.array([label for _, label in found.files], np.int64)[good], found.classes,
            found.candidates, names, lambda j: _pixels(self.archive, members[j]),
        )  # fmt: skip
        apart = replace(
            collection,
            labels=np.array(found.folder_of, np.int64)[good],
            classes=found.folders,
            candidates=np.zeros((len(found.folders), found.candidates.shape[1]), np.bool_),
        )
        left_out = _left_out(found, bad)
        return Checked(self.archive, members, collection, apart, left_out, found.splits)


def _why(archive: Archive, member: Member) -> str:
    try:
        _pixels(archive, member)
    except ImageFileError as error:
        return str(error).removeprefix(f"{member.path}: ")
    return ""


def _pixels(archive: Archive, member: Member) -> Pixels:
    return image_file.read(archive.read(member), member.path)


def _left_out(found: Listed, bad: Mapping[str, str]) -> tuple[LeftOut, ...]:
    every = [*found.left_out, *(LeftOut(name, why) for name, why in bad.items())]
    return tuple(sorted(every, key=lambda one: one.name))
