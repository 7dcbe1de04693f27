"""Methods that pass a layer backwards by a rule of their own; all work on a network's twin."""

import torch
from captum.attr import LRP, Deconvolution, DeepLift, GuidedBackprop, GuidedGradCam, LayerGradCam
from torch import Tensor, nn

from cnnviz.attribution import substitutes
from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.method import Task


def guided_backprop(task: Task) -> Tensor:
    """Gradient without what is negative at any ReLU, shape (N, C, H, W)."""
    found: Tensor = GuidedBackprop(task.model).attribute(task.images.requires_grad_(), task.target)
    return found


def deconvolution(task: Task) -> Tensor:
    """What is positive is passed through each ReLU, whatever passed it forwards, (N, C, H, W)."""
    found: Tensor = Deconvolution(task.model).attribute(task.images.requires_grad_(), task.target)
    return found


def grad_cam(task: Task) -> Tensor:
    """Maps of a layer, weighted by their mean gradients and added up, shape (N, 1, h, w)."""
    method = LayerGradCam(task.model, _layer(task))
    found: Tensor = method.attribute(
        task.images, task.target, relu_attributions=task.values["relu"] == "yes"
    )
    return found.detach()


def guided_grad_cam(task: Task) -> Tensor:
    """Guided backpropagation times the enlarged positive Grad-CAM, shape (N, C, H, W)."""
    method = GuidedGradCam(task.model, _layer(task))
    found: Tensor = method.attribute(
        task.images.requires_grad_(),
        task.target,
        interpolate_mode=task.values["interpolation"],
    )
    return found.detach()


def _layer(task: Task) -> nn.Module:
    """The layer's module, which refuses to make anything but maps."""
    module = task.model.layer(task.layer)

    def check(_: nn.Module, __: object, output: Tensor) -> None:
        if output.ndim != 4:
            raise AttributionError(f"{task.layer} has no maps: it is behind the flattening")

    module.register_forward_hook(check)
    return module


def deep_lift(task: Task) -> Tensor:
    """Contributions by the rescale rule, shape (N, C, H, W).

    One image at a time: Captum 0.9 gives all images of a batch the first one's gradient at a max
    pooling whose input does not differ from the baseline's (its issue 1276).
    """
    substitutes.separate_windows(task.model)
    method = DeepLift(task.model)
    parts = zip(task.images, task.baseline, task.target, strict=True)
    found = [
        method.attribute(x[None].clone().requires_grad_(), x0[None], int(k)) for x, x0, k in parts
    ]
    return torch.cat(found).detach()


def lrp(task: Task) -> Tensor:
    """Relevance, shape (N, C, H, W).

    Batch normalisations are folded into the convolutions before them first. By itself a
    normalisation is a layer whose output may be near zero while its input is not, and relevance
    divided by that output explodes.
    """
    substitutes.fold_normalisations(task.model)
    substitutes.skip_nothings(task.model)
    values = task.values
    substitutes.set_rules(task.model, values["rule"], values["epsilon"], values["gamma"])
    found: Tensor = LRP(task.model).attribute(task.images.requires_grad_(), task.target)
    return found.detach()
