"""Visitors of a real server; how fast it is, the tests do not ask."""

import asyncio
from contextlib import nullcontext

import pytest

from cnnviz.benchmarks import CannotMeasureError, visitors
from cnnviz.benchmarks.expected import expect
from cnnviz.benchmarks.server import serve
from cnnviz.benchmarks.visitor import PageError, Visitor
from cnnviz.benchmarks.wanted import WANTED

pytestmark = pytest.mark.xdist_group("visitors")  # one server for all of them


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serve(log) as server:
        yield server
    assert "Traceback" not in log.read_text(), log.read_text()


def drive(server, count, requests):
    return asyncio.run(visitors.drive(server.address, count, requests, interval=0.2))


def test_every_visitor_gets_galaxies_of_its_own(server, monkeypatch):
    monkeypatch.setattr(visitors, "serve", lambda: nullcontext(server))
    figures = visitors.measure(visitors=3, seconds=0.4, interval=0.2)
    assert (figures["visitors"], figures["requests"]) == (3, 6)
    assert (figures["errors"], figures["wrong"]) == (0, 0)
    assert 0 < figures["median_seconds"] <= figures["p95_seconds"]
    assert figures["arrival_p95_seconds"] > 0
    assert {*WANTED["visitors"]} <= {*figures}


def test_the_galaxy_of_another_is_counted_as_wrong(server, monkeypatch, caplog):
    def neighbours(asked):
        return expect([(label, seed + 1) for label, seed in asked])

    monkeypatch.setattr(visitors, "expect", neighbours)
    figures = drive(server, 1, 1)
    assert (figures["errors"], figures["wrong"]) == (0, 2)
    assert caplog.messages[0].startswith("the visitor of sim-merging-10001: the address names")


def test_a_request_without_an_answer_is_counted_as_an_error(server, monkeypatch, caplog):
    press = Visitor.press

    async def broken_for_mergers(self, label):
        if "merging" in self.query:
            raise PageError("the page shows an exception")
        await press(self, label)

    monkeypatch.setattr(Visitor, "press", broken_for_mergers)
    figures = drive(server, 2, 2)
    assert (figures["errors"], figures["wrong"]) == (2, 0)
    assert caplog.messages == ["the visitor of sim-merging-10000: the page shows an exception"]


def test_an_answer_that_takes_too_long_is_an_error(server, monkeypatch, caplog):
    monkeypatch.setattr(visitors, "PATIENCE", 1e-3)
    with pytest.raises(CannotMeasureError, match="no visitor got an answer"):
        drive(server, 1, 1)
    assert caplog.messages == ["the visitor of sim-merging-10000: no answer within 0.001 s"]
