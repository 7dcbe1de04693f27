"""The app in a real browser, every visit watched: no error on the console, no outside request."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cnnviz.benchmarks import chromium
from cnnviz.benchmarks.server import Server, serve
from tests.browser.visitors import PATIENCE_MS, Visitor, Visitors

HERE = Path(__file__).parent

expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one worker of `pytest -n`: they share a server and a browser."""
    for item in items:
        if HERE in item.path.parents:
            group = item.path.relative_to(HERE).with_suffix("").as_posix()
            item.add_marker(pytest.mark.xdist_group(f"browser/{group}"))


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


@pytest.fixture(scope="package")
def visitors(browser: Browser, address: str) -> Visitors:
    """The visitors whom tests may send, one after the other."""
    return Visitors(browser, address)


@pytest.fixture
def visitor(visitors: Visitors) -> Iterator[Callable[..., Page]]:
    """Opens a blank page as a new visitor: `visitor(color_scheme="dark", viewport=...)`."""
    sent: list[Visitor] = []

    def open_page(**options: Any) -> Page:
        sent.append(visitors.send(options))
        return sent[-1].context.new_page()

    yield open_page
    seen = [(one.watch.errors, one.watch.outside) for one in sent]
    for one in sent:
        visitors.take_back(one)
    assert all(found == ([], []) for found in seen), seen


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """A blank page of a new visitor; `page.goto(f"{address}/")` opens the app."""
    return visitor()
