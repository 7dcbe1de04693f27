"""What the microscope shows, read off the screen."""

from contextlib import contextmanager

MINUS = "\N{MINUS SIGN}"


def parsed(text):
    return float(text.replace(MINUS, "-").strip("= ()"))


def trail(page):
    """The steps, as the component keeps them: [[layer, unit], ...]."""
    return page.locator(".microscope").evaluate(
        "root => root.microscope.trail.map(step => [step.layer, step.unit])"
    )


def heading(page):
    """The number whose arithmetic is shown."""
    return parsed(page.locator(".heading b").nth(1).inner_text())


def reading(page, line):
    return page.locator(f".reading .{line}")


def breadcrumbs(page):
    return page.locator(".trail button")


@contextmanager
def counted(page):
    """Counts what goes over the wire from here to the end of the block."""
    heard = {"sent": 0, "received": 0}
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    for event, name in (("webSocketFrameSent", "sent"), ("webSocketFrameReceived", "received")):
        client.on(f"Network.{event}", lambda _, name=name: heard.update({name: heard[name] + 1}))
    yield heard
    client.detach()
