"""The class in numbers: terms, logits, softmax and cross-entropy of the chosen galaxy."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from cnnviz import figures, information, origin, reference
from cnnviz.decision import by_pytorch
from cnnviz.origin import Origin, Term
from cnnviz.ui import downloads
from cnnviz.ui.feature_maps import ending, formulas
from cnnviz.ui.feature_maps.choices import PREDICTED
from cnnviz.ui.feature_maps.ending import Ending
from cnnviz.ui.feature_maps.formulas import numeral
from cnnviz.ui.feature_maps.view import View

HIGHEST = 440  # pixels of a long table
TERMS = 10  # the largest ones


def draw(view: View) -> None:
    """Draw the numbers."""
    found = ending.of(view)
    if found is None:
        st.caption("This network does not end with a linear layer: there are no terms to list.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _classes(found)
    with right:
        _formulas(found)
    _controls(found)
    _terms(found)


def _classes(found: Ending) -> None:
    rows = ending.rows(found)
    words = "Logit, exponential and softmax of each class, and its loss where the true one is known"
    if len(rows) > ending.MANY:
        st.dataframe(rows, hide_index=True, height=HIGHEST, alt=words)
    else:
        st.table(rows, hide_index=True, alt=words)
    st.caption(checked(found))


def checked(found: Ending) -> str:
    """What PyTorch computes for the same, and how far the numbers are apart."""
    theirs, k = found.logits, found.judged
    shares, loss = by_pytorch(theirs, k)
    apart = max(
        reference.difference(found.decision.logits, theirs.astype("f8")),
        reference.difference(found.decision.probabilities, shares.astype("f8")),
    )
    entropy = "" if found.without_loss else f", cross-entropy {numeral(loss, 7)}"
    return (
        f"Computed by PyTorch for class {k}: z = {numeral(float(theirs[k]), 7)}, softmax "
        f"{numeral(float(shares[k]), 7)}{entropy}. Its numbers have 32 bits; the largest "
        f"difference is {apart:.1g} of the largest number."
    )


def _formulas(found: Ending) -> None:
    end, k = found.decision, found.judged
    share, loss = float(end.probabilities[k]), float(-end.log_shares[k]) + 0.0
    st.latex(formulas.softmax(k, end.logits, share))
    if not found.without_loss:
        st.latex(formulas.cross_entropy(k, share, loss))
    st.latex(formulas.entropy(float(information.entropy(end.probabilities)), len(end.logits)))
    known = f"y = {k}, {found.names[k]}, is the true class: p is 1 there and 0 elsewhere."
    st.caption(f"{found.without_loss or known} Logarithms are natural: H is in nats.")


def _controls(found: Ending) -> None:
    view = found.view
    last = view.subject.layers[-1].name
    answer = int(found.decision.logits.argmax())
    titles = {PREDICTED: f"The answer: {found.names[answer]}"}
    titles |= {k: f"{k}: {name}" for k, name in enumerate(found.names)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Terms of the class", list(titles), format_func=titles.__getitem__, width=300,
            **view.setup.choices.widget("target"),
        )  # fmt: skip
        st.button(
            "Follow the largest terms down", icon=":material/south:", type="tertiary",
            help="Shows above how this logit came about: its largest term, the largest term of "
            "that, and so on, down to the galaxy; of a large network as far as its numbers were "
            "sent, and further when a layer is opened above",
            on_click=partial(_follow, view),
        )  # fmt: skip
        downloads.button(
            "Classes (CSV)", view.file(last, "classes", kind="csv"),
            partial(_file, view, ending.class_rows), "text/csv",
        )  # fmt: skip
        downloads.button(
            "Terms (CSV)", view.file(last, found.target, "terms", kind="csv"),
            partial(_file, view, ending.term_rows), "text/csv",
        )  # fmt: skip


# what is kept for a later click keeps no weights: only the view, from which all is made anew


def _follow(view: View) -> None:
    found = ending.of(view)
    if found:
        view.setup.choices.change(at=ending.down(found), view="map")


def _file(view: View, rows: Callable[[Ending], list[dict[str, str]]]) -> str:
    found = ending.of(view)
    return downloads.table(rows(found) if found else [])


def _terms(found: Ending) -> None:
    terms = found.decision.terms(found.target)
    largest = origin.largest(terms, TERMS)
    others = float(terms.products.sum()) - sum(term.product for term in largest)
    count = len(terms.products) - len(largest)
    st.latex(formulas.logit(found.target, terms.products, terms.bias, terms.total))
    places, *tables = st.columns([1, 1.5, 0.9], gap="medium")
    with tables[0]:
        _largest(found, terms, largest, (count, others))
    with tables[1]:
        _maps(found, terms)
    with places:
        _evidence(found)


def _largest(
    found: Ending, terms: Origin, largest: Sequence[Term], others: tuple[int, float]
) -> None:
    rows = [
        ending.place(found, term.unit[0])
        | {"Value x": numeral(term.value), "Weight w": numeral(term.weight),
           "Product w x": numeral(term.product)}
        for term in largest
    ]  # fmt: skip
    first, *blank = rows[0]
    empty = dict.fromkeys(blank, "")
    if others[0]:
        rows.append({first: f"{others[0]:,} others"} | empty | {"Product w x": numeral(others[1])})
    rows.append({first: "Bias"} | empty | {"Product w x": numeral(terms.bias)})
    rows.append({first: "Logit"} | empty | {"Product w x": numeral(terms.total)})
    st.table(rows, hide_index=True, alt="The largest terms of the logit, the others, the bias")


def _maps(found: Ending, terms: Origin) -> None:
    """Sums of the products of each map, the largest first."""
    if found.decision.averaged or len(found.decision.maps[1]) == 1:
        return  # each term is a map of its own
    sums = found.decision.by_map(found.target)
    order = sorted(range(len(sums)), key=lambda c: -abs(sums[c]))
    rows = [{"Map": str(c), "Sum of its products": numeral(float(sums[c]))} for c in order]
    st.dataframe(rows, hide_index=True, height=HIGHEST if len(rows) > TERMS else "content",
                 alt="Sum of the products of each map")  # fmt: skip


def _evidence(found: Ending) -> None:
    evidence, bias = found.decision.evidence(found.target), found.decision.terms(found.target).bias
    if evidence is None:
        return
    name = found.names[found.target]
    words = f"What each place of the last maps adds to the logit of class {found.target}"
    st.html(figures.signed_map(evidence, words))
    downloads.button(
        "Evidence (PNG)", found.view.file("evidence", found.target, kind="png"),
        partial(figures.map_png, evidence), "image/png",
    )  # fmt: skip
    st.caption(
        f"Where the evidence for {name} lies: the products of all maps at each place. Their sum "
        f"{numeral(float(evidence.sum()))} and the bias {numeral(bias)} are the logit."
    )
