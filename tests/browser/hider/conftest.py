"""The hider alone, on a page of its own, served like the app and watched like it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.alone import served
from tests.browser.ready import wait_ready


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served."""
    log = tmp_path_factory.mktemp("hider") / "log.txt"
    with served("tests/browser/hider/app.py", log) as address:
        yield address


@pytest.fixture
def hider(visitor: Callable[..., Page], address: str) -> Page:
    """The page of a new visitor."""
    page = visitor()
    page.goto(address)
    wait_ready(page)
    page.locator(".hider .field").wait_for()
    return page
