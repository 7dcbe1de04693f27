"""Whatever bytes come, an archive is read or refused, in little memory."""

import random
import tracemalloc
import zipfile

import numpy as np
import pytest

from cnnviz.data import archive
from cnnviz.data.archive import ArchiveError, Checking
from tests.data.archive.zips import packed, png
from tests.peak import said_by

MEGABYTE = 1000  # kilobytes, about
GOOD = packed({f"{name}/{i}.png": png(i) for name in ("barred", "round") for i in range(3)})
STORED = packed({"round/1.png": png(), "round/2.png": b"no"}, zipfile.ZIP_STORED)


def taken(data):
    """Do with it what the page does; how many images it has, or None where it is refused."""
    try:
        found = archive.opened(data, "a.zip")
        return len(Checking(found, archive.listed(found, "a.zip"), "a.zip").finish().collection)
    except ArchiveError as error:
        if not str(error).startswith("a.zip: ") or "\n" in str(error):
            raise AssertionError(f"not a sentence: {error}") from error
        return None


@pytest.mark.parametrize("whole", [GOOD, STORED], ids=["deflated", "stored"])
@pytest.mark.parametrize("seed", range(5))
def test_changed_bytes_are_read_or_refused_in_a_sentence(whole, seed):
    draw = random.Random(seed)
    answers = set()
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(draw.randint(1, 4)):
            data[draw.randrange(len(data))] = draw.choice((0, 1, 0xFF, draw.randrange(256)))
        answers.add(taken(bytes(data)))
    assert None in answers
    assert answers & {1, 2, 3, 4, 5, 6}


def test_pieces_in_any_order_are_read_or_refused_in_a_sentence():
    draw = random.Random(1)
    marks = [b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\7\10", b"\xff" * 8, bytes(8), GOOD[:60]]
    for _ in range(300):
        cut = sorted(draw.sample(range(len(GOOD)), 3))
        pieces = [GOOD[: cut[0]], GOOD[cut[0] : cut[1]], GOOD[cut[1] : cut[2]], GOOD[cut[2] :]]
        pieces.insert(draw.randrange(5), draw.choice(marks))
        taken(b"".join(draw.sample(pieces, draw.randint(1, 5))))


def test_random_bytes_are_refused_in_a_sentence():
    noise = np.random.default_rng(0)
    for length in (0, 1, 21, 22, 23, 100, 5000):
        data = noise.integers(0, 256, length, np.uint8).tobytes()
        assert taken(data) is None
        assert taken(b"PK\3\4" + data) is None


def test_a_large_file_is_not_copied_to_be_checked():
    large = packed({f"round/{i}.png": bytes(2**20) for i in range(30)}, zipfile.ZIP_STORED)
    tracemalloc.start()
    try:
        found = archive.opened(large, "a.zip")
        archive.listed(found, "a.zip")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(found.members) == 30
    assert peak < 2**20


BOMB = """
from cnnviz.data import archive
from cnnviz.data.archive import ArchiveError, Checking
from tests.data.archive.zips import Entry, packed, png, written
import zlib

packing = zlib.compressobj(9, zlib.DEFLATED, -15)
body = b"".join(packing.compress(bytes(2**20)) for _ in range(60)) + packing.flush()
good = png()
small = Entry(b"round/0.png", good)
bombs = {
    "honest": written(Entry(b"round/1.png", b"", 8, size=60 * 2**20, body=body)),
    "lying": written(small, Entry(b"round/1.png", b"", 8, size=2**20, body=body)),
}
def answer(data):
    try:
        found = archive.opened(data, "a")
        return len(Checking(found, archive.listed(found, "a"), "a").finish().collection)
    except ArchiveError as error:
        return str(error)

answer(written(small))  # what is imported when it is needed
before = peak()
for name, data in bombs.items():
    print(name, answer(data))
print(peak() - before)
"""


def test_a_bomb_is_refused_in_little_memory():
    *answers, grown = said_by(BOMB).splitlines()
    assert answers == [
        "honest a: unpacks to 1,028 times its size: a ZIP bomb",
        "lying 1",  # it is unpacked no further than it says, and left out
    ]
    assert int(grown) < 10 * MEGABYTE
