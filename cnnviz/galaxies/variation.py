"""One true parameter of a drawn galaxy gets another value; all that was drawn besides stays.

Units are those of the published parameters: angles in degrees, lengths in arcsec. A change is the
one that the class's own recipe in `morphology` and `spirals` makes of another value.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cnnviz.galaxies.discs import Arms, Disc, EdgeOnDisc
from cnnviz.galaxies.light import Bands, Galaxy, Part, Sersic, Tail
from cnnviz.galaxies.morphology import magnitude_r

# wider than any class draws, so that one sees a class being left
LIMITS = {
    "sersic_index": (0.5, 8.0),
    "axis_ratio": (0.15, 1.0),
    "inclination": (0.0, 80.0),
    "position_angle": (0.0, 180.0),
    "bulge_fraction": (0.02, 0.9),
    "arms": (1.0, 6.0),
    "pitch_angle": (4.0, 45.0),
}
THICKNESS = (0.05, 0.6)  # of a disc seen from the side
# lengths in units of what was drawn
FACTORS = {"effective_radius": (0.4, 2.0), "bar_length": (0.3, 2.0), "separation": (0.0, 2.0)}
MAGNITUDES = 2.0  # either way


def ranges(galaxy: Galaxy) -> dict[str, tuple[float, float]]:
    """The parameters that can be changed, with their least and largest value.

    Args:
        galaxy: as a class's recipe draws it
    """
    truth, found = galaxy.truth, {}
    for name in _CHANGES:
        if name in FACTORS and name in truth:
            low, high = FACTORS[name]
            found[name] = (low * truth[name], high * truth[name])
        elif name in LIMITS and name in truth and name != _follows(galaxy):
            found[name] = THICKNESS if name == "axis_ratio" and _edge_on(galaxy) else LIMITS[name]
    middle = magnitude_r(galaxy.parts)
    return found | {"magnitude_r": (middle - MAGNITUDES, middle + MAGNITUDES)}


def changed(galaxy: Galaxy, name: str, value: float) -> Galaxy:
    """The galaxy with one parameter changed.

    Args:
        galaxy: as a class's recipe draws it
        name: a key of `ranges`
        value: within the range; a number of arms is rounded

    Raises:
        ValueError: no such parameter of this galaxy, or a value out of its range
    """
    known = ranges(galaxy)
    if name not in known:
        raise ValueError(f"this galaxy has no {name} to change; it has {', '.join(known)}")
    low, high = known[name]
    if not low <= value <= high:
        raise ValueError(f"{name} runs from {low:.3g} to {high:.3g} here, got {value:.3g}")
    value = float(round(value)) if name == "arms" else float(value)
    truth = galaxy.truth | ({name: value} if name in galaxy.truth else {})
    if name == "inclination":
        truth["axis_ratio"] = float(np.cos(np.radians(value)))
    return Galaxy(_CHANGES[name](galaxy, value), truth)


def _edge_on(galaxy: Galaxy) -> bool:
    return isinstance(galaxy.parts[0], EdgeOnDisc)


def _follows(galaxy: Galaxy) -> str:
    """The parameter that another one fixes, or the class itself."""
    return "inclination" if _edge_on(galaxy) else "axis_ratio" if _spiral(galaxy) else ""


def _spiral(galaxy: Galaxy) -> bool:
    return "pitch_angle" in galaxy.truth


def _pair(galaxy: Galaxy) -> tuple[Disc, Arms, Sersic]:
    """Disc, its arms and bulge of a spiral."""
    disc, bulge = galaxy.parts
    assert isinstance(disc, Disc)
    assert disc.arms is not None
    assert isinstance(bulge, Sersic)
    return disc, disc.arms, bulge


def _turned(galaxy: Galaxy, value: float) -> list[Part]:
    found: list[Part] = []
    for part in galaxy.parts:
        assert isinstance(part, Sersic | Disc | EdgeOnDisc)
        found.append(replace(part, angle=float(np.radians(value))))
    return found


def _concentrated(galaxy: Galaxy, value: float) -> list[Part]:
    """Another Sersic index: of the whole galaxy where it is smooth, else of the bulge."""
    at = 1 if _spiral(galaxy) or _edge_on(galaxy) else 0
    part = galaxy.parts[at]
    assert isinstance(part, Sersic)
    return [*galaxy.parts[:at], replace(part, index=value), *galaxy.parts[at + 1 :]]


def _flattened(galaxy: Galaxy, value: float) -> list[Part]:
    first, *rest = galaxy.parts
    if isinstance(first, EdgeOnDisc):
        factor = value * first.scale / first.height
        lane, thickness = factor * first.lane, factor * first.lane_height
        return [
            replace(first, height=value * first.scale, lane=lane, lane_height=thickness), *rest
        ]  # fmt: skip
    assert isinstance(first, Sersic)
    found: list[Part] = [replace(first, axis_ratio=value)]
    for envelope in rest:
        assert isinstance(envelope, Sersic)
        found.append(replace(envelope, axis_ratio=min(1.0, 1.05 * value)))
    return found


def _inclined(galaxy: Galaxy, value: float) -> list[Part]:
    """The bulge keeps its own share of the disc's flattening."""
    disc, _, bulge = _pair(galaxy)
    before, after = np.cos(disc.inclination), np.cos(np.radians(value))
    share = (1 - bulge.axis_ratio) / (1 - before) if before < 1 else 0.5
    flat = float(1 - (1 - after) * share)
    return [replace(disc, inclination=float(np.radians(value))), replace(bulge, axis_ratio=flat)]


