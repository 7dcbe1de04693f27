"""The stage of the convolution bench in Chromium: what it sends, keeps and how soon it follows."""

from statistics import median
from typing import TYPE_CHECKING

from cnnviz.benchmarks import CannotMeasureError, chromium
from cnnviz.benchmarks.server import serve
from cnnviz.benchmarks.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ASKED = 60  # steps a second
PATIENCE_MS = 60_000
# a galaxy's 16x16 pixels blurred: 14x14 outputs, none of them a whole number
CHOICES = {"source": "patch", "size": "16x16", "kernel": "3x3", "kernels": "gaussian"}
OUTPUTS = 14
# Arms a stopwatch: from the next press of the mouse until so many steps are drawn, in ms. Two
# animation frames after that, the picture is on the screen.
_STOPWATCH = """(root, steps) => {
    root.shownAfter = undefined;
    addEventListener("pointerdown", event => {
        const painted = () => { root.shownAfter = performance.now() - event.timeStamp; };
        const look = () => requestAnimationFrame(
            root.querySelectorAll(".panel.output .cell").length === steps
            && root.querySelector(".count").textContent.endsWith(` ${steps}`)
                ? () => requestAnimationFrame(painted) : look);
        look();
    }, {capture: true, once: true});
}"""
# Plays from the start at a speed; the steps drawn in each second of the time that it takes.
_PLAY = """(root, [speed, seconds]) => new Promise(resolve => {
    root.querySelector(".start").click();
    root.stage.speed = speed;
    root.querySelector(".play").click();
    const [start, drawn] = [performance.now(), root.stage.drawn];
    const look = () => {
        const passed = (performance.now() - start) / 1000;
        if (root.stage.playing && passed < seconds) return requestAnimationFrame(look);
        resolve((root.stage.drawn - drawn) / passed);
    };
    requestAnimationFrame(look);
})"""


def measure(seconds: float = 3.0, changes: int = 10) -> dict[str, float]:
    """Serve the app and use the stage on the convolution page.

    Args:
        seconds: how long it plays; at most 196 steps at 60 a second
        changes: how often the stride is changed

    Returns:
        "messages_while_playing" to the server, from it, and other requests; "kilobytes" (1000
        bytes) of the message that a new picture of 14x14 outputs takes; "steps_per_second" drawn
        when 60 are asked for; "changed_parameter_median_ms" from the press until the new picture
        is painted

    Raises:
        CannotMeasureError: there is no browser, or the page does not show what it should
    """
    with serve() as server, chromium.opened() as browser:
        from playwright.sync_api import Error

        try:
            return _measure(browser, server.address, seconds, changes)
        except Error as error:
            reason = error.message.partition("\n")[0]
            raise CannotMeasureError(f"the stage in Chromium: {reason}") from error


def _measure(browser: "Browser", address: str, seconds: float, changes: int) -> dict[str, float]:
    context = browser.new_context()
    try:
        page = context.new_page()
        wire = Wire(page)
        choices = "&".join(f"convolution_{name}={value}" for name, value in CHOICES.items())
        page.goto(f"{address}/convolution?{choices}")
        _wait_for(page, OUTPUTS**2)
        page.wait_for_timeout(1500)  # until the rest of the page has come
        with wire.listening() as heard:
            speed = page.locator(".stage").evaluate(_PLAY, [ASKED, seconds])
        with wire.listening() as changed:
            times = [_change(page, i) for i in range(changes)]
        pictures = [
            len(frame) for frame in changed if isinstance(frame, bytes) and _is_scene(frame)
        ]
    finally:
        context.close()
    if not pictures:
        raise CannotMeasureError("the stage in Chromium: no message with a picture was seen")
    return {
        "messages_while_playing": len(heard),
        "kilobytes": max(pictures) / 1000,
        "steps_per_second": float(speed),
        "changed_parameter_median_ms": median(times),
    }


def _is_scene(frame: bytes) -> bool:
    return f'"out": [1, {OUTPUTS}, {OUTPUTS}]'.encode() in frame


def _wait_for(page: "Page", steps: int) -> None:
    """Until the stage shows so many steps."""
    stage = page.locator(".stage")
    stage.locator(".panel.output .cell").nth(steps - 1).wait_for(timeout=PATIENCE_MS)


def _change(page: "Page", i: int) -> float:
    """Press the stride's + and - in turn; ms until the new picture."""
    outputs = (OUTPUTS if i % 2 else OUTPUTS // 2) ** 2
    number = page.get_by_test_id("stNumberInput").filter(has_text="Stride S")
    button = number.get_by_test_id(f"stNumberInputStep{'Down' if i % 2 else 'Up'}")
    stage = page.locator(".stage")
    stage.evaluate(_STOPWATCH, outputs)
    button.click(timeout=PATIENCE_MS)
    shown = page.wait_for_function(
        "root => root.shownAfter", arg=stage.element_handle(), timeout=PATIENCE_MS
    )
    page.wait_for_timeout(400)  # until the script has ended
    return float(shown.json_value())
