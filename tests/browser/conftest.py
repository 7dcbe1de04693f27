"""The app in a real browser, every visit watched: no error on the console, no outside request."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.browser.watch import Watch

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
START_SECONDS = 120


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one worker of `pytest -n`, so that one server and one browser do."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            opener.open(f"{address}/_stcore/health", timeout=5).close()
            return
        except OSError:  # not listening yet
            time.sleep(0.1)
    server.kill()
    server.wait()
    pytest.fail(f"the app did not start: {log.read_text()}")


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, served for all these tests, with a cache folder of its own."""
    home = tmp_path_factory.mktemp("server")
    port, log = _free_port(), home / "log.txt"
    options = {"port": port, "headless": "true", "address": "127.0.0.1"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [f"--server.{name}={value}" for name, value in options.items()]
    environment = os.environ | {"XDG_CACHE_HOME": str(home / "cache")}
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait()
    assert "Traceback" not in log.read_text(), log.read_text()


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
