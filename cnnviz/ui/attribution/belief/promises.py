"""What each method promises of the sum of its map, and what the sum is."""

from dataclasses import dataclass

import torch
from torch import Tensor

from cnnviz.attribution import METHODS, Explained, baseline, blank
from cnnviz.attribution.segments import segments
from cnnviz.attribution.twin import Twin
from cnnviz.ui.attribution.belief import maps
from cnnviz.ui.attribution.view import View

CHANGE, MEAN, LOGIT, REGIONS = "change", "mean", "logit", "regions"
PROMISES = {
    "integrated_gradients": CHANGE, "deep_lift": CHANGE, "gradient_shap": MEAN, "lrp": LOGIT,
    "shapley_value_sampling": REGIONS,
}  # fmt: skip
WORDS = {
    CHANGE: "the sum is the change of the logit from the baseline to the image",
    MEAN: "so it is in the mean over many random places, without noise",
    LOGIT: "the sum is the logit itself, but for what biases add",
    REGIONS: "the regions' values, each counted once, add up to the change of the logit",
}
NOTHING = {
    "saliency": "a slope, no share: it says how steep the logit is",
    "smooth_grad": "a mean of slopes, no share",
    "input_x_gradient": "a sum only for a network without bends, which this one is not",
    "guided_backprop": "leaves out what is negative on its way down",
    "deconvolution": "leaves out what is negative on its way down",
    "grad_cam": "maps of a layer, weighted by their mean slopes",
    "guided_grad_cam": "a product of two maps",
    "occlusion": "each pixel has the mean of the squares on it, many times over",
    "feature_ablation": "regions removed one at a time: what two do together is counted twice",
}


@dataclass(frozen=True)
class Sum:
    """A map's sum, and what it ought to be.

    Args:
        method: a key of METHODS
        total: of the map, logits where it promises anything
        wanted: logits; None where nothing is promised
    """

    method: str
    total: float
    wanted: float | None

    @property
    def error(self) -> float | None:
        """Sum less what it ought to be, logits."""
        return None if self.wanted is None else self.total - self.wanted

    @property
    def share(self) -> float | None:
        """The error's size as a share of what the sum ought to be; None where that is 0."""
        return abs(self.error / self.wanted) if self.error is not None and self.wanted else None

    @property
    def words(self) -> str:
        """What the method promises, or why it promises nothing."""
        kind = PROMISES.get(self.method)
        return WORDS[kind] if kind else f"nothing: {NOTHING[self.method]}"


def sum_of(view: View, explained: Explained) -> Sum:
    """The sum of a map, and what the method promises of it."""
    name = explained.method.name
    kind = PROMISES.get(name)
    total = 0.0 if blank.is_zero(explained) else float(explained.total().sum())
    if kind is None:
        return Sum(name, total, None)
    if kind == REGIONS:
        total = _of_regions(view, explained)
    whole = _logit(view, view.images)
    if kind == LOGIT:
        return Sum(name, total, whole)
    return Sum(name, total, whole - _logit(view, start(view, name)))


def start(view: View, method: str) -> Tensor:
    """The baseline of a method, (1, C, H, W)."""
    values = view.values(method)
    return baseline(str(values["baseline"]), view.images, int(values["seed"]))


def _logit(view: View, images: Tensor) -> float:
    """Of the class, less that of the class that it is compared with."""
    with torch.no_grad():
        logits = Twin(view.model)(images)[0].double()
    less = 0.0 if view.contrast is None else float(logits[view.contrast])
    return float(logits[view.target]) - less


def _of_regions(view: View, explained: Explained) -> float:
    values = view.values(explained.method.name)
    image = view.images[0].permute(1, 2, 0).numpy()
    parts = segments(image, str(values["regions"]), int(values["count"]))
    first = maps.tensor(explained)[0, 0].double().numpy()
    return float(sum(first[parts == part][0] for part in range(parts.max() + 1)))


def names(kinds: tuple[str, ...]) -> str:
    """The methods that promise one of these."""
    return ", ".join(METHODS[name].title for name, kind in PROMISES.items() if kind in kinds)
