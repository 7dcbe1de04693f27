"""What stands in the way of a method, told before anything is computed."""

from collections.abc import Callable

from captum.attr._core.deep_lift import SUPPORTED_NON_LINEAR
from captum.attr._core.lrp import SUPPORTED_NON_LINEAR_LAYERS
from torch import fx, nn

from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.registry import METHODS
from cnnviz.attribution.substitutes import NOTHING, linear
from cnnviz.attribution.target_layer import default_layer
from cnnviz.attribution.twin import Twin
from cnnviz.graph import path
from cnnviz.receptive.operations import kind

ACTIVATIONS = "ReLU, LeakyReLU, ELU, Sigmoid, Tanh, Softplus and MaxPool2d"


def problem(model: nn.Module, method: str) -> str:
    """Why a method cannot explain a network.

    Args:
        model: any network
        method: a key of METHODS

    Returns:
        one sentence that names the layer; empty where nothing stands in the way

    Raises:
        AttributionError: an unknown method
    """
    if method not in METHODS:
        raise AttributionError(f"no method is called {method!r}; there are {', '.join(METHODS)}")
    try:
        return of_twin(Twin(model), method) or _maps(model, method)
    except AttributionError as error:
        return str(error)


def of_twin(twin: Twin, method: str) -> str:
    """The same of a network's twin, but for whether Grad-CAM has a layer."""
    check = CHECKS.get(method)
    return "" if check is None else check(twin)


def _deep_lift(twin: Twin) -> str:
    for node in _unknown(twin, tuple(SUPPORTED_NON_LINEAR)):
        return (
            f"{path(node)} is {_kind(twin, node)}, for which DeepLIFT has no rule: it knows "
            f"{ACTIVATIONS}, and layers that add up"
        )
    for node, module in twin.layers.items():
        if isinstance(module, nn.MaxPool2d) and (module.ceil_mode or module.dilation != 1):
            return f"{path(node)} pools with ceil_mode or a dilation, which DeepLIFT cannot undo"
    return ""


def _lrp(twin: Twin) -> str:
    for node in _unknown(twin, tuple(SUPPORTED_NON_LINEAR_LAYERS)):
        return (
            f"{path(node)} is {_kind(twin, node)}, for which relevance propagation has no rule: "
            "it knows ReLU, Tanh, and layers that add up or take the largest"
        )
    return ""


def _unknown(twin: Twin, nonlinear: tuple[type[nn.Module], ...]) -> list[fx.Node]:
    return [
        node
        for node, module in twin.layers.items()
        if module is not None
        and type(module) not in (*nonlinear, *NOTHING)
        and not linear(twin, node)
    ]


def _kind(twin: Twin, node: fx.Node) -> str:
    name = kind(twin.graph, node)
    article = "an" if name[0] in "AEIOaeio" else "a"
    return f"{article} {name}"


def _relus(twin: Twin) -> str:
    if any(isinstance(module, nn.ReLU) for module in twin.layers.values()):
        return ""
    return "there is no ReLU in this network, and this method changes what passes ReLUs alone"


def _maps(model: nn.Module, method: str) -> str:
    if METHODS[method].needs_layer:
        default_layer(model)
    return ""


CHECKS: dict[str, Callable[[Twin], str]] = {
    "deep_lift": _deep_lift,
    "lrp": _lrp,
    "guided_backprop": _relus,
    "deconvolution": _relus,
    "guided_grad_cam": _relus,
}
