"""The parts of a model's card, as a page shows them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import safetensors.torch
import streamlit as st
from torch import nn

from cnnviz import figures
from cnnviz.card import Card
from cnnviz.familiarity.quantities import QUANTITIES
from cnnviz.familiarity.seen import LEVELS, Seen, from_dict
from cnnviz.figures import Figure
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import cached, downloads
from cnnviz.ui.own.likeness import about, definitions
from cnnviz.ui.own.respects import RESPECTS
from cnnviz.ui.words import plain

NO_BREAK = "\N{NO-BREAK SPACE}"
MERGED = "Where two classes count as one, the data does not tell them apart."


def title(card: Card) -> str:
    """The card's title, or the name of its weights."""
    return plain(card.title or card.name)


def summary(card: Card) -> str:
    """What kind of network it is, in a sentence."""
    arguments = ", ".join(f"{name} {value}" for name, value in card.build["arguments"].items())
    network = f"`{card.build['name']}`" + (f" with {plain(arguments)}" if arguments else "")
    return f"{network}; {card.parameters:,} parameters, {len(card.classes)} classes."


def figures_table(card: Card) -> None:
    """Draw the measured figures with their errors."""
    if not card.figures:
        st.caption("Nothing has been measured yet.")
        return
    rows = [
        {
            "Quantity": item["quantity"],
            "Measured on": item["data"],
            "Value": value(item).replace(" ", NO_BREAK),
            "Images": f"{item['images']:,}",
        }
        for item in card.figures
    ]
    st.table(rows, hide_index=True, alt="Measured figures of this model with their errors")
    st.caption(
        "Errors are one standard deviation of counting. Reproduce a figure with its command:"
    )
    commands = "\n".join(dict.fromkeys(item["command"] for item in card.figures))
    st.code(commands, language="bash", wrap_lines=True)


def value(item: dict[str, Any]) -> str:
    """A measured figure with its error; accuracies in per cent."""
    if "accuracy" in item["quantity"].lower():
        return f"{100 * item['value']:.1f} \N{PLUS-MINUS SIGN} {100 * item['error']:.1f} %"
    return f"{item['value']:.3g} \N{PLUS-MINUS SIGN} {item['error']:.1g}"


def confusion(name: str, card: Card) -> None:
    """Draw the confusion matrix of each figure that has one."""
    for i, item in enumerate(card.figures):
        if "confusion_matrix" not in item:
            continue
        words = f"Confusion matrix on {item['data']}: rows true, columns predicted classes"
        with st.container(key=f"card_confusion_{i}"):  # scrolls sideways where it is narrow
            st.plotly_chart(_confusion(name, i), alt=words)
        merged = len(item["classes"]) < len(card.classes)
        st.caption(
            f"{plain(item['data'])}: counts, and shares of the true class. {merged * MERGED}"
        )


# building a Plotly figure takes ten times as long as sending it; nobody changes these


@st.cache_resource(show_spinner=False, max_entries=16)
def _confusion(name: str, i: int) -> Figure:
    item = cached.model(name)[1].figures[i]
    return figures.confusion_matrix(np.array(item["confusion_matrix"]), item["classes"])


@st.cache_resource(show_spinner=False, max_entries=8)
def _losses(name: str) -> Figure:
    return figures.losses(cached.model(name)[1].history)


@st.cache_resource(show_spinner=False, max_entries=8)
def _accuracy(name: str) -> Figure:
    return figures.accuracy(cached.model(name)[1].history)


def preprocessing(rule: Preprocessing) -> str:
    """The rule from an image of any size to the network's input, in words."""
    crop = (
        f"Of an image whose sides are at most {rule.whole} pixels the central square is taken "
        f"whole, of a larger one {100 * rule.fraction:.0f} % of its shorter side but at least "
        f"{rule.whole} pixels. The square is resized to {rule.size} by {rule.size} pixels "
        "(Lanczos) and divided by 255."
    )
    if rule.background == "none":
        return crop
    return (
        f"{crop} From each channel the median over the outermost pixels is subtracted, so that the "
        "sky is zero whatever a survey's black level."
    )


