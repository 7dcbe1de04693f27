"""The methods: papers, formulas, what each measures, and what may be chosen."""

import numpy as np
import streamlit as st

from cnnviz import figures
from cnnviz.attribution import AttributionError, Method, Parameter, blank
from cnnviz.ui import downloads
from cnnviz.ui.attribution.reading import PAGE
from cnnviz.ui.attribution.view import View

PIXELS = "pixels"


def draw(view: View) -> None:
    """Draw each chosen method, and the numbers of all maps as a table."""
    columns = st.columns(2, gap="small")
    for number, method in enumerate(view.methods):
        with columns[number % 2], st.container(border=True):
            st.markdown(f"**{method.title}.** {method.measures}")
            st.latex(method.formula)
            st.caption(method.paper)
            _parameters(view, method)
    st.caption(
        "x is the image, x' the baseline, the image without a galaxy; f is the logit of the class, "
        "or the difference of two logits."
    )
    _numbers(view)


def _parameters(view: View, method: Method) -> None:
    if not method.parameters:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        for parameter in method.parameters:
            if parameter.name != "seed" or _is_random(view, method):
                _control(view, method, parameter)


def _is_random(view: View, method: Method) -> bool:
    """Whether the seed changes anything as the parameters are now."""
    values = view.values(method.name)
    return "n_samples" in values or values.get("baseline") == "noise"


def _control(view: View, method: Method, parameter: Parameter) -> None:
    key = f"{PAGE}_parameter_{method.name}_{parameter.name}"
    value = view.values(method.name)[parameter.name]
    st.session_state[key] = value

    def choose() -> None:
        chosen = dict(view.choices.now().parameters)
        chosen[method.name, parameter.name] = st.session_state[key]
        if st.session_state[key] == parameter.default_of(view.size):
            del chosen[method.name, parameter.name]
        view.choices.change(parameters=chosen)

    meaning = f"{parameter.meaning[:1].upper()}{parameter.meaning[1:]}"
    label = f"{meaning} ({parameter.unit})" if parameter.unit else meaning
    if parameter.kind == "choice":
        st.selectbox(label, parameter.choices, width=175, key=key, on_change=choose)
        return
    most = min(parameter.most, view.size[1]) if parameter.unit == PIXELS else parameter.most
    whole = parameter.kind == "int"
    kind = int if whole else float
    st.number_input(
        label, kind(parameter.least), max(kind(most), kind(float(str(value)))), width=175,
        step=1 if whole else None, format="%d" if whole else "%.3g", key=key, on_change=choose,
    )  # fmt: skip


def rows(view: View) -> list[dict[str, str]]:
    """The numbers of all finished maps, as the rows of a table."""
    found = []
    for method in view.methods:
        try:
            made = view.explained(method.name)
        except AttributionError:
            continue
        if made is None:
            continue
        total = np.zeros(1) if blank.is_zero(made) else made.total()
        found.append(
            {
                "Method": method.title,
                "Images through the network": str(
                    method.evaluations(view.size, **view.values(method.name))
                ),
                "Sum": figures.signed(float(total.sum()), ".4g"),
                "Sum of magnitudes": f"{np.abs(total).sum():.4g}",
                "Smallest": figures.signed(float(total.min()), ".4g"),
                "Largest": figures.signed(float(total.max()), ".4g"),
            }
        )
    return found


def _numbers(view: View) -> None:
    table = rows(view)
    if not table:
        return
    st.markdown("**The maps in numbers**")
    st.table(table)
    name = f"{view.stem}-maps.csv"
    downloads.button("The maps in numbers (CSV)", name, lambda: downloads.table(table), "text/csv")
