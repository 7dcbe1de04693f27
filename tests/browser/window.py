"""One page in several windows, without opening it anew for each."""

from playwright.sync_api import Page

from tests.browser.ready import wait_ready

PROJECTOR, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
_MS = 20_000  # charts take their new width a moment after the window has it
_WITHIN = """() => [document.scrollingElement, ...document.querySelectorAll(
    '[data-testid="stMain"]')].every(node => node.scrollWidth <= node.clientWidth)"""


def resize(page: Page, size: dict[str, int]) -> None:
    """Make the window so large, the larger first: what closes in a narrow one stays closed."""
    page.set_viewport_size(size)
    wait_ready(page)


def within(page: Page) -> None:
    """Wait until nothing has to be scrolled sideways; fail if something must."""
    page.wait_for_function(_WITHIN, timeout=_MS)
