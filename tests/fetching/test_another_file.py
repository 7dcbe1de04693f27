"""An answer that is not the file: refused, and what had come before is kept."""

import pytest

from cnnviz.asking import BrokenOffError
from cnnviz.fetching import fetch
from tests.fetching.fetched import DATA, left, refused, remote


def test_another_file_is_refused_and_forgotten(server, path):
    sentence = refused(server, path, sha256="0123abcd")
    assert sentence == (
        "is not the file that was expected (its SHA-256 does not begin with 0123abcd)"
    )
    assert left(path) == []


def test_a_truncated_file_whose_length_nobody_said_is_continued(server, path):
    server.length, server.faults = False, [("break", 120_000), ("break", 50_000)]
    assert refused(server, path) == "broke off after 120,000 bytes"
    assert refused(server, path) == "broke off after 170,000 of 300,000 bytes"
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked == [None, "bytes=120000-", "bytes=170000-"]


def test_another_file_whose_length_nobody_said_is_forgotten_when_it_comes_again(server, path):
    server.length, server.data = False, DATA[::-1]
    assert refused(server, path) == "broke off after 300,000 bytes"
    assert refused(server, path).startswith("is not the file that was expected (its SHA-256")
    assert left(path) == []


@pytest.mark.parametrize("length", [True, False])
def test_a_file_that_is_too_long_is_refused(server, path, length):
    server.length = length
    sentence = refused(server, path, most=len(DATA) - 1)
    assert sentence == "is not the file that was expected (more than 299,999 bytes)"
    assert left(path) == []


PAGE = b"\n<!DOCTYPE html><html><body>Please log in</body></html>"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        *((PAGE, None), (PAGE.lower(), "application/octet-stream"), (b"<HTML>x", None)),
        *((DATA, "text/html; charset=utf-8"), (b"", "text/html")),
        *((b"Access denied", "text/plain"), (b"<p>", "Application/XHTML+XML; charset=utf-8")),
        *((b"<!-- Proxy --><html>", None), (b'<?xml version="1.0"?><!DOCTYPE html>', None)),
    ],
)
def test_a_web_page_in_place_of_the_file_does_not_cost_what_had_come(server, path, data, kind):
    server.faults = [("break", 120_000)]
    refused(server, path)
    server.data, server.kind, server.ranges = data, kind, False
    assert refused(server, path) == (
        "is answered with a web page instead of the file (a proxy or a login page may stand "
        "between)"
    )
    server.data, server.kind, server.ranges = DATA, None, True
    fetch(remote(server), path)
    assert path.read_bytes() == DATA
    assert server.asked == [None, "bytes=120000-", "bytes=120000-"]


@pytest.mark.parametrize("data", [b"Access denied", b"\0" * 100_000, b"\x89HTML"])
def test_what_does_not_begin_as_the_file_is_not_taken_for_it(server, path, data):
    server.data = data
    assert refused(server, path, begins=(b"PK\3\4", b"\x89HDF")).startswith(
        "is answered with a web"
    )
    assert left(path) == []


def test_a_file_that_begins_as_it_should_may_be_called_a_text(server, path):
    server.kind, server.faults = "text/plain", [("break", 3)]  # fewer bytes than tell
    whole = remote(server, begins=(DATA[:8],))
    with pytest.raises(BrokenOffError):
        fetch(whole, path)
    fetch(whole, path)
    assert path.read_bytes() == DATA
