"""The page of feature maps as its tests open and read it."""

from functools import partial

from tests.pages.opening import choices_of, open_app

PAGE = "pages/feature_maps.py"


SMALL = ("galaxy_cnn", "lenet5", "mlp", "built")


NO_BREAK = "\N{NO-BREAK SPACE}"


def open_page(frame="tutorial", **choices):
    """The page at an address."""
    address = {f"feature_maps_{name}": text for name, text in choices.items()}
    return open_app(PAGE, model=frame, **address)


written = partial(choices_of, page="feature_maps")  # the page's own part of the address


def maps(at):
    """How many parts the browser draws: the sidebar has none."""
    return len(at.get("bidi_component"))


def latex(at):
    return " ".join(element.value for element in at.main.get("latex"))
