"""What the one call for all methods costs beside Captum's own, and how soon hiding is answered."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import torch
from captum import attr
from torch import Tensor, nn

from cnnviz import weights
from cnnviz.attribution import METHODS, attribute
from cnnviz.attribution.method import VALUES
from cnnviz.benchmarks import hiding
from cnnviz.data import simulator

LABEL, SEED = 3, 17  # a barred spiral
SIDE = 7  # patches in a row: about as many as the page asks for
ORDERS = 2  # of Shapley values; the page's 25 would take seconds
ROUNDS = 3  # spread over all methods: what else the machine does comes in bursts
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
    """This project's call and Captum's by the names of the methods.

    The parameters are the page's own, but for squares as regions and few orders of them.
    """
    squares: dict[str, Any] = {"regions": "patches", "count": SIDE**2}
    given = {"feature_ablation": squares, "shapley_value_sampling": squares | {"n_samples": ORDERS}}
    size, at_once = tuple(image.shape[1:]), VALUES // image.numel()
    many = {"perturbations_per_eval": at_once}
    parts = many | {"feature_mask": _patches(image)}
    table: dict[str, tuple[Any, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
        "integrated_gradients": (
            attr.IntegratedGradients(model),
            lambda v: {"n_steps": v["n_steps"], "internal_batch_size": at_once},
        ),
        "smooth_grad": (
            attr.NoiseTunnel(attr.Saliency(model)),
            lambda v: {"nt_samples": v["n_samples"], "stdevs": v["stdev"]},
        ),
        "gradient_shap": (
            attr.GradientShap(model),
            lambda v: {"baselines": 0 * image, "n_samples": v["n_samples"]},
        ),
        "occlusion": (
            attr.Occlusion(model),
            lambda v: (
                many
                | {
                    "sliding_window_shapes": (size[0], v["window"], v["window"]),
                    "strides": (size[0], v["stride"], v["stride"]),
                }
            ),
        ),
        "feature_ablation": (attr.FeatureAblation(model), lambda _: parts),
        "shapley_value_sampling": (
            attr.ShapleyValueSampling(model),
            lambda v: parts | {"n_samples": v["n_samples"]},
        ),
    }
    calls: dict[str, tuple[Call, Call]] = {}
    for name, (bare, translate) in table.items():
        mine = given.get(name, {})
        theirs = translate(METHODS[name].values(size, mine))
        calls[name] = (
            partial(attribute, model, image, LABEL, name, **mine),
            partial(bare.attribute, image, target=LABEL, **theirs),
        )
    return calls


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
