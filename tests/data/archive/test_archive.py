"""Which ZIP files are read, and which are refused in a sentence."""

import stat
import struct
import zipfile
from io import BytesIO

import pytest

from cnnviz.data import archive
from cnnviz.data.archive import ArchiveError, layout, records
from cnnviz.data.image_file import MAX_BYTES, ImageFileError
from tests.data.archive.zips import Entry, packed, png, written

NAME = "galaxies.zip"
GOOD = {"barred/1.png": png(1), "round/2.png": png(2), "notes.txt": b"hello"}


def refused(data, reason):
    with pytest.raises(ArchiveError, match=reason) as caught:
        archive.opened(data, NAME)
    message = str(caught.value)
    assert message.startswith(f"{NAME}: ")
    assert "\n" not in message


def contents(data):
    found = archive.opened(data, NAME)
    return {member.path: found.read(member) for member in found.members}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_it_reads_what_zipfile_writes(method):
    assert contents(packed(GOOD, method)) == GOOD
    assert contents(packed(GOOD | {"barred/": b"", "empty/": b""}, method)) == GOOD
    assert contents(packed(GOOD, method, comment=b"0123456789abcdef" * 4)) == GOOD


def test_it_reads_what_is_written_to_a_stream():
    """Sizes then stand behind the data, as macOS writes them."""

    class Stream(BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in GOOD.items():
            file.writestr(name, content)
    data = stream.getvalue()
    assert b"PK\7\10" in data
    assert contents(data) == GOOD


@pytest.mark.parametrize("method", [0, 8])
@pytest.mark.parametrize("size", [0, 100])
def test_it_reads_what_info_zip_writes_to_a_stream(method, size):
    """Its local headers have no CRC, and the size, twice where nothing is packed, or none."""
    told = (0, size if method == 0 else 0, size)
    entry = Entry(b"a/1.png", b"x" * 100, method, flags=records.DESCRIBED, told=told)
    assert contents(written(entry)) == {"a/1.png": b"x" * 100}


def test_names_are_decoded_as_zipfile_does():
    entry = Entry(b"caf\x82/1.png", b"a")
    assert list(contents(written(entry))) == ["café/1.png"]
    assert list(contents(packed({"naïve λ/1.png": b"a"}))) == ["naïve λ/1.png"]
    assert list(contents(written(Entry(b"a\\b.png", b"a")))) == ["a/b.png"]
    assert list(contents(written(Entry(b"./a//b.png", b"a")))) == ["a/b.png"]


@pytest.mark.parametrize("data", [b"", b"PK", b"hello" * 100, png(), b"%PDF-1.7", bytes(5000)])
def test_what_is_no_zip_file_is_refused(data):
    refused(data, "not a ZIP file")


def test_a_truncated_one_is_refused():
    whole = packed(GOOD)
    for length in range(4, len(whole), 7):
        refused(whole[:length], "truncated ZIP file")


@pytest.mark.parametrize("before", [b"MZ program", png(), b"\0"])
def test_a_zip_file_behind_something_else_is_refused(before):
    refused(before + packed(GOOD), "something else that has a ZIP file behind it")
    refused(packed(GOOD) + before, "truncated")


def test_hidden_bytes_are_refused():
    refused(written(Entry(b"a/1.png", b"one"), between=b"secret"), "hidden bytes")
    first = Entry(b"a/1.png", b"one")
    inside = written(first, Entry(b"a/2.png", b"two"), listed=first.central(0), count=1)
    refused(inside, "hidden bytes")
    refused(packed(GOOD, comment=b"x" * 300), "truncated")


@pytest.mark.parametrize(
    "name",
    [b"/etc/passwd", b"../a.png", b"a/../../b.png", b"C:\\a.png", b"c:a.png", b"..\\a.png",
     b"a\\..\\..\\b.png", b"\\\\host\\a.png", b"a/.. /b.png"],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused(name):
    refused(written(Entry(name, b"a")), "a path that leads out of the archive")


@pytest.mark.parametrize(
    ("name", "flags", "reason"),
    [
        (b"a\0.png", 0, "control characters"),
        (b"a\nb.png", 0, "control characters"),
        (b"\xff\xfe.png", records.UTF8, "not UTF-8"),
        (b"", 0, "a name of 0 bytes"),
        (b"a" * 1001, 0, "a name of 1001 bytes"),
        (b".", 0, "without a name"),
    ],
)
def test_a_name_that_is_none_is_refused(name, flags, reason):
    refused(written(Entry(name, b"a", flags=flags)), reason)


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (stat.S_IFLNK | 0o777, "a symbolic link"),
        (stat.S_IFIFO, "a file of a special kind"),
        (stat.S_IFCHR, "a file of a special kind"),
        (stat.S_IFSOCK, "a file of a special kind"),
        (stat.S_IFDIR, "a file of a special kind"),
    ],
)
def test_links_and_devices_are_refused(mode, reason):
    refused(written(Entry(b"a/1.png", b"/etc/passwd", mode=mode)), reason)
    assert contents(written(Entry(b"a/1.png", b"x", mode=stat.S_IFREG | 0o644)))


