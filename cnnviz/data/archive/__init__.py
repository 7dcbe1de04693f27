"""A ZIP file of images, one folder per class, from somebody who is not trusted.

It is read in memory, image by image; nothing is unpacked to a disk. Python's `zipfile` is not used:
it believes what headers say, and finds a ZIP file behind anything else. Here the whole layout is
checked before a byte is unpacked (PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.4), and what is
unpacked is bounded by what was checked.

Modules:
    records   the headers as they stand in the file
    names     where a member lies; no name is ever used as a path on this machine
    layout    whether the members fit each other and the file
    zipped    an archive that was checked, and one member's bytes
    images    which members are images, and of which class
    checking  which of these can be read
"""

from cnnviz.data.archive.checking import Checked, Checking
from cnnviz.data.archive.images import LeftOut, Listed, listed
from cnnviz.data.archive.records import ArchiveError, Member
from cnnviz.data.archive.zipped import Archive, opened

__all__ = [
    "Archive",
    "ArchiveError",
    "Checked",
    "Checking",
    "LeftOut",
    "Listed",
    "Member",
    "listed",
    "opened",
]
