"""What the one call for all methods costs beside Captum's own, and how soon hiding is answered."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from captum import attr
from torch import Tensor, nn

from cnnviz import weights
from cnnviz.attribution import attribute
from cnnviz.attribution.method import VALUES
from cnnviz.benchmarks import hiding
from cnnviz.data import simulator

LABEL, SEED = 3, 17  # a barred spiral
SAMPLES, SIDE = 12, 5  # noisy copies, or steps; patches in a row
ROUNDS = 9  # spread over all methods: what else the machine does comes in bursts
Call = Callable[[], Tensor]


def measure(rounds: int = ROUNDS, drags: int = 7) -> dict[str, float]:
    """Explain one galaxy by each method that takes its time, both ways in turns; drag a patch.

    Captum's own call gets the same parameters and as many images at once. Times are the
    processor's, of one thread as in the app, so that other programs on the machine count little.

    Args:
        rounds: how often
        drags: how often a patch is dragged over a galaxy on the page

    Returns:
        for each method "..._ms", the shortest of this project's calls, and "..._ratio", that over
        the shortest of Captum's own (what a call takes more comes from the rest of the machine);
        "patch_median_ms" from the release of the patch until the new bars are painted

    Raises:
        CannotMeasureError: as `hiding.measure`
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        found = _measured(rounds)
    finally:
        torch.set_num_threads(threads)
    return found | {"patch_median_ms": hiding.measure(drags)}


def _measured(rounds: int) -> dict[str, float]:
    model, card = weights.load(weights.names()[0])
    pixels = card.preprocessing.pixels(simulator.galaxy(LABEL, SEED).pixels[0])
    image = card.preprocessing.tensor(pixels[None])
    calls = _calls(model, image)
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for both in calls.values():  # for the caches
        _pair(*both, swapped=False)
    for i in range(rounds):
        for name, both in calls.items():
            pairs[name].append(_pair(*both, swapped=bool(i % 2)))
    result: dict[str, float] = {}
    for name, seconds in pairs.items():
        mine, theirs = (min(times) for times in zip(*seconds, strict=True))
        result[f"{name}_ms"] = 1000 * mine
        result[f"{name}_ratio"] = mine / theirs
    return result


def _calls(model: nn.Module, image: Tensor) -> dict[str, tuple[Call, Call]]:
    """This project's call and Captum's by the names of the methods."""
    at_once = VALUES // image.numel()
    patches = _patches(image)
    few: dict[str, Any] = {"regions": "patches", "count": SIDE**2}
    parts = {"feature_mask": patches, "perturbations_per_eval": at_once}
    size = image.shape[2]
    window = size // SIDE
    windows = {
        "sliding_window_shapes": (3, window, window),
        "strides": (3, window, window),
        "perturbations_per_eval": at_once,
    }
    noise = {"nt_samples": SAMPLES, "stdevs": 0.1}
    shap = {"baselines": 0 * image, "n_samples": SAMPLES}
    steps, one = {"n_steps": SAMPLES}, {"n_samples": 1}
    table: dict[str, tuple[dict[str, Any], Any, dict[str, Any]]] = {
        "integrated_gradients": (
            steps, attr.IntegratedGradients(model), steps | {"internal_batch_size": at_once}
        ),
        "smooth_grad": ({"n_samples": SAMPLES}, attr.NoiseTunnel(attr.Saliency(model)), noise),
        "gradient_shap": ({"n_samples": SAMPLES}, attr.GradientShap(model), shap),
        "occlusion": ({"window": window, "stride": window}, attr.Occlusion(model), windows),
        "feature_ablation": (few, attr.FeatureAblation(model), parts),
        "shapley_value_sampling": (
            few | one, attr.ShapleyValueSampling(model), parts | one
        ),
    }  # fmt: skip
    return {
        name: (
            partial(attribute, model, image, LABEL, name, **ours),
            partial(method.attribute, image, target=LABEL, **theirs),
        )
        for name, (ours, method, theirs) in table.items()
    }


def _patches(image: Tensor) -> Tensor:
    """The same squares as this project's, int64 of shape (1, 1, H, W)."""
    height, width = image.shape[2:]
    down, across = torch.arange(height) * SIDE // height, torch.arange(width) * SIDE // width
    return (down[:, None] * SIDE + across)[None, None]


def _pair(ours: Call, bare: Call, swapped: bool) -> tuple[float, float]:
    """Seconds of both; which one comes first changes, for the second finds the caches warm."""
    if not swapped:
        return _seconds(ours), _seconds(bare)
    theirs = _seconds(bare)
    return _seconds(ours), theirs


def _seconds(call: Call) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start
