"""Galaxy10 fetched from a page: one job for all visitors."""

import time

import pytest

from cnnviz.data.galaxy10 import arrays
from cnnviz.ui.fetched import Fetching, _place
from cnnviz.ui.job import Job
from tests.pages.opening import open_app

PATIENCE = 30  # seconds


def ended(found):
    end = time.monotonic() + PATIENCE
    while found.going:
        assert time.monotonic() < end
        time.sleep(0.01)
    return found.job


def test_one_click_fetches_checks_and_converts(server, source):
    found = Fetching()
    assert not found.going
    found.start()
    first = found.job
    found.start()  # of another visitor
    assert found.job is first
    job = ended(found)
    assert job.error is None
    assert arrays.whole()
    assert found.step == "converted"


def test_what_goes_wrong_is_a_sentence_and_the_next_click_goes_on(server, source, data):
    server.faults = [("status", 404)]
    found = Fetching()
    found.start()
    assert "404" in str(ended(found).error)
    found.start()
    assert ended(found).error is None
    assert arrays.available()


def test_who_stops_it_keeps_what_has_come(server, source, monkeypatch):
    found = Fetching()
    monkeypatch.setattr("cnnviz.ui.job.LOOK", 0)

    def stopping(progress):
        found.stop()
        progress(1, 2)

    monkeypatch.setattr(found, "_work", stopping)
    found.start()
    job = ended(found)
    assert job.stopped
    assert job.error is None


@pytest.mark.parametrize(
    ("step", "done", "total", "words"),
    [
        ("fetched", 500_000_000, 2_540_000_000, "500 of 2,540 MB, "),
        ("converted", 8_868, 17_736, "8,868 of 17,736 images, about"),
    ],
)
def test_the_words_have_rate_and_time_left(step, done, total, words):
    found = Fetching()
    assert "the server is asked" in found.text
    found.job, found.step = Job("x"), step
    found.job.done, found.job.total = done, total
    found.seen = (0, time.monotonic() - 10)
    assert words in found.text
    assert "s left" in found.text


@pytest.fixture
def place():
    """Is looked for by each of these tests, and by the next."""
    _place.clear()
    yield
    _place.clear()


def test_the_page_offers_to_prepare_a_file_that_is_there(place, fetched):
    at = open_app("pages/data.py")
    said = "Galaxy10 DECaLS is on this machine; it is unpacked once"
    assert said in [one.label for one in at.expander]
    assert "Prepare it" in [one.label for one in at.button]
    assert "Download (2.54 GB)" not in [one.label for one in at.button]


def test_the_page_offers_what_is_not_there(place):
    at = open_app("pages/data.py")
    assert "Galaxy10 DECaLS is not on this machine" in [one.label for one in at.expander]
    button = next(one for one in at.button if one.label == "Download (2.54 GB)")
    assert button
    assert any("17,736 real galaxies" in one.value for one in at.markdown)


def test_the_page_shows_the_set_where_it_is(converted):
    at = open_app("pages/data.py", data_data="Galaxy10 DECaLS")
    assert not [one for one in at.button if one.label == "Download (2.54 GB)"]
    assert not at.error
    assert "Galaxy10 DECaLS" in [one.value for one in at.selectbox if one.label == "Data"]
