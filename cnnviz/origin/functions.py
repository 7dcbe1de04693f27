"""Activations: what each is as a formula and as a number."""

from collections.abc import Callable
from dataclasses import dataclass
from math import erf, expm1, sqrt, tanh
from typing import Final

from torch import nn

from cnnviz.origin.operations import Function


@dataclass(frozen=True)
class _Activation:
    """One activation.

    Args:
        formula: of x; {:g} stands for the parameter
        value: f(x, parameter)
        parameter: the attribute of PyTorch's module that holds it; empty for none
    """

    formula: str
    value: Callable[[float, float], float]
    parameter: str = ""


def _sigmoid(x: float) -> float:
    return 0.5 * (1 + tanh(x / 2))  # 1 / (1 + exp(-x)) without an overflow for x = -1000


FUNCTIONS: Final = {
    "ReLU": _Activation("max(0, x)", lambda x, _: max(0.0, x)),
    "ReLU6": _Activation("min(max(0, x), 6)", lambda x, _: min(max(0.0, x), 6.0)),
    "LeakyReLU": _Activation(
        "max(0, x) + {:g} min(0, x)",
        lambda x, slope: max(0.0, x) + slope * min(0.0, x),
        "negative_slope",
    ),
    "ELU": _Activation(
        "x where x > 0, else {:g} (exp(x) - 1)",
        lambda x, alpha: x if x > 0 else alpha * expm1(x),
        "alpha",
    ),
    "GELU": _Activation(
        "x Phi(x), with the normal distribution's Phi",
        lambda x, _: x * 0.5 * (1 + erf(x / sqrt(2))),
    ),
    "SiLU": _Activation("x / (1 + exp(-x))", lambda x, _: x * _sigmoid(x)),
    "Tanh": _Activation("tanh(x)", lambda x, _: tanh(x)),
    "Sigmoid": _Activation("1 / (1 + exp(-x))", lambda x, _: _sigmoid(x)),
}
# of torch and torch.nn.functional, those that take nothing but x
CALLED = {
    "relu": "ReLU",
    "relu_": "ReLU",
    "relu6": "ReLU6",
    "silu": "SiLU",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
}


def function(kind: str, module: nn.Module | None) -> Function | None:
    """The function that a layer applies to each of its values; None where it is not known.

    Args:
        kind: class of the module, or name of the function
        module: None for a function
    """
    name = CALLED.get(kind, "") if module is None else kind
    if name not in FUNCTIONS or getattr(module, "approximate", "none") != "none":
        return None
    found = FUNCTIONS[name]
    parameter = float(getattr(module, found.parameter)) if found.parameter else 0.0
    return Function(found.formula.format(parameter), name, parameter)


def value(function: Function, x: float) -> float:
    """f(x)."""
    return FUNCTIONS[function.name].value(x, function.parameter)
