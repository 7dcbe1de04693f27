"""What is on the stage, read off the screen."""

from contextlib import contextmanager

MINUS = "\N{MINUS SIGN}"


def parsed(text):
    return float(text.replace(MINUS, "-").replace("∞", "inf").strip("()") or "nan")


def grid(page, panel):
    """The numbers that a panel shows, flat."""
    return [parsed(text) for text in page.locator(f".panel.{panel} .cell text").all_text_contents()]


def go(page, step):
    page.locator(".slider").fill(str(step))


def count(page):
    return page.locator(".count")


def step(page):
    """Number of the step that is shown, from 0."""
    return int(count(page).inner_text().split("/")[0]) - 1


def line(page):
    return page.locator(".line").inner_text().replace("\n", " ")


def lit(page, panel):
    """How many cells of a panel are lit up."""
    paths = page.locator(f".marks .{panel} .lights").evaluate_all(
        "paths => paths.map(path => path.getAttribute('d') ?? '')"
    )
    return sum(path.count("M") for path in paths)


def cell(page, panel, number):
    return page.locator(f".panel.{panel} .cell").nth(number)


@contextmanager
def silence(page):
    """Within the block nothing may go over the wire, either way."""
    heard = []
    own = ("blob:", "data:")  # made by the page itself
    page.on("request", lambda asked: asked.url.startswith(own) or heard.append(asked.url))
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    for event in ("webSocketFrameSent", "webSocketFrameReceived", "webSocketCreated"):
        client.on(f"Network.{event}", lambda _, event=event: heard.append(event))
    yield heard
    page.wait_for_timeout(300)
    client.detach()
    assert heard == []


def result(page):
    """The number that the running line ends with."""
    return parsed(page.locator(".line .products").last.locator(".result").inner_text())


def edited(page):
    """Where the page says what was edited."""
    return page.get_by_text("edits: ")