def _bulged(galaxy: Galaxy, value: float) -> list[Part]:
    disc, bulge = galaxy.parts
    share = galaxy.truth["bulge_fraction"]
    return [brighter(disc, (1 - value) / (1 - share)), brighter(bulge, value / share)]


def _counted(galaxy: Galaxy, value: float) -> list[Part]:
    disc, arms, bulge = _pair(galaxy)
    return [replace(disc, arms=replace(arms, number=int(value))), bulge]


def _wound(galaxy: Galaxy, value: float) -> list[Part]:
    """Arms and ripples wind alike; the arms of a barred galaxy still start at the bar's ends."""
    disc, arms, bulge = _pair(galaxy)
    pitch = float(np.copysign(np.radians(value), arms.pitch))
    ripples = disc.ripples
    if ripples is not None:
        wound = np.array([1, np.tan(abs(arms.pitch)) / np.tan(abs(pitch)), 1], np.float32)
        ripples = replace(ripples, waves=ripples.waves * wound)
    new = replace(disc, arms=replace(arms, pitch=pitch), ripples=ripples)
    return [_from_bar(new), bulge]


def _longer_bar(galaxy: Galaxy, value: float) -> list[Part]:
    """The ring lies around the bar's ends, and the arms start there."""
    disc, _, bulge = _pair(galaxy)
    assert disc.bar is not None
    factor, ring = value / disc.bar.length, disc.ring
    if ring is not None:
        ring = replace(ring, radius=factor * ring.radius, width=factor * ring.width)
    return [_from_bar(replace(disc, bar=replace(disc.bar, length=value), ring=ring)), bulge]


def _from_bar(disc: Disc) -> Disc:
    """Arms that pass the bar's ends, as in `spirals.barred`; a disc without a bar as it is."""
    if disc.bar is None or disc.arms is None:
        return disc
    phase = disc.bar.angle - np.log(disc.bar.length / disc.scale) / np.tan(disc.arms.pitch)
    return replace(disc, arms=replace(disc.arms, phase=phase, inner=0.95 * disc.bar.length))


def _larger(galaxy: Galaxy, value: float) -> list[Part]:
    factor = value / galaxy.truth["effective_radius"]
    return [_scaled(part, factor) for part in galaxy.parts]


def _scaled(part: Part, factor: float) -> Part:
    """Every length times a factor, the light stays."""
    if isinstance(part, Sersic):
        return replace(part, radius=factor * part.radius)
    if isinstance(part, EdgeOnDisc):
        names = ("scale", "height", "lane", "lane_height")
        return replace(part, **{name: factor * getattr(part, name) for name in names})
    assert isinstance(part, Disc)
    assert part.arms is not None
    arms = replace(part.arms, inner=factor * part.arms.inner, outer=factor * part.arms.outer)
    bar, ring = part.bar, part.ring
    if bar is not None:
        bar = replace(bar, length=factor * bar.length)
    if ring is not None:
        ring = replace(ring, radius=factor * ring.radius, width=factor * ring.width)
    return replace(part, scale=factor * part.scale, arms=arms, bar=bar, ring=ring)


def _parted(galaxy: Galaxy, value: float) -> list[Part]:
    """Every centre of a merger lies on the line through the nuclei, in units of their distance."""
    factor, found = value / galaxy.truth["separation"], []
    for part in galaxy.parts:
        assert isinstance(part, Sersic | Disc | Tail)
        x, y = part.centre
        found.append(replace(part, centre=(factor * x, factor * y)))
    return [*found]


def _bright(galaxy: Galaxy, value: float) -> list[Part]:
    factor = 10 ** (-0.4 * (value - magnitude_r(galaxy.parts)))
    return [brighter(part, factor) for part in galaxy.parts]


def brighter(part: Part, factor: float) -> Part:
    """A part with its light, and that of what it carries, times a factor."""
    assert isinstance(part, Sersic | Disc | EdgeOnDisc | Tail)
    new = replace(part, flux=_times(part.flux, factor))
    if not isinstance(new, Disc):
        return new
    arms, bar, ring = new.arms, new.bar, new.ring
    return replace(
        new,
        arms=arms and replace(arms, young=_times(arms.young, factor)),
        bar=bar and replace(bar, flux=_times(bar.flux, factor)),
        ring=ring and replace(ring, flux=_times(ring.flux, factor)),
    )


def _times(flux: Bands, factor: float) -> Bands:
    g, r, z = flux
    return factor * g, factor * r, factor * z


_CHANGES: dict[str, Callable[[Galaxy, float], list[Part]]] = {
    "inclination": _inclined, "pitch_angle": _wound, "arms": _counted, "bar_length": _longer_bar,
    "separation": _parted, "axis_ratio": _flattened, "sersic_index": _concentrated,
    "bulge_fraction": _bulged, "effective_radius": _larger, "position_angle": _turned,
    "magnitude_r": _bright,
}  # fmt: skip
