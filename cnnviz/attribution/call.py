"""The one call for all methods."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from cnnviz.attribution.contrast import subtract
from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.method import Method, Task, counted
from cnnviz.attribution.problems import of_twin
from cnnviz.attribution.registry import METHODS
from cnnviz.attribution.target_layer import default_layer
from cnnviz.attribution.twin import Twin, shapes

Progress = Callable[[int, int], None]


def attribute(
    model: nn.Module,
    images: Tensor,
    target: int | Tensor,
    method: str,
    layer: str | None = None,
    progress: Progress | None = None,
    contrast: int | None = None,
    **parameters: Any,  # noqa: ANN401
) -> Tensor:
    """How much each pixel has to do with a class's logit.

    Captum computes it, on a twin of the network (see `twin`): any number of threads may call this
    with one network, which is never touched, in whatever mode it is; what is explained is the
    network in eval mode. Random methods draw from numbers of their own: the same seed gives the
    same result, whatever other threads draw.

    Args:
        model: maps (N, C, H, W) to logits (N, K)
        images: preprocessed, float, shape (N, C, H, W)
        target: index of the class, or of each image's class, shape (N,)
        method: a key of METHODS
        layer: torch.fx's name of the layer, for methods that look at one; `default_layer` where
            None
        progress: called with how many images have passed the network and how many will
        contrast: index of a class whose logit is subtracted: f_target - f_contrast is explained
        parameters: of the method, see its `parameters`; Captum's defaults but for smooth_grad and
            gradient_shap, whose noise suits pixels between 0 and 1

    Returns:
        shape (N, C, H, W); grad_cam (N, 1, h, w), as large as the layer's maps

    Raises:
        AttributionError: an unknown method, layer or parameter, a target or images that the
            network does not have, or a network that the method cannot explain; one sentence
    """
    _check_images(images)
    chosen = _method(method)
    values = chosen.values(tuple(images.shape[1:]), parameters)
    if layer is not None and not chosen.needs_layer:
        raise AttributionError(f"{method} looks at no layer, got {layer!r}")
    twin = Twin(model)
    if reason := of_twin(twin, method):
        raise AttributionError(reason)
    if contrast is not None:
        subtract(twin, contrast, tuple(images.shape[1:]))
    with torch.inference_mode(False), torch.enable_grad():
        images = images.detach().clone()
        target = _targets(target, images)
        if chosen.needs_layer:
            layer = layer or default_layer(model, tuple(images.shape[1:]))
            twin.layer(layer)
        task = Task(twin, images, target, values, layer or "")
        _check_baseline(task)
        if progress is not None:
            total = len(images) * chosen.count(tuple(images.shape[1:]), values)
            twin.told = counted(task, total, progress)
        return _run(chosen, task)


def _run(method: Method, task: Task) -> Tensor:
    """The method's result; what went wrong inside is told in terms of the arguments."""
    shape, target = task.images.shape, task.target
    try:
        return method.run(task).detach()
    except AttributionError:
        raise
    except (RuntimeError, AssertionError, IndexError, ValueError) as error:
        _explain(task, tuple(shape[1:]), target, error)
        raise


def _explain(task: Task, size: tuple[int, ...], target: Tensor, error: Exception) -> None:
    """Raises what is wrong with the images or the target, if that is the reason."""
    made = list(shapes(task.model.graph.model, size).values())[-1]
    if len(made) != 1:
        raise AttributionError(f"the network makes {made} of an image, no logits") from error
    most, classes = int(target.max()), made[0]
    if most >= classes:
        raise AttributionError(f"target {most} is none of the {classes} classes") from error
    kinds = {str(p.dtype).removeprefix("torch.") for p in task.model.parameters()}
    mine = str(task.images.dtype).removeprefix("torch.")
    if mine not in kinds:
        raise AttributionError(f"images are {mine}, the network is {', '.join(kinds)}") from error


def _method(name: str) -> Method:
    if name not in METHODS:
        raise AttributionError(f"no method is called {name!r}; there are {', '.join(METHODS)}")
    return METHODS[name]


def _check_images(images: Tensor) -> None:
    if images.ndim != 4 or not len(images):
        shape = tuple(images.shape)
        raise AttributionError(f"images have the shape (N, C, H, W), got {shape}")
    if not images.is_floating_point():
        kind = str(images.dtype).removeprefix("torch.")
        raise AttributionError(f"images are preprocessed numbers of type float, got {kind}")
    if not images.isfinite().all():
        raise AttributionError("images hold a value that is not finite")


def _check_baseline(task: Task) -> None:
    given = task.values.get("baseline")
    if not isinstance(given, Tensor):
        return
    shape = tuple(task.images.shape)
    if tuple(given.shape) not in (shape, (1, *shape[1:])):
        found = tuple(given.shape)
        raise AttributionError(f"a baseline for images {shape} cannot have the shape {found}")


def _targets(target: int | Tensor, images: Tensor) -> Tensor:
    """Class of each image, int64 of shape (N,)."""
    given = torch.as_tensor(target, device=images.device)
    if given.is_floating_point() or given.dtype == torch.bool:
        raise AttributionError(f"a target is the index of a class, got {target!r}")
    if given.ndim and tuple(given.shape) != (len(images),):
        shape = tuple(given.shape)
        raise AttributionError(f"{len(images)} images have as many targets, got {shape}")
    if int(given.min()) < 0:
        raise AttributionError(f"target {int(given.min())} is no index of a class")
    return given.long().expand(len(images)).clone()
