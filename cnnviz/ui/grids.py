"""Numbers that a visitor types: read, checked, written."""

import math
import re

import numpy as np
from numpy.typing import NDArray

LARGEST = 1e6  # beyond it a cell could not show what it holds
LONGEST = 8000  # letters


def number(text: str) -> float:
    """A finite number; a comma may stand for the decimal point.

    Raises:
        ValueError: one sentence that names the text
    """
    value = _number(text)
    if not math.isfinite(value) or abs(value) > LARGEST:
        shown = text.strip()[:20]
        raise ValueError(f"'{shown}' is not between -{LARGEST:,.0f} and {LARGEST:,.0f}")
    return value


def _number(text: str) -> float:
    """Any number, also infinite ones and none.

    Raises:
        ValueError: one sentence that names the text
    """
    try:
        value = float(text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
        if "_" in text:  # which Python reads as nothing
            raise ValueError
    except ValueError:
        raise ValueError(f"'{text.strip()[:20]}' is no number") from None
    return value


def integer(text: str, least: int, most: int) -> int:
    """A whole number within bounds.

    Raises:
        ValueError: one sentence that names the text and the bounds
    """
    shown = text.strip()[:20]
    if not re.fullmatch(r"-?[0-9]{1,9}", text.strip(), re.ASCII):
        raise ValueError(f"'{shown}' is no whole number")
    if not least <= int(text) <= most:
        raise ValueError(f"{int(text)} is not between {least} and {most}")
    return int(text)


def bounded(text: str, least: float, most: float) -> float:
    """A number within bounds.

    Raises:
        ValueError: one sentence that names the text and the bounds
    """
    value = _number(text)
    if not least <= value <= most:
        raise ValueError(f"{value:g} is not between {least:g} and {most:g}")
    return value


def typed(text: str, most: int = 16) -> NDArray[np.float64]:
    """As `grid`, for a text that comes from outside and may have any length.

    Raises:
        ValueError: one sentence that names what is wrong
    """
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} letters are more than {LONGEST}")
    return grid(text, most)


def grid(text: str, most: int = 16) -> NDArray[np.float64]:
    """Numbers in rows: blanks between numbers, semicolons or new lines between rows, | of channels.

    Args:
        text: such as `1 0 1; 0 1 0; 1 0 1`
        most: rows and columns at most

    Returns:
        shape (C, H, W)

    Raises:
        ValueError: one sentence that names what is wrong
    """
    channels = [_rows(channel) for channel in text.strip().strip("|").split("|")]
    lengths = {len(row) for rows in channels for row in rows}
    if lengths == {0}:
        raise ValueError("there are no numbers")
    if len(lengths) > 1 or len({len(rows) for rows in channels}) > 1:
        counts = ", ".join(str(len(row)) for rows in channels for row in rows)
        raise ValueError(f"the rows are not equally long: they have {counts} numbers")
    values = np.array(channels)
    if max(values.shape[1:]) > most:
        _, height, width = values.shape
        raise ValueError(f"{height} by {width} numbers are more than {most} by {most}")
    return values


def text(values: NDArray[np.float64]) -> str:
    """The shortest text that `grid` reads as these numbers; values of shape (C, H, W)."""
    return " | ".join(
        "; ".join(" ".join(short(float(x)) for x in row) for row in channel) for channel in values
    )


def short(value: float) -> str:
    """A number in as few letters as give it back exactly."""
    return str(int(value)) if value == int(value) else repr(value)


def _rows(channel: str) -> list[list[float]]:
    rows = [row for row in re.split(r"[;\n]", channel.strip().strip(";"))]
    return [[number(word) for word in row.split()] for row in rows]
