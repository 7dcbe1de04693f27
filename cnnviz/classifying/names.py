"""The image files of a folder, by name alone."""

import os
from collections.abc import Iterator

from cnnviz.data.image_file import SUFFIXES


def found(folder: str) -> Iterator[str]:
    """The names that `data.folder.image_files` finds, in its order, without a Path for each.

    Paths of many files take much memory. Links to folders are not followed, so that there is an
    end.

    Args:
        folder: as it was given

    Yields:
        names that begin with the folder's
    """
    levels = [_inside(folder)]  # no recursion: folders may lie deeper than Python calls
    while levels:
        entry = next(levels[-1], None)
        if entry is None:
            levels.pop()
        elif entry.is_dir(follow_symlinks=False):
            levels.append(_inside(entry.path))
        elif entry.name.lower().endswith(SUFFIXES) and not os.path.isdir(entry.path):
            yield entry.path


def _inside(folder: str) -> Iterator[os.DirEntry[str]]:
    """What lies in a folder, sorted, without what is hidden."""
    try:
        with os.scandir(folder) as entries:
            return iter(sorted((e for e in entries if e.name[0] != "."), key=lambda e: e.name))
    except OSError:  # what nobody may look into holds nothing, there as well
        return iter(())
