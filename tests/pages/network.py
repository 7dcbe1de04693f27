"""The page of the layers as its tests open and read it."""

import re
from functools import partial
from html import unescape

from cnnviz import builder
from tests.pages.opening import choices_of, html, open_app

PAGE = "pages/network.py"


TIMES = "\N{MULTIPLICATION SIGN}"


def open_network(**choices):
    """The page at an address."""
    return open_app(PAGE, **{f"network_{name}": text for name, text in choices.items()})


def own(network, **choices):
    """The page with a network that was built."""
    return open_network(model="built", built=builder.to_json(network), **choices)


def text(at):
    return " ".join(element.value for element in (*at.main.markdown, *at.main.caption))


def parameters(at):
    """How many the page says."""
    return int(re.search(r"\*\*([0-9,]+) parameters\*\*", text(at))[1].replace(",", ""))


def shapes(at):
    """What stands below the slabs of the first picture."""
    picture = next(body for body in html(at) if 'class="gx-slabs"' in body)
    found = re.findall(r"<strong>([^<]*)</strong>", unescape(picture))
    return [shape.replace(f" {TIMES} ", "x") for shape in found]


written = partial(choices_of, page="network")  # the page's own part of the address


def described(at):
    """The network in the address."""
    return builder.from_json(written(at)["built"])


def control(at, label):
    known = (*at.main.selectbox, *at.main.number_input, *at.main.text_input, *at.main.toggle)
    return next(widget for widget in known if widget.label == label)
