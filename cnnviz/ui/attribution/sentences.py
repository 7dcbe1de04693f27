"""What there is to see, in sentences."""

import numpy as np

from cnnviz import attribution
from cnnviz.attribution import Explained, Method
from cnnviz.ui import words
from cnnviz.ui.attribution.choices import OF_METHODS
from cnnviz.ui.attribution.drawn import PERCENT, Drawn
from cnnviz.ui.attribution.view import View

SIGNED = {
    **dict.fromkeys(
        ("guided_backprop", "deconvolution"),
        "more light here would lower {}, as far as the rule lets signals through",
    ),
    "guided_grad_cam": "more light here would lower {}, where Grad-CAM is positive",
    "grad_cam": "what this layer finds here lowers {}",
    **dict.fromkeys(("occlusion", "feature_ablation"), "hiding this part raises {}"),
    "shapley_value_sampling": "when this part joins the others it lowers {}, on average",
}
NO_BREAK = "\N{NO-BREAK SPACE}"
SHARE = "the light here lowers {}"
UNITS = {
    **dict.fromkeys(("saliency", "smooth_grad", "guided_backprop", "deconvolution"), "per unit"),
    **dict.fromkeys(("grad_cam", "guided_grad_cam"), ""),
}


def answer(view: View) -> str:
    """What the network says of the galaxy, and what the colours mean; Markdown."""
    if view.trained:
        said = words.sureness(view.chances, view.classes, view.galaxy.label_in(view.classes))
    else:
        said = (
            f"**Never trained**: the weights are random, seed {view.now.seed}. A map that looks "
            "the same as with the trained weights does not show what the network has learned."
        )
    return f"{said} {asked(view)}" if view.now.section in OF_METHODS else said


def verdict(view: View) -> str:
    """What the network says, in few words: `Barred Spiral 98.2 %`."""
    return f"{view.classes[view.predicted]} {words.percent(float(view.chances[view.predicted]))}"


def asked(view: View) -> str:
    """Which logit the maps explain, and what the colours mean."""
    first = view.classes[view.target]
    if view.contrast is None:
        return f"Amber: where the galaxy speaks for {first}; blue: where it speaks against it."
    second = view.classes[view.contrast]
    return f"Amber: where the galaxy speaks for {first} and not {second}; blue: for {second}."


def negative(method: Method, view: View, found: Explained) -> str:
    """What a negative value of a map means."""
    if not method.signed:
        return "No sign: how strongly, not in which direction."
    if found.values.get("relu") == "yes":
        return "Negative values were cut off."
    what = "the logit" if view.contrast is None else "the difference of the logits"
    return f"Blue: {SIGNED.get(method.name, SHARE).format(what)}."


def contrast(method: Method, view: View, found: Explained) -> str:
    """How the contrast of two classes was made; empty where there is none."""
    if view.contrast is None:
        return ""
    if attribution.is_linear(method, found.values):
        return "The same as the difference of the two classes' maps."
    return "Of the difference of the two logits; not the difference of their maps."


def unit(method: Method) -> str:
    """Of a map's own numbers: f is a logit, or the difference of two."""
    per = UNITS.get(method.name, "logit")
    return "logit per unit of x" if per == "per unit" else per


def scale(drawn: Drawn, view: View) -> str:
    """What 1 stands for, where a scale is shared."""
    if view.now.scale == "own":
        name = unit(drawn.explained.method)
        return f"In units of: {name}." if name else ""
    if not unit(drawn.explained.method) and view.now.scale == "relative":
        return f"Its largest value is {drawn.one:.3g}, without a unit."
    each = "1 %" if view.now.scale == "shares" else "1"
    text = f"{each} = {drawn.one:.3g} {unit(drawn.explained.method)}".rstrip()
    return f"{text.replace(' ', NO_BREAK)}."


def channels(drawn: Drawn) -> str:
    """Each channel's share of the magnitudes; empty for a map of their sum."""
    sums = {name: float(abs(plane).sum()) for name, plane in drawn.planes.items() if name}
    total = sum(sums.values())
    if not total:
        return ""
    parts = ", ".join(f"{name} {PERCENT * part / total:.0f} %" for name, part in sums.items())
    return f"Of the magnitudes: {parts}."


def coarse(found: Explained) -> str:
    """How a map coarser than the galaxy lies on it; empty for one that is not."""
    rows, columns = found.map.shape[1:]
    height, width = found.pixels.shape[:2]
    if (rows, columns) == (height, width):
        return ""
    over = f"{height / rows:.3g} by {width / columns:.3g} pixels"
    return f"{rows} by {columns} units, each over {over}."


def strongest(drawn: Drawn, name: str) -> str:
    """Where a picture is strongest, for those who do not see it."""
    plane, found = drawn.planes[name], drawn.explained
    row, column = np.unravel_index(np.abs(plane).argmax(), plane.shape)
    height, width = found.pixels.shape[:2]
    place = (int((n + 0.5) * m / k) for n, m, k in zip((row, column), (height, width), plane.shape,
                                                       strict=True))  # fmt: skip
    sign = "" if not found.method.signed else "against it " if plane[row, column] < 0 else "for it "
    return "strongest {}at row {}, column {}".format(sign, *place)


def taken(seconds: float) -> str:
    """A time for people."""
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
