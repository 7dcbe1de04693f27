"""A file from a server of this machine that does what servers and networks do."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from cnnviz import fetching
from cnnviz.fetching import FetchError, NoRoomError, fetch
from tests.fetching.fetched import DATA, left, refused, remote


def test_the_whole_file_is_there_and_the_progress_was_told(server, path):
    seen = []
    fetch(remote(server), path, lambda *pair: seen.append(pair))
    assert path.read_bytes() == DATA
    assert left(path) == []
    assert seen[-1] == (len(DATA), len(DATA))
    assert {total for _, total in seen} == {len(DATA)}
    done = [n for n, _ in seen]
    assert done == sorted(done)
    assert server.asked == [None]
    assert server.agents == ["cnnviz"]


def test_a_server_that_does_not_say_how_much_there_is(server, path):
    server.length = False
    seen = []
    fetch(remote(server), path, lambda *pair: seen.append(pair))
    assert path.read_bytes() == DATA
    assert seen[-1] == (len(DATA), 10**6)


def test_a_file_that_is_there_is_replaced_only_by_a_whole_one(server, path):
    path.parent.mkdir()
    path.write_bytes(b"before")
    server.faults = [("status", 500)]
    with pytest.raises(FetchError):
        fetch(remote(server), path)
    assert path.read_bytes() == b"before"
    fetch(remote(server), path)
    assert path.read_bytes() == DATA


# interrupted


def test_what_broke_off_is_continued(server, path):
    server.faults = [("break", 120_000), ("break", 50_000)]
    assert refused(server, path) == "broke off after 120,000 of 300,000 bytes"
    assert left(path) == [".file.pth.part"]
    assert refused(server, path) == "broke off after 170,000 of 300,000 bytes"
    seen = []
    fetch(remote(server), path, lambda *pair: seen.append(pair))
    assert path.read_bytes() == DATA
    assert left(path) == []
    assert server.asked == [None, "bytes=120000-", "bytes=170000-"]
    assert seen[0] == (170_000, len(DATA))  # what was there is told, so that it counts for no rate
    assert seen[-1] == (len(DATA), len(DATA))


def test_what_the_user_interrupted_is_continued(server, path):
    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(remote(server), path, interrupt)
    size = (path.parent / ".file.pth.part").stat().st_size
    assert 0 < size <= len(DATA)
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked[0] is None
    assert server.asked[1] == f"bytes={size}-"


def test_a_server_that_cannot_continue_begins_again(server, path):
    server.faults, server.ranges = [("break", 120_000)], False
    refused(server, path)
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked == [None, "bytes=120000-"]
    assert left(path) == []


def test_of_two_that_begin_at_the_first_byte_the_longer_is_kept(server, path):
    server.faults, server.ranges = [("break", 120_000), ("break", 150_000)], False
    refused(server, path)
    assert refused(server, path) == "broke off after 150,000 of 300,000 bytes"
    assert left(path) == [".file.pth.part"]
    assert (path.parent / ".file.pth.part").stat().st_size == 150_000


@pytest.mark.parametrize("size", [100_000, 120_000])
def test_a_server_that_cannot_continue_and_gets_no_further_is_said(server, path, size):
    server.faults, server.ranges = [("break", 120_000), ("break", size)], False
    refused(server, path)
    assert refused(server, path) == (
        f"broke off after {size:,} of 300,000 bytes, no later than before, and this server cannot "
        "resume"
    )
    assert (path.parent / ".file.pth.part").read_bytes() == DATA[:120_000]
    assert left(path) == [".file.pth.part"]


def test_another_file_does_not_cost_what_had_come(server, path):
    server.faults = [("break", 120_000)]
    refused(server, path)
    server.data, server.ranges = DATA[::-1], False
    assert refused(server, path).startswith("is not the file that was expected (its SHA-256")
    server.data, server.ranges = DATA, True
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked == [None, *["bytes=120000-"] * 2]


def test_who_interrupts_an_answer_that_begins_again_keeps_what_had_come(server, path):
    server.faults, server.ranges = [("break", 290_000)], False
    refused(server, path)
    server.faults = [("drip", 0)]

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(remote(server), path, interrupt)
    assert (path.parent / ".file.pth.part").stat().st_size >= 290_000


def test_of_what_killed_processes_had_received_the_longest_is_kept(server, path):
    path.parent.mkdir()
    for name, size in (("a", 1000), ("b", 2000), ("c", 500)):
        (path.parent / f".file.pth.{name}.part").write_bytes(DATA[:size])
    fetching.adopt(path, age=0)
    assert left(path) == [".file.pth.part"]
    fetch(remote(server), path)
    assert server.asked == ["bytes=2000-"]


@pytest.mark.parametrize("part", [DATA, DATA + b"more"])
def test_a_part_that_is_too_long_is_begun_again(server, path, part):
    path.parent.mkdir()
    (path.parent / ".file.pth.part").write_bytes(part)
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert left(path) == []


def test_a_part_that_was_wrong_is_begun_again(server, path):
    path.parent.mkdir()
    (path.parent / ".file.pth.part").write_bytes(b"wrong")
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked == ["bytes=5-", None]


def test_another_range_than_the_one_that_was_asked_for_is_not_put_together(server, path):
    server.faults = [("break", 120_000), ("range", "bytes 7-299999/300000")]
    refused(server, path)
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked == [None, "bytes=120000-", None]


def test_the_part_of_a_process_that_was_killed_is_continued_when_it_is_old(server, path):
    path.parent.mkdir()
    old, young = (path.parent / f".file.pth.{name}.part" for name in ("0ld", "y0ung"))
    old.write_bytes(DATA[:1000])
    young.write_bytes(b"of a process that is alive")
    os.utime(old, (time.time() - 2 * fetching.ABANDONED,) * 2)
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked == ["bytes=1000-"]
    assert left(path) == [".file.pth.y0ung.part"]


def test_two_at_once_leave_one_whole_file(server, path):
    path.parent.mkdir()
    (path.parent / ".file.pth.part").write_bytes(DATA[:1000])
    server.faults = [("drip", 0.0005), ("drip", 0.0005)]
    failed = []

    def fetch_it():
        try:
            fetch(remote(server), path)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=fetch_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert path.read_bytes() == DATA
    assert left(path) == []
    assert sorted(server.asked, key=str) == [None, "bytes=1000-"]  # one has what was left


# this side


def test_a_file_in_place_of_the_folder(server, path):
    path.parent.write_text("a file")
    with pytest.raises(FileExistsError):
        fetch(remote(server), path)
    assert server.asked == []


def test_a_folder_in_place_of_the_file(server, path):
    path.mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        fetch(remote(server), path)
    assert left(path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_folder_that_cannot_be_written(server):
    with pytest.raises(OSError, match=r"."):
        fetch(remote(server), Path("/proc/self/folder/file.pth"))
    assert server.asked == []


def test_room_is_looked_for_before_anything_is_written(server, path, monkeypatch):
    usage = type("Usage", (), {"free": len(DATA) - 1})
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(OSError, match="300,000 bytes are needed, 299,999 are free"):
        fetch(remote(server), path)
    assert left(path) == []
    usage.free += 1
    with pytest.raises(OSError, match="300,007 bytes are needed, 300,000 are free"):
        fetch(remote(server), path, spare=7)
    fetch(remote(server), path)
    assert path.read_bytes() == DATA


def test_without_room_for_the_rest_what_had_come_is_kept(server, path, monkeypatch):
    path.parent.mkdir()
    (path.parent / ".file.pth.part").write_bytes(DATA[:120_000])
    with monkeypatch.context() as patch:
        patch.setattr(fetching.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 179_999}))
        with pytest.raises(NoRoomError, match="180,000 bytes are needed, 179,999 are free"):
            fetch(remote(server), path)
    assert left(path) == [".file.pth.part"]
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked == ["bytes=120000-"] * 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_disk_that_fills_up_is_not_left_full(server, path):
    path.parent.mkdir()
    (path.parent / ".file.pth.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        fetch(remote(server), path)
    assert left(path) == []
    assert not path.exists()
