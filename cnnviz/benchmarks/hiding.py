"""A patch dragged over the galaxy in Chromium: how soon the bars follow."""

import re
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from cnnviz import hiding, weights
from cnnviz.benchmarks import CannotMeasureError, chromium
from cnnviz.benchmarks.server import serve
from cnnviz.data import simulator
from cnnviz.hiding import Patch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE_MS = 60_000
LABEL, SEED = 3, 17  # a barred spiral
SIDE, FILLING = 20, "black"
METHODS = "&attribution_methods=saliency"  # the maps above: a release does not draw them again
ROUNDING = 0.1  # per cent: what is printed has one decimal
# Arms a stopwatch: from the next time that the pointer lets go until other bars are painted, in ms.
# Two animation frames after they are in the page, they are on the screen.
_STOPWATCH = """() => {
    const bars = () => document.querySelector(".gx-changed")?.textContent;
    const before = bars();
    window.shownAfter = undefined;
    addEventListener("pointerup", event => {
        const painted = () => { window.shownAfter = performance.now() - event.timeStamp; };
        const look = () => requestAnimationFrame(
            bars() && bars() !== before ? () => requestAnimationFrame(painted) : look);
        look();
    }, {capture: true, once: true});
}"""
# Whether the page's script has ended, and no map is computed outside it.
_AT_REST = """() => document.querySelector('[data-testid="stApp"]').dataset.testScriptState
    === "notRunning" && document.querySelector(".gx-changed")
    && !document.querySelector('[data-testid="stProgress"]')"""
_NOW = "rows => rows.map(row => row.children[2].textContent)"


def measure(drags: int = 7) -> float:
    """Serve the app and drag a patch over a galaxy.

    Args:
        drags: how often

    Returns:
        median of the time from letting go until the new bars are painted, ms

    Raises:
        CannotMeasureError: there is no browser, or the page does not show what it should
    """
    with serve() as server, chromium.opened() as browser:
        from playwright.sync_api import Error

        try:
            return _measure(browser, server.address, drags)
        except Error as error:
            reason = error.message.partition("\n")[0]
            raise CannotMeasureError(f"hiding in Chromium: {reason}") from error


def _measure(browser: "Browser", address: str, drags: int) -> float:
    context = browser.new_context()
    try:
        page = context.new_page()
        galaxy = f"sim-{simulator.NAMES[LABEL]}-{SEED}"
        choices = f"section=hide&attribution_side={SIDE}&attribution_filling={FILLING}{METHODS}"
        page.goto(f"{address}/attribution?galaxy={galaxy}&attribution_{choices}")
        page.locator(".hider .field").wait_for(timeout=PATIENCE_MS)
        page.wait_for_function(_AT_REST, timeout=PATIENCE_MS)
        page.locator(".hider .field").scroll_into_view_if_needed()
        return median(_drag(page, i) for i in range(drags))
    finally:
        context.close()


def _drag(page: "Page", i: int) -> float:
    """Drag the patch to another place near the galaxy's middle; ms until the bars are there."""
    page.evaluate(_STOPWATCH)
    box = page.locator(".hider .field").bounding_box()
    if box is None:
        raise CannotMeasureError("hiding in Chromium: the galaxy is not to be seen")
    share = 0.4 + 0.03 * (i % 7), 0.6 - 0.05 * (i % 5)
    row, column = (box["y"] + share[0] * box["height"], box["x"] + share[1] * box["width"])
    page.mouse.move(column - 20, row - 20)
    page.mouse.down()
    page.mouse.move(column, row, steps=4)
    page.mouse.up()
    shown = page.wait_for_function("() => window.shownAfter", timeout=PATIENCE_MS)
    page.wait_for_function(_AT_REST, timeout=PATIENCE_MS)
    _check(page)
    page.wait_for_timeout(250)  # no hand lets go again sooner
    return float(shown.json_value())


def _check(page: "Page") -> None:
    """Whether the bars are those of the patch in the address.

    Raises:
        CannotMeasureError: they are not
    """
    page.wait_for_url("**attribution_patch=**", timeout=PATIENCE_MS)
    found = re.search(r"attribution_patch=(\d+)\.(\d+)", page.url)
    texts = page.locator(".gx-changed tbody tr").evaluate_all(_NOW)
    percents = [float(text.strip("<>% ")) for text in texts]
    assert found is not None
    wrong = np.abs(np.subtract(percents, _expected(int(found[1]), int(found[2])))).max()
    if wrong > ROUNDING:
        raise CannotMeasureError(f"hiding in Chromium: a bar is {wrong:.1f} % off")


def _expected(top: int, left: int) -> list[float]:
    """The default network's probabilities with the patch on the galaxy, per cent."""
    model, card = weights.load(weights.names()[0])
    pixels = card.preprocessing.pixels(simulator.galaxy(LABEL, SEED).pixels[0])
    mask = Patch(top, left, SIDE).mask(pixels.shape[:2])
    found = hiding.probabilities(model, card.preprocessing, pixels, mask, FILLING)
    return [100 * float(share) for share in found]
