"""The app in a real browser, every visit watched: no error on the console, no outside request."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cnnviz.benchmarks import chromium
from cnnviz.benchmarks.server import Server, serve
from tests.browser.watch import Watch

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one worker of `pytest -n`, so that one server and one browser do."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, served for all these tests."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serve(log) as server:
        yield server
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture(scope="package")
def address(server: Server) -> str:
    """Where the app is served."""
    return server.address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Where there is none the tests are skipped, but on a build machine they fail.

    It ends with these tests: while it runs, nothing else in this thread can use asyncio.
    """
    path = chromium.find()
    if path is None:
        reason = "no Chromium: `make test` installs one, CHROMIUM=/path/to/chromium names one"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*chromium.FLAGS])
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a blank page as a new visitor: `visitor(color_scheme="dark", viewport=...)`."""
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options)
        watch = Watch(urlsplit(address).netloc)
        watch.follow(context)
        contexts.append(context)
        watches.append(watch)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    for watch in watches:
        assert (watch.errors, watch.outside) == ([], [])


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """A blank page of a new visitor; `page.goto(f"{address}/")` opens the app."""
    return visitor()
