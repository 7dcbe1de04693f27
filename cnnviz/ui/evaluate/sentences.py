"""Shares, intervals and probabilities as people read them."""

from math import isnan

from cnnviz.evaluation import McNemar
from cnnviz.evaluation.scores import Share

NO_BREAK = "\N{NO-BREAK SPACE}"
PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
SMALLEST = 1e-4


def percent(share: float, digits: int = 1) -> str:
    """A share in per cent; a dash where there is none."""
    return NONE if isnan(share) else f"{100 * share:.{digits}f}{NO_BREAK}%"


def interval(ends: tuple[float, float]) -> str:
    """As `91.5 to 95.2 %`."""
    low, high = ends
    return f"{100 * low:.1f} to {100 * high:.1f}{NO_BREAK}%"


def share(value: float, ends: tuple[float, float]) -> str:
    """A share with its interval, as `93.6 % (91.5 to 95.2)`; a dash where there is none."""
    if isnan(value):
        return NONE
    low, high = ends
    return f"{percent(value)} ({100 * low:.1f} to {100 * high:.1f})"


def counted(found: Share | None) -> str:
    """The same of a share that was counted."""
    return share(found.value, found.interval) if found else NONE


def with_error(value: float, error: float) -> str:
    """Per cent with a standard error, as `93.6 ± 0.9 %`."""
    if isnan(value):
        return NONE
    return f"{100 * value:.1f} {PLUS_MINUS} {100 * error:.1f}{NO_BREAK}%"


def points(value: float, error: float) -> str:
    """A difference of shares with its standard error in percentage points, as `+1.4 ± 0.8`."""
    if isnan(value):
        return NONE
    return f"{100 * value:+.1f} {PLUS_MINUS} {100 * error:.1f}".replace("-", MINUS)


def p_value(p: float) -> str:
    """As `p = 0.021`."""
    text = f"p < {SMALLEST:.4f}" if p < SMALLEST else f"p = {p:.2g}"
    return text.replace(" ", NO_BREAK)


def more_often(found: McNemar) -> str:
    """How much more often the second is right, as `1.4 ± 0.8 percentage points more often`."""
    how = "more" if found.difference >= 0 else "less"
    size = points(abs(found.difference), found.error).removeprefix("+")
    return f"{size} percentage points {how} often"


def verdict(found: McNemar) -> str:
    """What McNemar's test says, in words; Markdown."""
    if not found.first + found.second:
        return "Both are right of the same galaxies: there is nothing to tell them apart."
    known = (
        "hardly chance" if found.p_exact < 0.01
        else "probably not chance" if found.p_exact < 0.05 else "within chance"
    )  # fmt: skip
    return (
        f"This is **{known}**: if neither were better, a split at least as uneven as "
        f"{found.second} against {found.first} would come with {p_value(found.p_exact)} (exact "
        f"binomial test; chi square with continuity correction {found.chi_square:.2f}, "
        f"{p_value(found.p_chi_square)})."
    )
