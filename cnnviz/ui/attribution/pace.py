"""How long a method will take here, from how long an image takes."""

from time import perf_counter

import streamlit as st
import torch
from torch import nn

from cnnviz.attribution import Method
from cnnviz.attribution.method import Value

COPIES, ROUNDS = 4, 2  # of an image that pass together, and how often
LONG = 0.7  # seconds: what takes longer is computed outside the script; a busy machine is slower


def estimate(
    method: Method, model: nn.Module, network: str, size: tuple[int, ...], **values: Value
) -> float:
    """Seconds that a method will take for one image.

    Args:
        method: any
        model: the network
        network: a name that tells networks apart
        size: (C, H, W) of the image
        values: of the method's parameters
    """
    forward, both = _seconds(network, size, model)
    return method.evaluations(size, **values) * (both if method.backwards else forward)


@st.cache_data(show_spinner=False, max_entries=64)
def _seconds(network: str, size: tuple[int, ...], _model: nn.Module) -> tuple[float, float]:
    """Seconds of one image forwards, and forwards and backwards; the best of a few rounds."""
    images = torch.zeros(COPIES, *size)
    rounds = [_round(_model, images) for _ in range(ROUNDS)]
    forward, both = (min(times) / COPIES for times in zip(*rounds, strict=True))
    return forward, both


def _round(model: nn.Module, images: torch.Tensor) -> tuple[float, float]:
    images = images.clone().requires_grad_()
    begun = perf_counter()
    output = model(images)
    passed = perf_counter()
    torch.autograd.grad(output.sum(), images)
    return passed - begun, perf_counter() - begun
