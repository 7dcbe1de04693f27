"""A file from a server of this machine that does what servers and networks do."""

import hashlib
import os
import socket
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from cnnviz import fetching
from cnnviz.fetching import FetchError, Remote, fetch
from tests.server import serving

DATA = np.random.default_rng(5).bytes(300_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def _direct(monkeypatch):
    """No proxy of this machine stands between a test and its server."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def server():
    with serving(DATA) as made:
        yield made


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "file.pth"


def remote(server, sha256=SHA256[:8], most=10**6):
    return Remote(server.address, sha256, most)


def left(path):
    """Files beside the one that was wanted."""
    return sorted(p.name for p in path.parent.iterdir() if p != path)


def refused(server, path, *, timeout=5.0, **what):
    """The sentence; nothing stands at the path."""
    with pytest.raises(FetchError) as caught:
        fetch(remote(server, **what), path, timeout=timeout)
    assert not path.exists()
    message = str(caught.value)
    assert message.startswith(server.address)
    assert "\n" not in message
    return message.removeprefix(server.address).strip()


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
    assert seen[0][0] > 170_000
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


# the wrong file


def test_another_file_is_refused_and_forgotten(server, path):
    sentence = refused(server, path, sha256="0123abcd")
    assert sentence == (
        "is not the file that was expected (its SHA-256 does not begin with 0123abcd)"
    )
    assert left(path) == []


def test_a_truncated_file_whose_length_nobody_said_is_refused(server, path):
    server.length, server.faults = False, [("break", 120_000)]
    assert refused(server, path).startswith("is not the file that was expected")
    assert left(path) == []


@pytest.mark.parametrize("length", [True, False])
def test_a_file_that_is_too_long_is_refused(server, path, length):
    server.length = length
    sentence = refused(server, path, most=len(DATA) - 1)
    assert sentence == "is not the file that was expected (more than 299,999 bytes)"
    assert left(path) == []


# servers and networks


def test_an_answer_that_is_no_file(server, path):
    for code, words in ((404, "404 Not Found"), (503, "503 Service Unavailable")):
        server.faults = [("status", code)]
        assert refused(server, path) == f"cannot be fetched (the server answers {words})"
    assert left(path) == []


def test_nobody_listens(path, server):
    with socket.create_server(("127.0.0.1", 0)) as other:
        closed = f"http://127.0.0.1:{other.getsockname()[1]}/file.pth"
    with pytest.raises(FetchError) as caught:
        fetch(Remote(closed, SHA256, 10**6), path)
    assert str(caught.value) == f"{closed} cannot be reached (Connection refused)"


def test_no_such_host(path):
    address = "https://nothing.invalid/file.pth"
    with pytest.raises(FetchError) as caught:
        fetch(Remote(address, SHA256, 10**6), path)
    assert str(caught.value).startswith(f"{address} cannot be reached (")


def test_a_server_that_says_nothing(server, path):
    server.faults = [("wait", 30)]
    begin = time.monotonic()
    assert refused(server, path, timeout=0.2) == "cannot be reached (silent for 0.2 s)"
    assert time.monotonic() - begin < 10


def test_a_server_that_falls_silent_is_continued(server, path):
    server.faults = [("hang", 120_000)]
    assert refused(server, path, timeout=0.2) == "cannot be reached (silent for 0.2 s)"
    fetch(remote(server), path)
    assert server.asked == [None, "bytes=120000-"]


def test_a_server_that_is_slow_may_take_longer_than_its_patience(server, path):
    server.faults = [("drip", 0.003)]
    fetch(remote(server), path, timeout=0.5)
    assert path.read_bytes() == DATA


def test_a_server_that_does_not_speak_http(path):
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer():
            connection, _ = other.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        address = f"http://127.0.0.1:{other.getsockname()[1]}/file.pth"
        with pytest.raises(FetchError) as caught:
            fetch(Remote(address, SHA256, 10**6), path)
        thread.join()
    assert str(caught.value).startswith(f"{address} cannot be reached (220 mail")
    assert "\n" not in str(caught.value)


def test_a_redirect_within_a_server_is_followed(server, path):
    server.faults = [("leads", "/elsewhere"), ("leads", f"{server.address}?token=1")]
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.1:9/file.pth",  # another port is another server
        "http://example.invalid/file.pth",
        "ftp://127.0.0.1/file.pth",
        "file:///etc/hostname",
    ],
)
def test_a_redirect_to_what_is_not_https_is_not_followed(server, path, where):
    server.faults = [("leads", where)]
    sentence = refused(server, path)
    assert "which is not https" in sentence or "redirection" in sentence.lower()
    assert len(server.asked) == 1


def test_a_redirect_to_https_is_followed(server, path):
    server.faults = [("leads", "https://nothing.invalid/file.pth")]
    # the other host is asked for and cannot be found
    assert "cannot be reached" in refused(server, path)


def test_redirects_without_end(server, path):
    server.faults = [("leads", "/file.pth")] * 50
    assert refused(server, path).startswith("cannot be fetched (the server answers 302")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/file"])
def test_only_http_and_https_are_known(path, address):
    with pytest.raises(FetchError, match="unknown url type"):
        fetch(Remote(address, SHA256, 10**6), path)


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
    fetch(remote(server), path)
    assert path.read_bytes() == DATA


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_disk_that_fills_up_is_not_left_full(server, path):
    path.parent.mkdir()
    (path.parent / ".file.pth.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        fetch(remote(server), path)
    assert left(path) == []
    assert not path.exists()