def test_two_files_of_one_name_are_refused():
    one = Entry(b"a/1.png", b"one")
    refused(written(one, one), "two files of the same name")
    refused(written(one, Entry(b"a\\1.png", b"two")), "two files of the same name")
    composed, apart = "é.png".encode(), "e\N{COMBINING ACUTE ACCENT}.png".encode()
    twice = [Entry(name, b"a", flags=records.UTF8) for name in (composed, apart)]
    refused(written(*twice), "two files of the same name")


@pytest.mark.parametrize("flag", [records.ENCRYPTED, records.MASKED])
def test_an_encrypted_one_is_refused(flag):
    refused(written(Entry(b"a/1.png", b"a", flags=flag)), "encrypted")


@pytest.mark.parametrize(
    ("method", "name"), [(zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "LZMA")]
)
def test_other_ways_of_packing_are_refused(method, name):
    refused(packed(GOOD, method), f"packed by {name}")
    refused(written(Entry(b"a/1.png", b"a", method=99)), "packed by method 99")


@pytest.mark.parametrize(
    "entry",
    [
        Entry(b"a/1.png", b"abc", local_name=b"b/1.png"),
        Entry(b"a/1.png", b"abc", local_name=b"longer.png"),
        Entry(b"a/1.png", b"abc", local_size=4),
        Entry(b"a/1.png", b"abc", size=4),
        Entry(b"a/1.png", b"abc", told=(0, 0, 3)),
        Entry(b"a/1.png", b"abc", flags=records.DESCRIBED, told=(0, 0, 4)),
        Entry(b"a/1.png", b"abc", flags=records.DESCRIBED, told=(1, 0, 3)),
        Entry(b"a/1.png", b"abc" * 2000, method=8, size=1, local_size=1, body=b"x" * 1010),
    ],
)
def test_headers_that_contradict_each_other_are_refused(entry):
    refused(written(entry), "headers that contradict")


def test_files_that_overlap_are_refused():
    kernel = Entry(b"a/1.png", bytes(1000), method=8)
    twice = written(kernel, count=2, listed=kernel.central(0) + kernel.central(0))
    refused(twice, "files that overlap")
    # Fifield's: the second local header lies in the data of the first
    inner = Entry(b"a/2.png", b"inner")
    outer = Entry(b"a/1.png", inner.local())
    begin = len(outer.local()) - len(inner.local())
    refused(
        written(outer, count=2, listed=outer.central(0) + inner.central(begin)),
        "files that overlap",
    )
    reaching = Entry(b"a/1.png", b"abc", packed=5, size=5)
    refused(written(reaching, Entry(b"a/2.png", b"abc")), "files that overlap")


def test_many_files_are_refused_before_they_are_looked_at():
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 20_001, 20_001, 0, 4, 0)
    refused(b"PK\3\4" + end, "more than 20,000 files")
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 9 * 2**20, 4, 0)
    refused(b"PK\3\4" + end, "a table of contents of 9 MB")
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
    refused(b"PK\3\4" + end, "ZIP64")
    end = struct.pack("<4s4H2LH", b"PK\5\6", 1, 1, 1, 1, 0, 4, 0)
    refused(b"PK\3\4" + end, "one part of several")


def test_thousands_of_empty_files_are_refused():
    empty = [Entry(b"a/%d.png" % i) for i in range(layout.MOST_EMPTY + 1)]
    assert len(contents(written(*empty[1:]))) == layout.MOST_EMPTY
    refused(written(*empty), "1,001 empty files")


def test_what_unpacks_to_too_much_is_refused():
    body = b"x" * 2000
    claims = [
        Entry(b"a/%d.png" % i, b"", method=8, size=MAX_BYTES, body=body * 60) for i in range(103)
    ]
    refused(written(*claims), "unpacks to more than 2 GB")
    refused(written(*(Entry(b"%d" % i, b"", 8, size=MAX_BYTES, body=body) for i in range(3))),
            "times its size: a ZIP bomb")  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Entry(b"1.png", bytes(5000), 8, size=4000), "damaged in the ZIP file"),
        (Entry(b"1.png", bytes(5000), 8, size=6000), "damaged in the ZIP file"),
        (Entry(b"1.png", b"abc", crc=1), "damaged in the ZIP file"),
        (Entry(b"1.png", b"abc", 8, body=b"no deflate"), "damaged in the ZIP file"),
        (Entry(b"1.png", bytes(MAX_BYTES + 1), 8), "larger than 20 MB; make it smaller"),
    ],
)
def test_a_file_that_is_not_what_its_header_says_is_not_read(entry, reason):
    found = archive.opened(written(entry), NAME)
    with pytest.raises(ImageFileError, match=rf"^1\.png: {reason}"):
        found.read(found.members[0])


def test_the_key_is_the_whole_file():
    one, two = packed(GOOD), packed(GOOD | {"notes.txt": b"other"})
    assert archive.opened(one, NAME).sha256 == archive.opened(one, "b").sha256
    assert archive.opened(one, NAME).sha256 != archive.opened(two, NAME).sha256
