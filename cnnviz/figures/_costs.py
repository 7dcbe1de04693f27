"""Where a network's numbers are: bars of what each part has and costs, and shares by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cnnviz.figures._architecture import ROLES, role_key
from cnnviz.figures._bars import percent


@dataclass(frozen=True)
class Cost:
    """A part of a network with its quantities.

    Args:
        name: of the part
        role: one of ROLES, which colours its bars
        values: one of each quantity
        texts: the same, as they are written
    """

    name: str
    role: str
    values: tuple[float, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """A quantity of one network, divided.

    Args:
        quantity: what it is
        name: for people
        text: the whole, as it is written
        parts: role and value
    """

    quantity: str
    name: str
    text: str
    parts: tuple[tuple[str, float], ...]

    @property
    def whole(self) -> float:
        """The sum of the parts."""
        return sum(value for _, value in self.parts)


def cost_bars(costs: Sequence[Cost], quantities: Sequence[str], alt: str) -> str:
    """A row for each part, a bar for each quantity, as long as its share of the largest.

    Args:
        costs: the parts
        quantities: their names, for the header
        alt: what is seen, in words

    Returns:
        HTML: a table, so that a screen reader reads names and numbers
    """
    if not costs:
        return '<p class="gx-empty">There are no layers to draw.</p>'
    most = [max(cost.values[i] for cost in costs) or 1.0 for i in range(len(quantities))]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in quantities)
    rows = "".join(_row(cost, most) for cost in costs)
    longest = max(len(text) for cost in costs for text in cost.texts)
    style = f"--number: {0.5 * longest + 0.5:g}em"
    return (
        f'<div class="gx-scroll" tabindex="0"><table class="gx-costs" style="{style}" '
        f'aria-label="{escape(alt)}">'
        f'<thead><tr><th scope="col">Layers</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def share_bars(shares: Sequence[Share], alt: str) -> str:
    """Quantities divided among the kinds of layers.

    Args:
        shares: those of one quantity are drawn on one scale
        alt: what is seen, in words

    Returns:
        HTML: a table, so that a screen reader reads names and numbers
    """
    rows = []
    for share in shares:
        most = max(other.whole for other in shares if other.quantity == share.quantity) or 1.0
        bar = "".join(_part(role, value, share.whole, most) for role, value in share.parts if value)
        rows.append(
            f'<tr><th scope="row">{escape(share.name)}</th><td>{escape(share.text)}</td>'
            f'<td class="gx-share"><div>{bar}</div></td></tr>'
        )
    key = role_key([role for share in shares for role, value in share.parts if value])
    return (
        f'<table class="gx-shares" aria-label="{escape(alt)}"><tbody>{"".join(rows)}</tbody>'
        f"</table>{key}"
    )


def _row(cost: Cost, most: Sequence[float]) -> str:
    cells = "".join(
        f"<td><span>{escape(text)}</span>"
        f'<div aria-hidden="true"><div class="gx-{cost.role}" style="width: '
        f'{100 * value / largest:.2f}%"></div></div></td>'
        for value, text, largest in zip(cost.values, cost.texts, most, strict=True)
    )
    return f'<tr><th scope="row">{escape(cost.name)}</th>{cells}</tr>'


def _part(role: str, value: float, own: float, most: float) -> str:
    text = percent(value / own)
    shown = text if value / most > 0.12 else ""
    title = escape(f"{ROLES[role]}: {text}")
    return (
        f'<i class="gx-{role}" style="width: {100 * value / most:.2f}%" title="{title}">'
        f"<span>{escape(shown)}</span></i>"
    )
