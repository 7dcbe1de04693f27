"""The set fetched from a server of this machine that does what servers and networks do."""

import errno
import shutil

import pytest
from filelock import FileLock

from cnnviz.data import DataError
from cnnviz.data.galaxy10 import arrays, download

NEXT = "or put the file by other means at {path} and run this again"


def refused(server, source, timeout=5.0):
    """The sentence between the address and the way out; nothing stands at the path."""
    with pytest.raises(DataError) as caught:
        download.download(timeout=timeout)
    assert not source.path.exists()
    said = str(caught.value)
    assert "\n" not in said
    return said.removeprefix(f"galaxy10: {server.address} ").removesuffix(
        NEXT.format(path=source.path)
    )


def kept(source):
    return sorted((p.name, p.stat().st_size) for p in source.path.parent.glob(".*.part"))


def test_the_file_is_where_astronn_looks_for_it(server, source, data):
    told = []
    assert download.download(lambda *pair: told.append(pair)) == source.path
    assert source.path.read_bytes() == data
    assert told[-1] == (len(data), len(data))
    assert kept(source) == []


def test_a_file_that_astronn_has_fetched_is_used(server, fetched, data):
    assert download.download() == fetched
    assert server.asked == []


def test_a_file_that_astronn_left_incomplete_is_fetched_anew(server, fetched, data):
    fetched.write_bytes(data[:1000])
    download.download()
    assert fetched.read_bytes() == data
    assert server.asked == [None]


def test_a_connection_that_breaks_off_is_taken_up_where_it_stopped(server, source, data):
    server.faults = [("break", 20_000), ("break", 10_000), ("hang", 5_000)]
    told = []
    download.download(lambda *pair: told.append(pair), timeout=1.0)
    assert source.path.read_bytes() == data
    assert server.asked == [None, "bytes=20000-", "bytes=30000-", "bytes=35000-"]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_connection_that_breaks_off_too_often_is_given_up_and_continued_later(
    server, source, data, monkeypatch
):
    monkeypatch.setattr(download, "TRIES", 2)
    server.faults = [("break", 20_000), ("break", 10_000)]
    assert refused(server, source) == (
        f"broke off after 30,000 of {len(data):,} bytes; run this again, it goes on from there, "
    )
    assert kept(source) == [(".Galaxy10_DECals.h5.part", 30_000)]
    download.download()
    assert source.path.read_bytes() == data
    assert server.asked[-1] == "bytes=30000-"


