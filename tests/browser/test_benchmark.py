"""The app's figures are measured; what they are, the tests do not ask."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace

import pytest
from playwright.sync_api import TimeoutError as NothingShown

from cnnviz.benchmarks import app, page
from cnnviz.benchmarks.expected import expect
from cnnviz.benchmarks.wanted import WANTED

SEED = 77_000  # of galaxies that no other test asks for


def test_every_figure_is_measured(server, monkeypatch):
    monkeypatch.setattr(app, "serve", lambda: nullcontext(server))
    # in a thread of its own: in this one the tests' browser may be open already
    with ThreadPoolExecutor(1) as pool:
        figures = pool.submit(app.measure, galaxies=2, visits=1, reruns=3).result()
    assert {*WANTED["app"]} <= {*figures}
    assert 0 < figures["new_galaxy_median_ms"] <= figures["new_galaxy_p95_ms"]
    assert all(value > 0 for value in figures.values())


def test_the_tour_has_both_ways_to_a_new_galaxy():
    tour = list(app._tour(6))
    assert tour[0] == (0, app.FIRST)
    assert tour[4:6] == [(0, app.FIRST + 4), (1, app.FIRST + 4)]
    assert tour[6] == (1, app.FIRST + 5)
    assert len({*tour}) == 7


def test_a_new_galaxy_of_the_same_and_of_another_class_is_waited_for(browser, address):
    galaxies = expect([(2, SEED), (2, SEED + 1), (4, SEED + 1)])
    started = time.perf_counter()
    times = page.new_galaxies(browser, address, galaxies)
    assert len(times) == 2
    assert 0 < sum(times) < 1000 * (time.perf_counter() - started)


@pytest.mark.parametrize("change", [{"seed": SEED + 12}, {"percents": (0.0,) * 7}])
def test_another_galaxy_is_not_taken_for_it(browser, address, change, monkeypatch):
    first, second = expect([(2, SEED + 10), (2, SEED + 11)])
    monkeypatch.setattr(page, "SHOWN_MS", 1500)
    with pytest.raises(NothingShown):
        page.new_galaxies(browser, address, [first, replace(second, **change)])


def test_a_cold_visit_is_timed_from_its_request(browser, address):
    started = time.perf_counter()
    seconds = page.cold_visit(browser, address)
    assert 0 < seconds < time.perf_counter() - started
