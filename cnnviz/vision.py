"""Torchvision, also where its compiled operators do not fit the PyTorch beside it.

PyPI's torchvision for Linux is built for CUDA. Beside a CPU build of PyTorch its operators cannot
be loaded, and the import fails although the networks need none of them. So the library imports
torchvision from here.
"""

import importlib
import sys
from types import ModuleType

import torch

__all__ = ["torchvision"]

_MISSING = "operator torchvision::nms does not exist"
_BOXES = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
_OPERATORS = ("nms", "qnms")


def _load() -> ModuleType:
    try:
        return importlib.import_module("torchvision")
    except RuntimeError as error:
        if _MISSING not in str(error):
            raise
    _declare_operators()
    _forget_half_imported()
    return importlib.import_module("torchvision")


def _declare_operators() -> None:
    """Declare the two operators that the import asks for; calling one still fails."""
    for name in _OPERATORS:
        torch.library.define(f"torchvision::{name}", _BOXES)


def _forget_half_imported() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[name]


torchvision: ModuleType = _load()
