"""The scale of pixels on the sky from the keywords of a FITS header.

Computed here from the few numbers that it takes: wcslib would have to be trusted with the rest of
a stranger's header, and tells what it repairs by warnings, whose filters belong to the process.
"""

import math
from collections.abc import Mapping

# degrees; FITS 4.0, section 4.3, with what else is often written
UNITS = {"deg": 1.0, "degree": 1.0, "degrees": 1.0, "arcmin": 1 / 60, "arcsec": 1 / 3600}
UNITS |= {"mas": 1 / 3_600_000, "rad": math.degrees(1)}
SKY = ({"RA--", "DEC-"}, {"GLON", "GLAT"}, {"ELON", "ELAT"})
LARGEST = 180 * 3600  # arcsec
KEYWORDS = {
    *("CTYPE1", "CTYPE2", "CUNIT1", "CUNIT2", "CDELT1", "CDELT2"),
    *(f"{matrix}{i}_{j}" for matrix in ("CD", "PC") for i in (1, 2) for j in (1, 2)),
}
Value = str | float | int | bool


def pixel_scale(header: Mapping[str, Value]) -> float | None:
    """Side of a pixel with the area that pixels have at the reference point.

    The root of |det M|, M = CDi_j or CDELTi PCi_j, degrees per pixel (Greisen & Calabretta 2002,
    A&A 395, 1061, section 2.1).

    Args:
        header: keywords and their values; others than KEYWORDS are not looked at

    Returns:
        arcsec; None where the first two axes are not the sky's or say nothing sensible
    """
    axes = {str(header.get(f"CTYPE{i}", ""))[:4].upper() for i in (1, 2)}
    if axes not in SKY:
        return None
    try:
        rows = [[_unit(header, i) * element for element in _row(header, i)] for i in (1, 2)]
        (a, b), (c, d) = rows
        scale = 3600 * math.sqrt(abs(a * d - b * c))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return scale if 0 < scale < LARGEST else None


def _row(header: Mapping[str, Value], i: int) -> list[float]:
    if any(f"CD{m}_{n}" in header for m in (1, 2) for n in (1, 2)):
        return [_number(header.get(f"CD{i}_{j}", 0.0)) for j in (1, 2)]
    turned = any(f"PC{m}_{n}" in header for m in (1, 2) for n in (1, 2))
    # CDELT is 1 unless it is given (section 8.2), but a header without either tells no scale
    step = _number(header.get(f"CDELT{i}", 1.0) if turned else header[f"CDELT{i}"])
    return [step * _number(header.get(f"PC{i}_{j}", float(i == j))) for j in (1, 2)]


def _unit(header: Mapping[str, Value], i: int) -> float:
    return UNITS[str(header.get(f"CUNIT{i}", "deg")).strip().lower() or "deg"]


def _number(value: Value) -> float:
    if isinstance(value, str):
        raise ValueError(f"a number is expected, got {value!r}")
    return float(value)
