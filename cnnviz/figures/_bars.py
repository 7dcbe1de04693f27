"""Probabilities as bars."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray


def probability_bars(
    probabilities: NDArray[np.float64], classes: Sequence[str], label: int | None = None
) -> str:
    """One bar per class, in the order of the classes; the largest is highlighted.

    Args:
        probabilities: shape (K,), from 0 to 1
        classes: K names
        label: the true class where it is known; it is marked in words

    Returns:
        HTML: a table, so that a screen reader reads names and numbers
    """
    if not len(classes):
        return '<p class="gx-empty">No classes to show.</p>'
    best = int(np.argmax(probabilities))
    rows = [
        _row(name, float(p), highlighted=k == best, true=k == label)
        for k, (name, p) in enumerate(zip(classes, probabilities, strict=True))
    ]
    attributes = 'class="gx-bars" aria-label="Probability of each class"'
    return f"<table {attributes}><tbody>{''.join(rows)}</tbody></table>"


def percent(share: float) -> str:
    """A share from 0 to 1 in per cent: 87.3 %; < 0.1 % and > 99.9 % for nearly none and all."""
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def _row(name: str, share: float, *, highlighted: bool, true: bool) -> str:
    mark = '<em title="the class of this galaxy">true</em>' if true else ""
    style = "gx-best" if highlighted else "gx-other"
    return (
        f'<tr class="{style}"><th scope="row">{escape(name)}{mark}</th>'
        f"<td>{escape(percent(share))}"
        f'<div aria-hidden="true"><div style="width: {100 * share:.2f}%"></div></div></td></tr>'
    )
