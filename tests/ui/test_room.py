"""The memory that visitors' folders take, and when it is given back."""

import gc

import pytest

from cnnviz.data import archive
from cnnviz.data.image_file import ImageFileError
from cnnviz.ui import room
from tests.data.archive.zips import packed, png

DATA = packed({"round/1.png": png()})


@pytest.fixture
def clock(monkeypatch):
    """Who is here, and what time it is."""
    state = {"here": True, "now": 0.0}
    monkeypatch.setattr(room, "is_here", lambda session: state["here"])
    monkeypatch.setattr(room, "monotonic", lambda: state["now"])
    return state


def test_what_is_dropped_takes_no_room():
    found = room.Room()
    one, two = archive.opened(DATA, "a"), archive.opened(DATA, "b")
    found.add(one)
    found.add(two)
    assert found.taken() == {one: len(DATA), two: len(DATA)}
    del two
    gc.collect()
    assert found.taken() == {one: len(DATA)}
    one.release()
    assert found.taken() == {one: 0}


def test_a_visitor_who_left_for_good_is_forgotten(clock):
    found, one = room.Room(), archive.opened(DATA, "a")
    found.add(one)
    clock.update(now=room.LEFT + 1)
    assert found.taken() == {one: len(DATA)}  # silent, but here
    clock.update(here=False)
    found.see(one)
    clock.update(now=2 * room.LEFT)
    assert found.taken() == {one: len(DATA)}  # the connection may come back
    clock.update(now=2 * room.LEFT + 2)
    assert found.taken() == {one: 0}
    with pytest.raises(ImageFileError, match="damaged"):
        one.read(one.members[0])
