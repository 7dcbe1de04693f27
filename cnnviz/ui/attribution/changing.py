"""The galaxy changed on purpose: seeing, noise, bands, direction, and the answer to each."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import changes, figures
from cnnviz.ui import downloads
from cnnviz.ui.attribution import answers, measured
from cnnviz.ui.attribution.answers import BAND_NAMES, CHANGES, Change
from cnnviz.ui.attribution.choices import ANGLES, SNRS, WIDTHS
from cnnviz.ui.attribution.view import View
from cnnviz.ui.galaxy import LARGEST_SEED
from cnnviz.ui.words import percent


@st.fragment
def draw(view: View) -> None:
    """Draw the changed galaxy, the answer, and the answer to every other value.

    A fragment: a slider moves these and leaves the rest of the page alone.
    """
    view = replace(view, now=view.choices.now())
    name = view.now.change
    left, right = st.columns([2, 3], gap="medium")
    with right:
        st.segmented_control(
            "What is changed", list(CHANGES), format_func=lambda key: CHANGES[key].title,
            required=True, **view.choices.widget("change"),
        )  # fmt: skip
        _control(view, name)
        change = CHANGES[name]
        with st.spinner("The network is asked"):
            found = answers.curve(view, name)
        at = change.now(view.now)
        st.plotly_chart(
            figures.changed(change.at, found, view.classes, view.target, at, change.axis,
                            bars=change.field == "bands"),
            alt=f"Probability of the classes against the change: {change.title}",
            key="attribution_changed",
        )  # fmt: skip
        st.caption(about(view, name))
    with left:
        shown = answers.picture(view, change, change.values[at])
        words = f"What the network receives: {view.galaxy.title}, {value(change, at)}"
        st.html(figures.galaxy(shown, words, measured.pixel_scale(view)))
        label = view.galaxy.label_in(view.classes)
        st.html(figures.probability_bars(found[at], view.classes, label))
        st.markdown(answer(view, found, at))
    _downloads(view, change, found, shown)
    view.choices.write_address()


def value(change: Change, at: int) -> str:
    """One value of a change in words."""
    match change.field:
        case "fwhm":
            return f"blurred by {change.numbers[at]:g} pixels"
        case "snr":
            return "no noise added" if at == 0 else f"noise with S/N {change.values[at]}"
        case "bands":
            return BAND_NAMES[str(change.values[at])].lower()
        case _:
            return f"turned by {change.numbers[at]:g} degrees"


def answer(view: View, found: NDArray[np.float64], at: int) -> str:
    """How the chosen class fares, in a sentence; Markdown."""
    k = view.target
    before, after = float(found[0, k]), float(found[at, k])
    best = int(found[at].argmax())
    text = f"{view.classes[k]}: {percent(before)} before, {percent(after)} now."
    if best != int(found[0].argmax()):
        text += f" The answer has become **{view.classes[best]}**."
    return text


def about(view: View, name: str) -> str:
    """What was done to the picture, in sentences."""
    scale, now = measured.pixel_scale(view), view.now
    match name:
        case "seeing":
            text = (
                "A Gaussian is laid over what the network receives; each band keeps its light. "
                "It acts on the picture's stretched values: worse seeing at a telescope would "
                "look a little different."
            )
            seeing = view.galaxy.truth.get("seeing")
            if scale:
                text += f" {now.fwhm} pixels are {now.fwhm * scale:.2f} arcsec."
            if scale and seeing:
                both = float(np.hypot(now.fwhm * scale, float(seeing)))
                text += (
                    f" The galaxy was seen with {float(seeing):.2f} arcsec; widths add in squares, "
                    f"together {both:.2f} arcsec."
                )
            return text
        case "noise":
            found = measured.galaxy(view)
            signal = 255 * answers.signal(view.pixels, found)
            where = (
                "how far the brightest half per cent of the picture rise above its median"
                if isinstance(found, str)
                else "the mean brightness above the sky inside the half-light circle"
            )
            sigma = "" if now.snr == SNRS[0] else f": now {signal / float(now.snr):.1f} of 255"
            return (
                f"S/N is {where}, {signal:.1f} of 255, over the standard deviation of the noise "
                f"that is added in each pixel and colour{sigma}. The picture's own noise stays. "
                "All values have the same pattern; another seed shows how much hangs on it. What "
                "leaves the range of a picture is cut off."
            )
        case "bands":
            return (
                "A band that is off has its sky's value everywhere. In a survey's picture red, "
                "green and blue stand for three bands, from the reddest to the bluest."
            )
        case _:
            spread = answers.curve(view, name)[:: len(ANGLES) // 4, view.target]
            return (
                "A galaxy has no up, but a convolution has. Quarter turns only move pixels and are "
                f"exact: there the probability is {', '.join(percent(float(p)) for p in spread)}. "
                f"Any other angle is interpolated ({now.interpolation}), which blurs a little, and "
                "sky comes in at the corners."
            )


def rows(
    change: Change, found: NDArray[np.float64], classes: tuple[str, ...]
) -> list[dict[str, str]]:
    """Every probability as the rows of a file."""
    return [
        {change.field: str(value)} | {k: repr(float(p)) for k, p in zip(classes, each, strict=True)}
        for value, each in zip(change.values, found, strict=True)
    ]


def _control(view: View, name: str) -> None:
    widget = view.choices.widget
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        match name:
            case "seeing":
                st.slider("FWHM of the added blur (pixels)", WIDTHS[0], WIDTHS[-1],
                          **widget("fwhm"))  # fmt: skip
            case "noise":
                st.select_slider("S/N in a pixel", SNRS, **widget("snr"))
                st.number_input("Seed", 0, LARGEST_SEED, width=150, **widget("pattern"))
            case "bands":
                st.selectbox("Bands", list(BAND_NAMES), format_func=BAND_NAMES.__getitem__,
                             **widget("bands"))  # fmt: skip
            case _:
                st.slider("Angle (degrees)", ANGLES[0], ANGLES[-1], step=ANGLES[1],
                          **widget("angle"))  # fmt: skip
                st.segmented_control("Interpolation", list(changes.ORDERS), required=True,
                                     **widget("interpolation"))  # fmt: skip


def _downloads(
    view: View, change: Change, found: NDArray[np.float64], shown: NDArray[np.uint8]
) -> None:
    stem = f"{view.stem}-{view.now.change}"
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "This picture (PNG)", f"{stem}-{getattr(view.now, change.field)}.png",
            lambda: figures.png(shown), "image/png",
        )  # fmt: skip
        downloads.button(
            "Probabilities (CSV)", f"{stem}.csv",
            lambda: downloads.table(rows(change, found, view.classes)), "text/csv",
        )  # fmt: skip