def test_who_cancels_goes_on_later(server, source, data):
    server.faults = [("break", 20_000)]

    def cancel(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download.download(cancel)
    assert kept(source)[0][1] > 0
    download.download()
    assert source.path.read_bytes() == data


def test_what_a_killed_process_had_received_is_gone_on_from_at_once(server, source, data):
    source.path.parent.mkdir(parents=True)
    (source.path.parent / ".Galaxy10_DECals.h5.0123abcd.part").write_bytes(data[:30_000])
    download.download()
    assert source.path.read_bytes() == data
    assert server.asked == ["bytes=30000-"]
    assert kept(source) == []


def test_one_process_fetches_at_a_time(server, source):
    source.path.parent.mkdir(parents=True)
    lock = FileLock(source.path.parent / ".Galaxy10_DECals.h5.lock")
    with lock, pytest.raises(DataError) as caught:
        download.download()
    assert str(caught.value) == "galaxy10: another process is fetching it; wait until it has"
    assert server.asked == []
    assert download.download() == source.path


def test_a_server_that_ignores_the_range_begins_again(server, source, data):
    server.faults, server.ranges = [("break", 20_000)], False
    download.download()
    assert source.path.read_bytes() == data
    assert server.asked == [None, "bytes=20000-"]


def test_a_server_that_cannot_resume_is_asked_twice(server, source):
    server.faults, server.ranges = [("break", 20_000)] * 30, False
    assert refused(server, source).endswith(
        ", no later than before, and this server cannot resume; run this again later, "
    )
    assert server.asked == [None, "bytes=20000-"]


def test_a_server_that_sends_another_range_is_soon_given_up(server, source):
    server.faults = [("break", 20_000), ("range", "bytes 7-9/10"), ("break", 20_000)]
    assert "this server cannot resume" in refused(server, source)
    assert server.asked == [None, "bytes=20000-", None]


def test_a_proxys_words_do_not_cost_what_had_come(server, source, data):
    server.faults = [("break", 20_000), ("text", b"Access denied"), ("status", 404)]
    assert refused(server, source).startswith("is answered with a web page instead of the file")
    assert refused(server, source).startswith("cannot be fetched (the server answers 404")
    download.download()
    assert source.path.read_bytes() == data
    assert server.asked == [None, *["bytes=20000-"] * 3]


def test_a_file_whose_length_nobody_says_is_taken_up_where_it_stopped(server, source, data):
    server.faults, server.length = [("break", 20_000)], False
    download.download()
    assert source.path.read_bytes() == data
    assert server.asked == [None, "bytes=20000-"]


@pytest.mark.parametrize("fault", [("status", 503), ("wait", 30)])
def test_once_a_part_has_come_a_few_tries_may_be_in_vain(server, source, data, fault):
    server.faults = [("break", 20_000), fault, ("break", 10_000), fault]
    download.download(timeout=0.5)
    assert source.path.read_bytes() == data
    assert len(server.asked) == 5


def test_too_many_tries_in_vain_are_given_up_and_what_came_is_kept(server, source):
    server.faults = [("break", 20_000), *[("status", 503)] * 20]
    assert refused(server, source) == (
        "cannot be fetched (the server answers 503 Service Unavailable); run this again later, "
    )
    assert len(server.asked) == 2 + download.IN_VAIN
    assert kept(source) == [(".Galaxy10_DECals.h5.part", 20_000)]


FAULTS = {
    "no such page": (("status", 404), "cannot be fetched (the server answers 404 Not Found)"),
    "busy": (("status", 503), "cannot be fetched (the server answers 503 Service Unavailable)"),
    "stalled": (("wait", 30), "cannot be reached (silent for 1 s)"),
}


@pytest.mark.parametrize(("fault", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_server_that_has_nothing(server, source, fault, reason):
    server.faults = [fault]
    assert refused(server, source, timeout=1.0) == f"{reason}; run this again later, "
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "page", [b"<!doctype html><title>Log in to the network</title>", b"<!-- Proxy --><html>", b"No"]
)
def test_a_proxys_page_in_place_of_the_file(server, source, page):
    server.data = page
    assert refused(server, source) == (
        "is answered with a web page instead of the file (a proxy or a login page may stand "
        "between); run this again later, "
    )
    assert kept(source) == []


def test_garbage_is_refused_and_forgotten(server, source, data):
    server.data = data[:-1] + b"!"
    digits = source.remote.sha256
    assert refused(server, source) == (
        f"is not the file that was expected (its SHA-256 does not begin with {digits}); "
        "run this again later, "
    )
    assert kept(source) == []
    assert not arrays.available()


def test_without_a_network(source):
    with pytest.raises(DataError) as caught:
        download.download()
    begin, end = str(caught.value).split(" (", 1)[0], NEXT.format(path=source.path)
    assert begin == "galaxy10: https://nothing.invalid/g.h5 cannot be reached"
    assert str(caught.value).endswith(f"; run this again later, {end}")


@pytest.fixture
def free(monkeypatch):
    """How many bytes the disk has."""
    usage = type("Usage", (), {"free": 10**9})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    return usage


def test_room_for_file_and_array_is_looked_for_before_anything_is_fetched(
    server, source, data, free, home
):
    free.free = 999
    with pytest.raises(DataError) as caught:
        download.download()
    assert str(caught.value) == (
        f"galaxy10: 1,000 bytes are needed for its images in {home / 'cache'}, 999 are free; "
        "make room, or name another folder in CNNVIZ_CACHE"
    )
    assert server.asked == []
    free.free = 1000 + len(data) - 1
    said = f"{1000 + len(data):,} bytes are needed, {free.free:,} are free"
    with pytest.raises(DataError) as caught:
        download.download()
    assert str(caught.value) == (
        f"galaxy10: {source.path} cannot be written ({said}); make room there and run this again"
    )
    assert kept(source) == []
    free.free += 1
    assert download.download() == source.path


def test_the_array_needs_no_room_on_another_disk(server, source, data, free, monkeypatch):
    monkeypatch.setattr(download, "_one_disk", lambda a, b: False)
    free.free = max(1000, len(data))
    assert download.download() == source.path


def test_a_disk_that_fills_up_is_a_sentence(server, source, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download, "fetch", full)
    with pytest.raises(DataError, match=r"cannot be written \(No space left on device\); make"):
        download.download()


def test_the_real_array_has_three_and_a_half_gigabytes():
    from cnnviz.data.galaxy10.classes import COUNT, SIDE

    assert COUNT * SIDE * SIDE * 3 == 3_487_039_488
