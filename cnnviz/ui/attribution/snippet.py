"""The lines of PyTorch and Captum that reproduce a map."""

from cnnviz.attribution import Explained
from cnnviz.attribution.method import VALUES
from cnnviz.ui import snippets
from cnnviz.ui.galaxy import Galaxy

BASELINE = 'baseline("{baseline}", x, seed={seed})'
GRADIENTS = {
    "saliency": "Saliency", "input_x_gradient": "InputXGradient",
    "guided_backprop": "GuidedBackprop", "deconvolution": "Deconvolution",
}  # fmt: skip


def code(galaxy: Galaxy, found: Explained, model: str, seed: int | None) -> str:
    """From the galaxy to the map.

    Args:
        galaxy: the explained one
        found: the map
        model: name of the weights
        seed: of random weights in place of the trained ones; None for these
    """
    made = _map(found)
    helpers = [name for name in ("baseline", "segments") if f"{name}(" in made]
    parts = [_head(galaxy, model, seed, helpers), _logit(found), made]
    return "\n".join(part for part in parts if part)


def _head(galaxy: Galaxy, model: str, seed: int | None, helpers: list[str]) -> str:
    needed = f"from cnnviz.attribution import {', '.join(helpers)}\n" if helpers else ""
    lines = f"""\
import torch
from captum import attr
from cnnviz import weights
{needed}from cnnviz.attribution.twin import Twin
{snippets.reading(galaxy)}
model, card = weights.load("{model}")             # a torch.nn.Module, and how it was made
"""
    if seed is not None:
        lines += f"""\
torch.manual_seed({seed})                          # weights that chance makes
from cnnviz import zoo
model = zoo.build(card.build["name"], **card.build["arguments"]).eval().requires_grad_(False)
"""
    return (
        lines
        + """\
x = card.preprocessing.tensor(card.preprocessing.pixels(image)[None])
model = Twin(model)                                # the same numbers; Captum may set its hooks
"""
    )


def _logit(found: Explained) -> str:
    name = found.card.classes[found.target]
    if found.contrast is None:
        return f"target = {found.target}                                         # {name}\n"
    other = found.card.classes[found.contrast]
    return f"""\
target = {found.target}                                         # {name}
difference = torch.eye({len(found.card.classes)})
difference[:, {found.contrast}] -= 1                           # minus the logit of {other}
model.head = torch.nn.Linear(*difference.shape, bias=False).requires_grad_(False)
model.head.weight.copy_(difference)
"""


def _map(found: Explained) -> str:
    lines = {
        "integrated_gradients": _integrated, "smooth_grad": _smooth, "gradient_shap": _shap,
        "deep_lift": _deep_lift, "grad_cam": _grad_cam, "guided_grad_cam": _guided_grad_cam,
        "occlusion": _occlusion, "feature_ablation": _ablation, "lrp": _lrp,
        "shapley_value_sampling": _shapley,
    }.get(found.method.name)  # fmt: skip
    if lines is None:
        name = GRADIENTS[found.method.name]
        made = f"found = attr.{name}(model).attribute(x.requires_grad_(), target)\n"
    else:
        made = lines(found)
    return f"{made}print(found.shape, found.sum())\n"


def _baseline(found: Explained) -> str:
    return BASELINE.format(**found.values)


def _integrated(found: Explained) -> str:
    values = found.values
    return f"""\
found = attr.IntegratedGradients(model).attribute(
    x, {_baseline(found)}, target, n_steps={values["n_steps"]}, method="{values["quadrature"]}",
    internal_batch_size={VALUES // found.pixels.size},
)
"""


def _smooth(found: Explained) -> str:
    values = found.values
    return f"""\
torch.manual_seed({values["seed"]})
found = attr.NoiseTunnel(attr.Saliency(model)).attribute(
    x.requires_grad_(), nt_samples={values["n_samples"]}, stdevs={values["stdev"]}, target=target
)
"""


def _shap(found: Explained) -> str:
    values = found.values
    return f"""\
import numpy as np
x0 = {_baseline(found)}
torch.manual_seed({values["seed"]})
np.random.seed({values["seed"]})
found = attr.GradientShap(model).attribute(
    x, x0, n_samples={values["n_samples"]}, stdevs={values["stdev"]}, target=target
)
"""


def _deep_lift(found: Explained) -> str:
    return f"""\
from cnnviz.attribution.substitutes import separate_windows
separate_windows(model)                            # overlapping max pooling, if there is any
found = attr.DeepLift(model).attribute(x.requires_grad_(), {_baseline(found)}, target)
"""


def _grad_cam(found: Explained) -> str:
    return f"""\
layer = model.layer("{found.layer}")
found = attr.LayerGradCam(model, layer).attribute(
    x, target, relu_attributions={found.values["relu"] == "yes"}
)
"""


def _guided_grad_cam(found: Explained) -> str:
    return f"""\
layer = model.layer("{found.layer}")
found = attr.GuidedGradCam(model, layer).attribute(
    x.requires_grad_(), target, interpolate_mode="{found.values["interpolation"]}"
)
"""


def _occlusion(found: Explained) -> str:
    channels = found.pixels.shape[2]
    window, stride = found.values["window"], found.values["stride"]
    return f"""\
found = attr.Occlusion(model).attribute(
    x, sliding_window_shapes=({channels}, {window}, {window}), strides=({channels}, {stride}, \
{stride}),
    baselines={_baseline(found)}, target=target,
)
"""


def _regions(found: Explained) -> str:
    values = found.values
    return f"""\
regions = segments(x[0].permute(1, 2, 0).numpy(), "{values["regions"]}", {values["count"]})
regions = torch.from_numpy(regions)[None, None]    # the region of each pixel
"""


def _ablation(found: Explained) -> str:
    return f"""\
{_regions(found)}found = attr.FeatureAblation(model).attribute(
    x, {_baseline(found)}, target, feature_mask=regions
)
"""


def _shapley(found: Explained) -> str:
    values = found.values
    return f"""\
{_regions(found)}x0 = {_baseline(found)}
torch.manual_seed({values["seed"]})
found = attr.ShapleyValueSampling(model).attribute(
    x, x0, target, feature_mask=regions, n_samples={values["n_samples"]}
)
"""


def _lrp(found: Explained) -> str:
    values = found.values
    return f"""\
from cnnviz.attribution import substitutes
substitutes.fold_normalisations(model)             # into the convolutions before them
substitutes.skip_nothings(model)
substitutes.set_rules(model, "{values["rule"]}", {values["epsilon"]}, {values["gamma"]})
found = attr.LRP(model).attribute(x.requires_grad_(), target)
"""
