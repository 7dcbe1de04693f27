"""A training in a real browser, from the click to the matrix."""

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cnnviz.training import runs
from tests.browser.ready import wait_ready

PATIENCE = 90_000  # ms
SHORT = {"galaxies": 140, "iterations": 60, "validate_every": 20, "batch": 20, "split": [5, 5, 0]}
LONG = {
    **SHORT,
    "batch": 200,
    "iterations": 20_000,
    "validate_every": 2_000,
    "schedule": "constant",
}


@pytest.fixture(scope="module", autouse=True)
def _gone():
    """What is trained here is no model of other tests' pages."""
    yield
    for name in runs.names():
        until(lambda name=name: not runs.held(runs.folder() / name / runs.LOCK))
        runs.delete(name)


@pytest.fixture
def shown(page, address):
    """Opens the page with choices in the address."""

    def open_page(**choices):
        asked = "&".join(f"train_{name}={text}" for name, text in choices.items())
        page.goto(f"{address}/train?{asked}")
        wait_ready(page)
        return page

    return open_page


def start(page):
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url(re.compile("train_run="))
    return re.search("train_run=([a-z0-9-]+)", page.url)[1]


def section(page, name):
    page.get_by_role("radio", name=name).click()
    wait_ready(page)


def taken(page, count):
    """Every file of the section comes and holds something."""
    buttons = page.get_by_test_id("stMain").get_by_test_id("stDownloadButton")
    expect(buttons).to_have_count(count)
    for button in buttons.all():
        with page.expect_download() as download:
            button.get_by_role("button").click()
        assert Path(download.value.path()).stat().st_size > 0


def state(name):
    found = runs.summary(name)
    return found.state if found else "gone"


def until(found, seconds=90):
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_from_one_click_to_the_matrix(shown, address):
    page = shown(changes=json.dumps(SHORT))
    name = start(page)
    expect(page.get_by_text("finished, 60 of 60 iterations")).to_be_visible(timeout=PATIENCE)
    wait_ready(page)
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    # the film of its checkpoints, with the keyboard
    section(page, "Time-lapse")
    film = page.locator(".lapse")
    film.wait_for(timeout=PATIENCE)
    film.focus()
    where = film.locator(".where")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft"):
        film.press(key)
    expect(where).to_contain_text("Iteration 0: validation loss")
    before = film.locator("img").first.get_attribute("src")
    film.press("ArrowRight")
    expect(where).to_contain_text("Iteration 20:")
    assert film.locator("img").first.get_attribute("src") != before
    film.press("ArrowLeft")
    film.locator(".play").click()
    expect(where).to_contain_text("Iteration 60:")  # it plays to the end and stops
    expect(film.locator(".play")).to_have_attribute("aria-label", "Play")
    expect(film.locator("td")).to_have_count(49)
    taken(page, 2)
    for name_of, count in (("All runs", 1), ("PyTorch and files", 3)):
        section(page, name_of)
        taken(page, count)
    # the model of every page, by its address too
    section(page, "Use the network")
    taken(page, 2)
    page.get_by_role("button", name="Use this network").click()
    page.wait_for_url(re.compile(f"model={name}"))
    wait_ready(page)
    page.get_by_role("link", name="How often it is right").click()
    page.wait_for_url(re.compile(r"/evaluate\?"))
    wait_ready(page)
    expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_text(re.compile(r"[0-9.]+.% .*right|[Aa]ccuracy")).first).to_be_visible()
    page.reload()
    wait_ready(page)
    assert f"model={name}" in page.url


def test_pause_go_on_and_another_learning_rate(shown):
    page = shown(changes=json.dumps(LONG))
    name = start(page)
    expect(page.get_by_text(re.compile("^runs, "))).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Learning rate").click()
    rate = page.get_by_role("spinbutton", name="Another learning rate")
    rate.fill("0.0005")
    rate.press("Tab")
    page.get_by_role("button", name="Change", exact=True).click()
    until(lambda: any(e["event"] == "learning_rate" for e in runs.happened(name)))
    # another page, and back: the run went on and the page finds it
    page.get_by_role("link", name="Home").click()
    page.wait_for_url(re.compile(r"/\?"))
    page.go_back()
    wait_ready(page)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text(re.compile("paused, "))).to_be_visible(timeout=PATIENCE)
    assert state(name) == "paused"
    done = runs.summary(name).status["iteration"]
    page.get_by_role("button", name="Go on").click()
    until(lambda: state(name) == "running" and runs.summary(name).status["iteration"] > done)
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text(re.compile("stopped, "))).to_be_visible(timeout=PATIENCE)
