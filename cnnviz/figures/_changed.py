"""Probabilities before and after a change, as bars."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from cnnviz.figures._bars import percent

Floats = NDArray[np.float64]
MINUS = "\N{MINUS SIGN}"
HEADS = ("Class", "Before", "Now", "Change")


def change_bars(before: Floats, after: Floats, classes: Sequence[str], followed: int) -> str:
    """Two bars for each class, the unchanged one thin below the new one, and their difference.

    Args:
        before: probabilities, shape (K,)
        after: probabilities, shape (K,)
        classes: K names
        followed: index of the class that is followed; it is highlighted

    Returns:
        HTML: a table, so that a screen reader reads names and numbers
    """
    if not len(classes):
        return '<p class="gx-empty">No classes to show.</p>'
    head = "".join(f'<th scope="col">{text}</th>' for text in HEADS)
    rows = [
        _row(name, float(old), float(new), k == followed)
        for k, (name, old, new) in enumerate(zip(classes, before, after, strict=True))
    ]
    attributes = 'class="gx-changed" aria-label="Probability of each class before and now"'
    return (
        f"<table {attributes}><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def points(change: float) -> str:
    """A difference of two shares in percentage points, with its sign: +3.2."""
    value = round(100 * change, 1)
    if not value:
        return "0.0"
    return f"{'+' if value > 0 else MINUS}{abs(value):.1f}"


def signed(value: float, form: str = ".2f") -> str:
    """A number by a format and, where it is negative, with a minus sign as people print it."""
    return format(value, form).replace("-", MINUS)


def _row(name: str, before: float, after: float, followed: bool) -> str:
    bars = "".join(
        f'<div class="gx-{kind}" style="width: {100 * share:.2f}%"></div>'
        for kind, share in (("now", after), ("then", before))
    )
    return (
        f'<tr class="{"gx-best" if followed else "gx-other"}"><th scope="row">{escape(name)}</th>'
        f"<td>{escape(percent(before))}</td><td>{escape(percent(after))}</td>"
        f'<td>{points(after - before)}</td><td aria-hidden="true"><div>{bars}</div></td></tr>'
    )
