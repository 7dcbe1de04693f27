"""When a visitor sees it: the app's home page in Chromium, timed by the page's own clock."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cnnviz.benchmarks.answer import ROUNDING
from cnnviz.benchmarks.expected import Expected

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READY_MS, SHOWN_MS = 120_000, 60_000  # when to give up
# Arms a stopwatch: from the next press of the mouse until the picture and the bars of the galaxy
# that is expected have been painted, in ms. Two animation frames on, the first is on the screen.
_STOPWATCH = """([first, last, percents, rounding]) => {
    const picture = () => document.querySelector(".gx-galaxy img");
    const before = picture().src;
    const bars = () => [...document.querySelectorAll(".gx-bars td")]
        .map(cell => parseFloat(cell.textContent.replace("<", "")));
    const answered = () => {
        const image = picture(), shares = bars();
        return image && image.src !== before && image.complete && image.naturalWidth > 0
            && image.alt.startsWith(first) && image.alt.endsWith(last)
            && shares.length === percents.length
            && shares.every((share, k) => Math.abs(share - percents[k]) <= rounding);
    };
    window.shownAfter = undefined;
    addEventListener("pointerdown", event => {
        const painted = () => { window.shownAfter = performance.now() - event.timeStamp; };
        const look = async () => {
            if (!answered()) return requestAnimationFrame(look);
            await picture().decode();
            requestAnimationFrame(() => requestAnimationFrame(painted));
        };
        requestAnimationFrame(look);
    }, {capture: true, once: true});
}"""
# ms since the visit began, once the script has ended and everything is drawn; before that false
_READY = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const images = [...document.images];
    return app?.dataset.testScriptState === "notRunning"
        && document.querySelector(".gx-galaxy img") && document.querySelector(".gx-bars")
        && !document.querySelector('[data-testid="stSkeleton"]')
        && images.every(image => image.complete && image.naturalWidth > 0)
        && performance.now();
}"""


def cold_visit(browser: "Browser", address: str) -> float:
    """Seconds from a new visitor's request until the home page is complete.

    Args:
        browser: open; the visitor has a context of its own, without anything kept
        address: http://HOST:PORT of the app
    """
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(address, wait_until="commit")
        ready = page.wait_for_function(_READY, timeout=READY_MS)
        return float(ready.json_value()) / 1000
    finally:
        context.close()


def new_galaxies(browser: "Browser", address: str, galaxies: Sequence[Expected]) -> list[float]:
    """Ask for one galaxy after another; ms from the press until each is on the screen.

    Args:
        browser: open
        address: http://HOST:PORT of the app
        galaxies: the first is the visit's; each next is of the same class and the next seed, which
            "Another one" asks for, or of another class and the same seed
    """
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{address}/?galaxy={galaxies[0].address}", wait_until="commit")
        page.wait_for_function(_READY, timeout=READY_MS)
        return [_time(page, *pair) for pair in pairwise(galaxies)]
    finally:
        context.close()


def _time(page: "Page", before: Expected, expected: Expected) -> float:
    if before.label == expected.label:
        wanted = page.get_by_role("button", name="Another one")
    else:
        page.get_by_role("combobox", name="Galaxy").click()
        wanted = page.get_by_role("option", name=expected.words[0], exact=True)
        wanted.wait_for(timeout=SHOWN_MS)
    page.evaluate(_STOPWATCH, [*expected.words, expected.percents, ROUNDING])
    wanted.click(timeout=SHOWN_MS)
    shown = page.wait_for_function("() => window.shownAfter", timeout=SHOWN_MS)
    return float(shown.json_value())
