"""The page of attributions, without a browser."""

from tests.pages.opening import open_app

PAGE = "pages/attribution.py"


def open_page(frame="tutorial", **choices):
    """The page at an address."""
    address = {f"attribution_{name}": text for name, text in choices.items()}
    return open_app(PAGE, model=frame, **address)


def words(at):
    """All sentences of the page."""
    kinds = (at.main.markdown, at.main.caption, at.main.warning, at.main.error)
    return " ".join(element.value for kind in kinds for element in kind)


def test_the_first_visit_shows_what_the_network_says_and_four_maps():
    at = open_page()
    assert "**Barred Spiral**, says the network" in words(at)
    for title in ("Saliency", "Integrated gradients", "Grad-CAM", "Occlusion"):
        assert f"**{title}**" in words(at)
