"""The page of feature maps as its tests open and read it."""

from tests.pages.opening import open_app

PAGE = "pages/feature_maps.py"


SMALL = ("galaxy_cnn", "lenet5", "mlp", "built")


NO_BREAK = "\N{NO-BREAK SPACE}"


def open_page(frame="tutorial", **choices):
    """The page at an address."""
    address = {f"feature_maps_{name}": text for name, text in choices.items()}
    return open_app(PAGE, model=frame, **address)


def words(at):
    """All sentences of the page."""
    kinds = (at.main.markdown, at.main.caption, at.main.warning, at.main.error)
    return " ".join(element.value for kind in kinds for element in kind)


def written(at):
    """The page's own part of the address."""
    found = {n: v if isinstance(v, str) else v[-1] for n, v in at.query_params.items()}
    begin = "feature_maps_"
    return {n.removeprefix(begin): v for n, v in found.items() if n.startswith(begin)}


def choose(at, label):
    return next(s for s in at.main.selectbox if s.label == label)


def number(at, label):
    return next(n for n in at.main.number_input if n.label == label)


def maps(at):
    """How many parts the browser draws: the sidebar has none."""
    return len(at.get("bidi_component"))


def latex(at):
    return " ".join(element.value for element in at.main.get("latex"))
