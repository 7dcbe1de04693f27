"""The app in a real browser, every visit watched: no error on the console, no outside request."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser import chromium

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


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, served for the whole session, with a cache folder of its own."""
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Where there is none the tests are skipped, but on a build machine they fail."""
    path = chromium.find()
    if path is None:
        reason = "no Chromium: `make test` installs one, CHROMIUM=/path/to/chromium names one"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*chromium.FLAGS])
        yield browser
        browser.close()


@dataclass
class Watch:
    """What must not happen while the pages of one visitor are open."""

    host: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of the visitor, those opened later too."""
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", lambda request: self._see(request.url))
        context.on("page", lambda page: page.on("websocket", lambda ws: self._see(ws.url)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_streamlits_question(message):
            self.errors.append(message.text)

    def _is_streamlits_question(self, message: ConsoleMessage) -> bool:
        """At /convolution Streamlit asks for /convolution/_stcore/... before /_stcore/..."""
        parts = urlsplit(message.location["url"])
        return "404" in message.text and parts.netloc == self.host and "/_stcore/" in parts.path

    def _see(self, url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != self.host:
            self.outside.append(url)


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
