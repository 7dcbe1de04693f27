"""Maps that would be a blank picture, explained in a sentence."""

import numpy as np

from cnnviz.attribution.explained import Explained

# why all values of a method may be zero
ZERO = {
    "grad_cam": "no map of this layer speaks for the class, or its gradient vanishes",
    "guided_grad_cam": "where Grad-CAM is positive no guided signal comes down",
    "guided_backprop": "no signal is positive all the way down",
    "deconvolution": "no signal is positive all the way down",
    **dict.fromkeys(
        ("occlusion", "feature_ablation", "shapley_value_sampling"),
        "hiding any part changes nothing: the image is already like the baseline",
    ),
    **dict.fromkeys(
        ("saliency", "smooth_grad"),
        "no small change of a pixel changes the logit: the ReLUs on the way are off",
    ),
}
ROUNDING = 1e-5  # logits: what two passes of the same image may differ by
PRODUCT = "either no gradient comes down, or the image is equal to what it is compared with"


def reason(found: Explained) -> str:
    """Why there is nothing to see in a map, one sentence; empty where there is."""
    values = found.map.astype(np.float64)
    finite = np.isfinite(values)
    if not finite.all():
        bad = values.size - int(finite.sum())
        return (
            f"{bad} of {values.size} values are not finite: the method divides by a number that is "
            "zero or nearly so, or a value is too large for 32 bits."
        )
    if is_zero(found):
        why = ZERO.get(found.method.name, PRODUCT)
        if not found.pixels.any() or _is_flat(found):
            why = "the image is the same everywhere, so that nothing enters the network"
        elif found.values.get("relu") == "yes":
            why = "all of it was negative, and negative values are cut off"
        return f"Every value is zero: {why}."
    total = found.total()
    if total.size > 1 and np.ptp(total) == 0:
        return f"Every place has the same value, {total.flat[0]:.3g}."
    return ""


def is_zero(found: Explained) -> bool:
    """Whether all values are zero but for rounding; False where a value is not finite."""
    return float(np.abs(found.map).max()) <= (0 if found.method.backwards else ROUNDING)


def _is_flat(found: Explained) -> bool:
    flat = found.pixels.reshape(-1, found.pixels.shape[-1])
    return bool((flat == flat[0]).all()) and found.card.preprocessing.background != "none"
