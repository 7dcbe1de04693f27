"""Pictures that are no galaxy: what the network says of them all the same."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from torch import Tensor

from cnnviz import attribution, figures, inference
from cnnviz.attribution import METHODS, AttributionError
from cnnviz.data import not_galaxies
from cnnviz.data.not_galaxies import FIELD, NOT_GALAXIES
from cnnviz.ui import downloads
from cnnviz.ui.attribution.choices import FAST
from cnnviz.ui.attribution.view import View
from cnnviz.ui.galaxy import LARGEST_SEED

OBSERVED = ("star", "trail", "sky")  # whose pixels have a size on the sky


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network makes of a picture.

    Args:
        pixels: uint8 of shape (H, W, 3)
        logits: shape (K,)
        map: attribution of the class with the largest logit, summed over the colours, shape (H, W)
    """

    pixels: NDArray[np.uint8]
    logits: NDArray[np.float64]
    map: NDArray[np.float64] | None

    @property
    def chances(self) -> NDArray[np.float64]:
        """Probabilities, shape (K,)."""
        return inference.softmax(self.logits)

    @property
    def best(self) -> int:
        """Index of the answer."""
        return int(self.logits.argmax())


def draw(view: View) -> None:
    """Draw a picture, the probabilities and a map, and what they mean."""
    now = view.now
    _controls(view)
    with st.spinner("The network is asked"):
        found = _answer(view, view.network, str(view.preprocessing), now.thing, now.draw, now.by)
    name = NOT_GALAXIES[now.thing].title
    left, middle, right = st.columns(3, gap="medium")
    with left:
        scale = FIELD / view.preprocessing.size if now.thing in OBSERVED else None
        st.html(figures.galaxy(found.pixels, f"{name}, seed {now.draw}", scale))
        st.caption(f"{name}: {NOT_GALAXIES[now.thing].made}.")
    with middle:
        st.html(figures.probability_bars(found.chances, view.classes))
    with right:
        _map(view, found, name)
    st.markdown(meaning(view, found, name))
    _downloads(view, found)


def meaning(view: View, found: Answer, name: str) -> str:
    """What the numbers say and what they do not; Markdown."""
    k = found.best
    p = float(found.chances[k])
    z = np.sort(found.logits)[::-1]
    how = "almost certain" if p >= 0.95 else "quite sure" if p >= 0.8 else "unsure"
    text = (
        f"**{name}** is called {view.classes[k]} with {100 * p:.1f}\N{NO-BREAK SPACE}%: the "
        f"network is {how}, and wrong whatever it says. There is no class *none of these*, and the "
        f"{len(view.classes)} probabilities add up to one by construction."
    )
    first, second, mine = (figures.signed(value) for value in (z[0], z[1], view.logits.max()))
    return text + (
        f" The softmax compares logits with one another alone: the largest here is {first} and the "
        f"next {second}, and $e^{{{z[0] - z[1]:.2f}}} = {np.exp(z[0] - z[1]):.3g}$ is how many "
        "times likelier the first is called. Whether any of them is large does not enter (the "
        f"chosen galaxy's largest is {mine}): a probability says which class the picture resembles "
        "most, not that it is a galaxy."
    )


def _controls(view: View) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        st.segmented_control(
            "Picture", list(NOT_GALAXIES), format_func=lambda key: NOT_GALAXIES[key].title,
            required=True, **view.choices.widget("thing"),
        )  # fmt: skip
        st.number_input("Seed", 0, LARGEST_SEED, width=150, **view.choices.widget("draw"))
        st.selectbox(
            "Method", list(FAST), format_func=lambda key: METHODS[key].title, width=230,
            **view.choices.widget("by"),
        )  # fmt: skip


def _map(view: View, found: Answer, name: str) -> None:
    method = METHODS[view.now.by]
    if found.map is None:
        st.caption(f"{method.title} cannot explain this network.")
        return
    draw_map = figures.signed_map if method.signed else figures.feature_map
    words = f"{method.title} of {view.classes[found.best]} for {name}"
    st.html(draw_map(found.map, words))
    against = " Blue: against it." if method.signed else ""
    st.caption(f"{method.title}: where {view.classes[found.best]} comes from.{against}")


def _downloads(view: View, found: Answer) -> None:
    now = view.now
    stem = f"{now.thing}-{now.draw}"
    with st.container(horizontal=True, gap="small"):
        downloads.button("This picture (PNG)", f"{stem}.png", lambda: figures.png(found.pixels),
                         "image/png")  # fmt: skip
        downloads.button(
            "Probabilities (CSV)", f"{stem}-{view.network}.csv",
            lambda: downloads.table(rows(view, found)), "text/csv",
        )  # fmt: skip
        if (values := found.map) is not None:
            downloads.button(
                "This map (PNG)", f"{stem}-{view.network}-{now.by}.png",
                lambda: figures.map_png(values), "image/png",
            )  # fmt: skip


def rows(view: View, found: Answer) -> list[dict[str, str]]:
    """Logits and probabilities as the rows of a file."""
    each = zip(view.classes, found.logits, found.chances, strict=True)
    return [
        {"class": name, "logit": repr(float(z)), "probability": repr(float(p))}
        for name, z, p in each
    ]


# the names stand for the network: Streamlit looks at no argument that begins with an underscore
@st.cache_resource(show_spinner=False, max_entries=64)
def _answer(_view: View, network: str, rule: str, thing: str, seed: int, method: str) -> Answer:
    """Shared by all visitors: nothing of anybody's own is in it."""
    preprocessing, model = _view.preprocessing, _view.model
    pixels = not_galaxies.picture(thing, seed, preprocessing.size)
    logits = inference.logits(model, preprocessing, pixels[None])[0]
    images = preprocessing.tensor(pixels[None])
    return Answer(pixels, logits, _explained(_view, images, int(logits.argmax()), method))


def _explained(view: View, images: Tensor, target: int, method: str) -> NDArray[np.float64] | None:
    try:
        found = attribution.attribute(view.model, images, target, method)
    except AttributionError:
        return None
    total: NDArray[np.float64] = found[0].double().sum(0).numpy()
    return total
