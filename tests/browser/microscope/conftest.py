"""The microscope alone, on a page of its own, served like the app and watched like it."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.alone import served
from tests.browser.ready import wait_ready
from tests.browser.stage.conftest import Visit
from tests.browser.watch import Watch


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served."""
    log = tmp_path_factory.mktemp("microscope") / "log.txt"
    with served("tests/browser/microscope/app.py", log) as address:
        yield address


@pytest.fixture(scope="package")
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """The page that tests share."""
    context, watch = (
        browser.new_context(viewport={"width": 1280, "height": 720}),
        Watch(urlsplit(address).netloc),
    )
    watch.follow(context)
    page = context.new_page()
    page.goto(address)
    wait_ready(page)
    yield Visit(page, watch)
    context.close()


@pytest.fixture
def microscope(visit: Visit, address: str) -> Iterator[Callable[..., Page]]:
    """Asks for one of the cases: `microscope("tutorial", view="map", trail="linear.3")`."""

    def open_case(name: str, page: Page | None = None, **query: str) -> Page:
        page = page or visit.page
        if page.url == "about:blank":
            page.goto(address)
            wait_ready(page)
        visit.asked += 1
        page.mouse.move(0, 0)
        page.get_by_label("Which").fill(urlencode({"case": name, "test": visit.asked, **query}))
        page.keyboard.press("Enter")
        page.get_by_text(f"test {visit.asked}", exact=True).wait_for()
        wait_ready(page)
        page.locator(".microscope[data-run]").wait_for()
        page.evaluate("document.activeElement.blur()")
        return page

    yield open_case
    visit.page.set_viewport_size({"width": 1280, "height": 720})
    visit.page.emulate_media(color_scheme="light")
    errors, visit.watch.errors = visit.watch.errors, []
    assert (errors, visit.watch.outside) == ([], [])