def layers(name: str, card: Card) -> None:
    """Draw the table of the network's layers with the arithmetic of their parameters."""
    found = cached.layer_table(name)
    size = card.preprocessing.size
    rows = [{"Layer": "input", "Kind": "", "Output": _shape((3, size, size)), "Parameters": ""}]
    rows += [
        {
            "Layer": layer.path,
            "Kind": layer.kind,
            "Output": _shape(layer.shape),
            "Parameters": f"{layer.arithmetic} = {layer.parameters:,}" if layer.parameters else "",
        }
        for layer in found
    ]
    total = sum(layer.parameters for layer in found)
    st.table(rows, hide_index=True, alt="The layers of the network, their outputs and parameters")
    st.caption(
        "Outputs are channels, rows, columns. A convolution's parameters are output channels times "
        "input channels times the kernel's rows and columns, plus one bias for each output. "
        f"Together {total:,}."
    )


def training(name: str, card: Card) -> None:
    """Draw what is known of the training."""
    st.markdown(f"{plain(card.data.rstrip('.'))}. Seed {card.seed}.")
    st.code(card.command, language="bash", wrap_lines=True)
    loss, accuracy = st.columns(2)
    loss.plotly_chart(_losses(name), alt="Loss against the iteration, training and validation")
    accuracy.plotly_chart(_accuracy(name), alt="Validation accuracy against the iteration")


def seen(name: str, card: Card) -> None:
    """Draw what the training pictures look like, where somebody has measured it."""
    found = from_dict(card.seen)
    if found is None:
        st.caption("Nobody has measured what the training pictures look like.")
        return
    rows = seen_rows(found, card.preprocessing.size)
    st.table(rows, hide_index=True, alt="Quantiles of eight quantities of the training pictures")
    none = f"in {100 * found.empty:.1f} % of them no object stands out near the middle"
    st.caption(
        f"Of 100 training pictures so many lie below. {about(found)[:-1]}; {none}, and "
        f"{100 * found.ordinary:.0f} % are between 5 and 95 in every row."
    )
    with st.popover("What is measured", icon=":material/straighten:"):
        st.markdown(definitions())
    if found.command:
        st.code(found.command, language="bash", wrap_lines=True)
    file = downloads.name(name, "training_pictures", kind="csv")
    downloads.button(
        "Training pictures (CSV)", file, lambda: downloads.table(seen_numbers(found)), "text/csv"
    )


def seen_rows(found: Seen, size: int) -> list[dict[str, str]]:
    """The quantiles as the rows of a table.

    Args:
        found: of the training pictures
        size: of what the network receives, pixels
    """
    return [
        {
            "Quantity": RESPECTS[name].title,
            **{
                f"{100 * at:g}": RESPECTS[name].write(q, size, 0).replace(" ", NO_BREAK)
                for at, q in zip(LEVELS, quantiles, strict=True)
            },
        }
        for name, quantiles in found.quantiles.items()
    ]


def seen_numbers(found: Seen) -> list[dict[str, str]]:
    """The same as the rows of a file, as they were measured."""
    return [
        {
            "quantity": name,
            "meaning": QUANTITIES[name],
            **{f"{100 * at:g} %": repr(q) for at, q in zip(LEVELS, quantiles, strict=True)},
        }
        for name, quantiles in found.quantiles.items()
    ]


def sentences(items: Sequence[str], otherwise: str) -> None:
    """Draw a list of sentences."""
    st.markdown("\n".join(f"- {plain(item)}" for item in items) or otherwise)


def files(name: str, model: nn.Module, card: Card) -> None:
    """Draw the downloads of the weights and the card."""
    with st.container(horizontal=True):
        tensors = "application/octet-stream"
        downloads.button(
            "Weights (safetensors)", f"{name}.safetensors", lambda: _tensors(model), tensors
        )
        downloads.button("Card (JSON)", f"{name}.json", card.to_json, "application/json")


def _tensors(model: nn.Module) -> bytes:
    return safetensors.torch.save({key: x.contiguous() for key, x in model.state_dict().items()})


def _shape(shape: tuple[int, ...]) -> str:
    return " \N{MULTIPLICATION SIGN} ".join(map(str, shape))
