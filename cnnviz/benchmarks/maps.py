"""The page of feature maps in Chromium: how soon it follows, and what it sends."""

from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from cnnviz import layers
from cnnviz.benchmarks import CannotMeasureError, chromium
from cnnviz.benchmarks.server import serve
from cnnviz.benchmarks.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE_MS = 60_000
TABLES = 3
FIRST = 1_000  # seed
ROOT = ".microscope"
# Arms a stopwatch: from the next press of the mouse until the maps of this galaxy are painted, in
# ms. The root says whose they are when they are on the screen.
_NEW_GALAXY = """(root, galaxy) => {
    root.shownAfter = undefined;
    addEventListener("pointerdown", event => {
        const look = () => root.dataset.run.includes(`/${galaxy}/`)
            ? root.shownAfter = performance.now() - event.timeStamp : requestAnimationFrame(look);
        look();
    }, {capture: true, once: true});
}"""
# Whether the page's script has ended.
_ENDED = """() => document.querySelector('[data-testid="stApp"]').dataset.testScriptState
    === "notRunning" """
# Reads: follows terms from where the visitor stands, down to the galaxy and from there anew, and
# after each points at pixels and steps with arrow keys. ms of each click until what it shows is
# painted. The page itself does it, and stops the clock that waits for the visitor to rest: a busy
# machine may take longer from click to click.
_READ = """async (root, clicks) => {
    const frame = () => new Promise(requestAnimationFrame);
    const times = [];
    for (let i = 0; i < clicks; i++) {
        const [start, drawn] = [performance.now(), root.dataset.drawn];
        const term = root.querySelector(".sum .value:not(:disabled)");
        (term ?? root.querySelector(".trail button")).click();
        root.microscope.timer = clearTimeout(root.microscope.timer);
        while (root.dataset.drawn === drawn) await frame();
        await frame();
        await frame();
        times.push(performance.now() - start);
        const [face, box] = [root.querySelector(".plate .face"), root.querySelector(".plate-box")];
        const at = face.getBoundingClientRect();
        for (const share of [0.2, 0.5, 0.8]) face.dispatchEvent(new PointerEvent("pointermove", {
            bubbles: true, clientX: at.left + share * at.width, clientY: at.top + share * at.height,
        }));
        for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"])
            box.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key }));
    }
    return times;
}"""

# Opens layers, one after another from the picture of the whole network: ms from the press on a map
# until it is painted. The clock that waits for the visitor to rest is stopped here too.
_OPEN = """async (root, count) => {
    const frame = () => new Promise(requestAnimationFrame);
    const changed = async press => {
        const [start, drawn] = [performance.now(), root.dataset.drawn];
        press.click();
        root.microscope.timer = clearTimeout(root.microscope.timer);
        while (root.dataset.drawn === drawn) await frame();
        await frame();
        await frame();
        return performance.now() - start;
    };
    const times = [];
    for (let i = 0; i < count; i++) {
        if (root.dataset.view !== "network")
            await changed(root.querySelector('.views [data-view="network"]'));
        const rows = root.querySelectorAll(".network .row[data-layer]:has(.thumb)");
        times.push(await changed(rows[i % rows.length].querySelector(".thumb")));
    }
    return times;
}"""


def measure(galaxies: int = 10, clicks: int = 12) -> dict[str, float]:
    """Serve the app and use the page of feature maps with the tutorial's network.

    Args:
        galaxies: how many new ones are asked for
        clicks: how many terms are followed

    Returns:
        "new_galaxy_median_ms" from the press of "Another one" until all its maps are painted;
        "kilobytes" (1000 bytes) that the page receives for it; "click_median_ms" from the press on
        a term until its map is painted; "messages_while_reading" to the server, from it, and other
        requests, while clicks follow terms from the class down to the galaxy, the pointer moves
        over their maps and the arrow keys step on them: of reading alone, for the clock that waits
        a second for the visitor to rest is stopped; "messages_at_rest" that the browser sends when
        the visitor has rested after one more click, so that the address has the place;
        "new_layer_median_ms" from the press on a map of a layer until it is painted;
        "resnet152_table_ms", which the table of the layers of ResNet-152 takes, without weights

    Raises:
        CannotMeasureError: there is no browser, or the page does not show what it should
    """
    with serve() as server, chromium.opened() as browser:
        from playwright.sync_api import Error

        try:
            found = _measure(browser, server.address, galaxies, clicks)
        except Error as error:
            reason = error.message.partition("\n")[0]
            raise CannotMeasureError(f"the maps in Chromium: {reason}") from error
    return found | {"resnet152_table_ms": 1000 * median(_table() for _ in range(TABLES))}


def _table() -> float:
    start = perf_counter()
    layers.of("resnet152")
    return perf_counter() - start


def _measure(browser: "Browser", address: str, galaxies: int, clicks: int) -> dict[str, float]:
    context = browser.new_context()
    try:
        page = context.new_page()
        wire = Wire(page)
        page.goto(f"{address}/feature_maps?galaxy=sim-barred-{FIRST}&model=tutorial")
        page.locator(f"{ROOT}[data-run*='/sim-barred-{FIRST}/']").wait_for(timeout=PATIENCE_MS)
        page.wait_for_timeout(1500)  # until the rest of the page has come
        shown = [_another(page, wire, FIRST + 1 + i) for i in range(galaxies)]
        page.get_by_role("button", name="One map").click(timeout=PATIENCE_MS)
        page.wait_for_url("**feature_maps_view=map**", timeout=PATIENCE_MS)  # the visitor rests
        page.wait_for_function(_ENDED, timeout=PATIENCE_MS)
        page.wait_for_timeout(1500)  # until all of it is drawn
        with wire.listening() as heard:
            times = page.locator(ROOT).evaluate(_READ, clicks)
        messages = len(heard)
        layers = page.locator(ROOT).evaluate(_OPEN, clicks)
        rested = _rested(page, wire)
    finally:
        context.close()
    return {
        "new_galaxy_median_ms": median(ms for ms, _ in shown),
        "kilobytes": median(size for _, size in shown) / 1000,
        "click_median_ms": median(times),
        "messages_while_reading": messages,
        "messages_at_rest": rested,
        "new_layer_median_ms": median(layers),
    }


def _rested(page: "Page", wire: Wire) -> int:
    """Click once and rest; how many messages the browser sends until the address has the place."""
    before, address = wire.sent, page.url
    page.locator(f"{ROOT} .sum .value:not(:disabled)").first.click(timeout=PATIENCE_MS)
    page.wait_for_function("old => location.href !== old", arg=address, timeout=PATIENCE_MS)
    page.wait_for_function(_ENDED, timeout=PATIENCE_MS)
    page.wait_for_timeout(1500)  # longer than a visitor must rest: nothing more may come
    return wire.sent - before


def _another(page: "Page", wire: Wire, seed: int) -> tuple[float, int]:
    """Press "Another one"; ms until its maps are painted, and the bytes that came."""
    root = page.locator(ROOT)
    root.evaluate(_NEW_GALAXY, f"sim-barred-{seed}")
    with wire.listening() as heard:
        page.get_by_role("button", name="Another one").click(timeout=PATIENCE_MS)
        time = _shown(page)
        page.wait_for_timeout(250)  # until the script has ended
    return time, sum(len(frame) for frame in heard if isinstance(frame, bytes))


def _shown(page: "Page") -> float:
    handle = page.locator(ROOT).element_handle()
    shown = page.wait_for_function("root => root.shownAfter", arg=handle, timeout=PATIENCE_MS)
    return float(shown.json_value())
