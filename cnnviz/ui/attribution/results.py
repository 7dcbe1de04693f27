"""Finished maps, each computed once for a visitor."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import attribution
from cnnviz.attribution import METHODS, Explained
from cnnviz.attribution.method import Value

if TYPE_CHECKING:
    from cnnviz.ui.attribution.view import View


@dataclass(frozen=True)
class Asked:
    """All that makes a map beside galaxy and network.

    Args:
        method: a key of METHODS
        target: index of the class
        contrast: index of the class whose logit is subtracted; None where none is
        layer: that the method looks at; None where it looks at none
        values: of all its parameters, by name
    """

    method: str
    target: int
    contrast: int | None
    layer: str | None
    values: tuple[tuple[str, Value], ...]


def explained(view: "View", asked: Asked) -> Explained | None:
    """A finished map; None while it is computed outside the script.

    Raises:
        AttributionError: the method cannot explain this network; one sentence
    """
    return _explained(view, view.galaxy.key, view.network, repr(asked), asked)


# the keys stand for galaxy and network: Streamlit looks at no argument that begins with an
# underscore
@st.cache_resource(show_spinner=False, max_entries=64, scope="session")
def _explained(_view: "View", galaxy: str, network: str, key: str, _asked: Asked) -> Explained:
    values: dict[str, Any] = dict(_asked.values)
    found = attribution.attribute(
        _view.model, _view.images, _asked.target, _asked.method, _asked.layer, **values
    )
    return Explained(
        _view.galaxy.address, network, _view.card, METHODS[_asked.method], _asked.layer, values,
        _asked.target, _view.pixels, _view.chances, found[0].numpy(),
    )  # fmt: skip
