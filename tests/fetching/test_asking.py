"""Servers and networks that do what servers and networks do."""

import socket
import threading
import time

import pytest

from cnnviz.asking import BrokenOffError
from cnnviz.fetching import FetchError, Remote, fetch
from tests.fetching.fetched import DATA, SHA256, left, refused, remote


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
    assert refused(server, path, timeout=1.0) == "cannot be reached (silent for 1 s)"
    assert time.monotonic() - begin < 10


def test_a_server_that_falls_silent_is_continued(server, path):
    server.faults = [("hang", 120_000)]
    with pytest.raises(BrokenOffError):
        fetch(remote(server), path, timeout=1.0)
    server.faults = [("wait", 30)]
    assert refused(server, path, timeout=1.0) == "cannot be reached (silent for 1 s)"
    fetch(remote(server), path)
    assert server.asked == [None, "bytes=120000-", "bytes=120000-"]


def test_a_server_that_is_slow_may_take_longer_than_its_patience(server, path):
    server.faults = [("drip", 0.01)]
    fetch(remote(server), path, timeout=1.5)
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
