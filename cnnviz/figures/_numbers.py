"""Numbers as text, with a real minus sign, as short as the room asks for."""

from collections.abc import Callable, Iterable
from math import floor, inf, isfinite, isnan, log10

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
SMALLEST = 6.8  # pixels: letters that can just be read
LARGEST_WHOLE = 1e7  # whole numbers below it are written with all their digits
Write = Callable[[float], str]


def number(x: float, digits: int = 4) -> str:
    """Whole numbers as they are, others with so many significant digits."""
    if not isfinite(x):
        return _special(x)
    if abs(x) < LARGEST_WHOLE and (x == int(x) or abs(x) >= 10**digits):
        return _minus(str(round(x)))
    return _minus(f"{x:.{digits}g}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e"))


def bracketed(x: float, digits: int = 4) -> str:
    """The same in a sum or a product: a negative number stands in brackets."""
    return f"({number(x, digits)})" if x < 0 else number(x, digits)


def writer(numbers: Iterable[float], digits: int, *, tight: bool = False) -> Write:
    """How to write the numbers of one grid, all with the same decimals.

    Args:
        numbers: those that stand in it
        digits: significant ones of the largest, where not all are whole
        tight: whether to write .5 for 0.5
    """
    finite = [x for x in numbers if isfinite(x)]
    largest = max(map(abs, finite), default=0.0)
    decimals = _decimals(finite, largest, digits)
    exponential = largest >= 1e5 or decimals > 4

    def write(x: float) -> str:
        if not isfinite(x):
            return _special(x)
        if exponential and x == 0:
            return "0"
        if exponential:
            mantissa, exponent = f"{x:.{min(1, digits - 1)}e}".split("e")
            return _minus(f"{mantissa}e{int(exponent)}")
        text = f"{x:.{min(decimals, 4)}f}"
        if float(text) == 0:
            text = text.removeprefix("-")
        if tight and abs(x) < 1 and "." in text:
            text = text.replace("0.", ".", 1)
        return _minus(text)

    return write


def _decimals(finite: list[float], largest: float, digits: int) -> int:
    """As few as show all numbers as they are, at most as many as the digits ask for."""
    if not largest or all(x == int(x) for x in finite):
        return 0
    decimals = max(0, digits - 1 - floor(log10(largest)))
    while 0 < decimals < 5 and all(_is_whole(x * 10 ** (decimals - 1)) for x in finite):
        decimals -= 1
    return decimals


def _is_whole(x: float) -> bool:
    return abs(x - round(x)) < 1e-9 * max(1.0, abs(x))


def breadth(text: str) -> float:
    """Width of a number, in units of its font's size."""
    return sum(0.3 if letter == "." else 0.6 for letter in text)


def fitting(numbers: Iterable[float], size: float, largest: float = 26.0) -> tuple[Write, float]:
    """How to write numbers into square cells, and the size of the font.

    Args:
        numbers: those that stand in the cells
        size: side of a cell, pixels
        largest: size of a font, pixels
    """
    known = list(numbers)
    most = min(0.46 * size, largest)
    for digits in (3, 2, 1):
        write = writer(known, digits, tight=size < 34)
        widest = max((breadth(write(x)) for x in known), default=1.0)
        font = min(most, (0.9 * size - 1) / max(widest, 0.6))
        # no digit is given up to make others larger while all of them can be read
        exact = all(float(f"{x:.{digits}g}") == x for x in known if isfinite(x))
        if font >= (SMALLEST if exact else min(0.8 * most, 15.0)):
            break
    return write, font


def _special(x: float) -> str:
    if isnan(x):
        return "NaN"
    return "∞" if x == inf else f"{MINUS}∞"


def _minus(text: str) -> str:
    return text.replace("-", MINUS)
