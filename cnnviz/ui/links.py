"""Links from one page that looks inside a network to the same place of another."""

from collections.abc import Mapping

from cnnviz import builder
from cnnviz.ui import menu
from cnnviz.ui.address import kept
from cnnviz.ui.chosen import address
from cnnviz.ui.networks import BUILT

MAPS, FIELDS = "feature_maps", "receptive_field"


def network(page: str, name: str, built: builder.Network | None = None) -> dict[str, str]:
    """The part of a page's address that names the network.

    Args:
        page: MAPS or FIELDS
        name: a key of `networks.TITLES`; empty for the model in the sidebar
        built: description of the network that is called "built"
    """
    found = {f"{page}_network": name} if name else {}
    if name == BUILT and built:
        found[f"{page}_built"] = builder.to_json(built)
    return found


def place(
    page: str, name: str, place: Mapping[str, str], built: builder.Network | None = None
) -> dict[str, str]:
    """The address of a page that shows a place of a network, and the rest as it was there.

    Args:
        page: MAPS or FIELDS
        name: a key of `networks.TITLES`; empty for the model in the sidebar
        place: choices of that page without its name
        built: description of the network that is called "built"
    """
    elsewhere = ("network", "built", "layer", "channel", "row", "column", "at", "view", "target")
    rest = {n: v for n, v in kept(page).items() if n.removeprefix(f"{page}_") not in elsewhere}
    own = {f"{page}_{key}": text for key, text in place.items()}
    return {**address(), **rest, **network(page, name, built), **own}


def draw(page: str, label: str, where: Mapping[str, str]) -> None:
    """Draw a link to a page that looks inside.

    Args:
        page: MAPS or FIELDS
        label: for people
        where: its address, as `place` makes it
    """
    menu.link(f"pages/{page}.py", label, where)
