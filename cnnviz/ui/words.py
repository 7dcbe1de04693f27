"""Numbers as sentences."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cnnviz import figures, information, names
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui.galaxy import Galaxy

# name and unit of every true parameter of a simulated galaxy
PARAMETERS = {
    "magnitude_r": ("magnitude in r", "mag"),
    "outline": ("radius of the visible outline", "arcsec"),
    "effective_radius": ("effective radius", "arcsec"),
    "sersic_index": ("Sersic index n", ""),
    "axis_ratio": ("axis ratio b/a", ""),
    "inclination": ("inclination", "degrees"),
    "position_angle": ("position angle", "degrees"),
    "bulge_fraction": ("bulge's share of the light", ""),
    "arms": ("number of arms", ""),
    "pitch_angle": ("pitch angle of the arms", "degrees"),
    "bar_length": ("length of the bar from the centre", "arcsec"),
    "separation": ("distance of the two nuclei", "arcsec"),
    "seeing": ("seeing (full width at half maximum)", "arcsec"),
    "pxscale": ("pixel scale", "arcsec per pixel"),
    "survey": ("survey whose pictures it imitates", ""),
}
# of the picture, not of the galaxy
OBSERVED = ("seeing", "pxscale", "survey")
SURVEYS = {"decals": "DECaLS", "sdss": "SDSS"}


def plain(text: str) -> str:
    """Text that came from outside, so that Markdown shows it letter by letter."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def literal(name: str) -> str:
    """A name that came from outside, as Markdown code: no link and no picture is read in it."""
    text = names.shown(name).replace("`", "'")
    return f"`{text}`"


def cell(name: str) -> str:
    """A name that came from outside, all of it in one line, as a table's file has it.

    One that a spreadsheet would compute has an apostrophe before it.
    """
    found = names.line(name)
    return f"'{found}" if found.startswith(("=", "+", "-", "@")) else found


def listed(names: Sequence[str]) -> str:
    """Names that came from outside, as `a, b and c`; Markdown."""
    texts = [plain(name) for name in names]
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def counted(number: int, what: str) -> str:
    """A number and what there is of it, as `1 image` and `2 classes`."""
    ending = "es" if what.endswith("s") else "s"
    return f"{number:,} {what}{'' if number == 1 else ending}"


def sureness(
    probabilities: NDArray[np.float64], classes: Sequence[str], label: int | None = None
) -> str:
    """How sure a network is, in words, as Markdown.

    Args:
        probabilities: shape (K,)
        classes: K names
        label: the true class where it is known
    """
    first, second = np.argsort(-probabilities)[:2]
    p = float(probabilities[first])
    how = next(
        word
        for least, word in (
            (0.95, "almost certain"), (0.8, "quite sure"), (0.5, "leaning this way"),
            (0.0, "undecided"),
        )
        if p >= least
    )  # fmt: skip
    classes = [name if name in CLASSES else plain(name) for name in classes]
    sentence = f"**{classes[first]}**, says the network, and is {how} ({percent(p)})"
    if p < 0.95:
        sentence += f"; next comes {classes[second]} ({percent(probabilities[second])})"
    return f"{sentence}. {_verdict(int(first), label, classes)}".strip()


def pixels(side: float) -> str:
    """A length, as `1 pixel` or `8.5 pixels`."""
    return f"{side:g} pixel{'' if side == 1 else 's'}"


def percent(share: float) -> str:
    """A share from 0 to 1 in per cent, as beside the bars, in one line."""
    return figures.percent(share).replace(" ", "\N{NO-BREAK SPACE}")


def _verdict(best: int, label: int | None, classes: Sequence[str]) -> str:
    if label is None:
        return ""
    if best == label:
        return "That is right."
    return f"Its true class is {classes[label]}."


def entropy(probabilities: NDArray[np.float64]) -> str:
    """The entropy of the probabilities beside that of as many equal ones, in nats."""
    count = len(probabilities)
    value, most = (information.entropy(p) for p in (probabilities, np.full(count, 1 / count)))
    return f"Entropy {value:.2f} nats; {count} equal bars would have {most:.2f}."


def parameter_rows(truth: Mapping[str, float | str]) -> list[dict[str, str]]:
    """The true parameters of a galaxy as the rows of a table."""
    return [
        {"Parameter": name[0].upper() + name[1:], "Value": quantity(truth[key]), "Unit": unit}
        for key, (name, unit) in PARAMETERS.items()
        if key in truth
    ]


def quantity(value: float | str) -> str:
    """A parameter's value with as many digits as make sense."""
    if isinstance(value, str):
        return SURVEYS.get(value, value)
    return f"{value:.0f}" if value >= 100 or value == round(value) else f"{value:.3g}"


def telling(label: int, truth: Mapping[str, float | str]) -> str:
    """What makes this galaxy one of its class, in a line."""
    return "; ".join(
        re.sub(r"\b1 arms", "1 arm", template.format(f"{float(truth[key]):.2g}"))
        for key, template in _TELLING[CLASSES[label]]
        if key in truth
    )


_SPIRAL = (("arms", "{} arms"), ("pitch_angle", "pitch angle {} degrees"))
_ROUND = (("axis_ratio", "axis ratio {}"), ("sersic_index", "Sersic index {}"))
_TELLING = {
    "Merging": (("separation", "nuclei {} arcsec apart"),),
    "Round Smooth": _ROUND,
    "In-between Round Smooth": _ROUND,
    "Barred Spiral": (("bar_length", "bar {} arcsec"), *_SPIRAL),
    "Unbarred Tight Spiral": _SPIRAL,
    "Unbarred Loose Spiral": _SPIRAL,
    "Edge-on with Bulge": (
        ("axis_ratio", "thickness {} of its length"),
        ("bulge_fraction", "bulge {} of the light"),
    ),
}


def caption(galaxy: Galaxy, preprocessing: Preprocessing) -> str:
    """What the picture of a galaxy shows, and which part of it the network receives."""
    height, width = galaxy.shape
    if galaxy.crop:
        side = f"{galaxy.crop.side:.4g}"
        title = f"{galaxy.title}, cut out by you: {side} by {side} pixels of it"
        return f"{title} as {width} by {height}. The network receives all of it."
    top, _, bottom, _ = preprocessing.box(height, width)
    if bottom - top == height == width:
        part = "The network receives all of it."
    else:
        part = f"The network receives the outlined {bottom - top} by {bottom - top} pixels."
    return f"{galaxy.title}: {width} by {height} pixels. {part}"
