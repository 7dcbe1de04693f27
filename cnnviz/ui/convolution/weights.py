"""The kernels on the bench: presets, typed ones, and those of the chosen network's first layer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import nn

from cnnviz import kernels
from cnnviz.ui import grids

Array = NDArray[np.float64]
TITLES = {
    "lecture": "Lecture's example",
    "published": "Published example",
    "identity": "Identity",
    "box": "Box blur",
    "gaussian": "Gaussian (a PSF)",
    "sharpen": "Sharpen",
    "sobel_x": "Sobel x",
    "sobel_y": "Sobel y",
    "laplacian": "Laplacian",
    "emboss": "Emboss",
    "ones": "Ones",
    "typed": "Typed by you",
}
ABOUT = {
    "lecture": "a cross of ones: it answers where the image has a diagonal cross",
    "published": "the kernel of the published numeric example",
    "identity": "gives the pixel back",
    "box": "the mean of the pixels in the window: a blur",
    "gaussian": "a blur as a telescope's, its point spread function",
    "sharpen": "the pixel and what it has more than its neighbours",
    "sobel_x": "the brightness's slope from left to right: it answers at upright edges",
    "sobel_y": "the slope from top to bottom: it answers at level edges",
    "laplacian": "the sum of the second derivatives: zero wherever the image is a plane",
    "emboss": "a slope along the diagonal: it looks like a relief lit from the top left",
    "ones": "the sum of the pixels in the window",
    "typed": "your own numbers",
}
_LEARNED = re.compile(r"network-([1-9][0-9]{0,3})", re.ASCII)


@dataclass(frozen=True)
class Learned:
    """The first convolution of a network, and what it receives.

    Args:
        model: name of the network's weights
        weights: shape (K, C, kh, kw); K is 0 where the network has no convolution
        bias: shape (K,)
        received: what the network receives of the chosen galaxy, shape (C, H, W)
        stride: of the layer, (rows, columns)
        padding: of the layer, (rows, columns), pixels
    """

    model: str
    weights: Array
    bias: Array
    received: Array
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)


def first_layer(model: str, network: nn.Module, received: Array) -> Learned:
    """The kernels of a network's first convolution.

    Args:
        model: name of the weights
        network: the network
        received: what it receives of the chosen galaxy, shape (C, H, W)
    """
    found = next((m for m in network.modules() if isinstance(m, nn.Conv2d)), None)
    # a bench of three channels and of kernels up to seven pixels shows no others
    if found is None or found.groups != 1 or found.in_channels > 3 or max(found.kernel_size) > 7:
        return Learned(model, np.zeros((0, 3, 3, 3)), np.zeros(0), received)
    weights = found.weight.detach().double().numpy()
    bias = np.zeros(len(weights)) if found.bias is None else found.bias.detach().double().numpy()
    stride, padding = found.stride, found.padding
    if isinstance(padding, str):
        padding = (0, 0) if padding == "valid" else (found.kernel_size[0] // 2,) * 2
    return Learned(
        model, weights, bias, received, (stride[0], stride[1]), (int(padding[0]), int(padding[1]))
    )


def options(learned: Learned, dimensions: int) -> list[str]:
    """Names of all kernels to choose from."""
    own = [f"network-{i + 1}" for i in range(len(learned.weights))]
    return [name for name in (*TITLES, *own) if exists(name, learned, dimensions)]


def exists(name: str, learned: Learned, dimensions: int) -> bool:
    """Whether there is such a kernel, for images (2) or for signals (1)."""
    number = learned_index(name)
    if number is not None:
        return dimensions == 2 and number < len(learned.weights)
    if name == "typed":
        return True
    return name in TITLES and (dimensions == 2 or _for_signals(name))


def _for_signals(name: str) -> bool:
    try:
        kernels.kernel(name, (1, 3))
    except ValueError:
        return False
    return True


def any_learned(names: Iterable[str]) -> bool:
    """Whether one of the kernels is the network's."""
    return any(learned_index(name) is not None for name in names)


def known(name: str) -> bool:
    """Whether it is a kernel's name at all, of whatever network."""
    return name in TITLES or learned_index(name) is not None


def learned_index(name: str) -> int | None:
    """Index of the network's kernel that is meant; None for any other kernel."""
    found = _LEARNED.fullmatch(name)
    return int(found[1]) - 1 if found else None


def title(name: str, model: str = "network") -> str:
    """A kernel's name for people."""
    index = learned_index(name)
    return TITLES.get(name, name) if index is None else f"{model}, kernel {index + 1}"


def brings_its_size(name: str) -> bool:
    """Whether the kernel has a size of its own: a typed or a learned one."""
    return name == "typed" or learned_index(name) is not None


def shape(name: str, learned: Learned, typed: str) -> tuple[int, ...]:
    """(C, kh, kw) of a kernel that brings its own: a typed or a learned one."""
    return grids.grid(typed).shape if name == "typed" else learned.weights.shape[1:]


def fits(name: str, size: tuple[int, int], learned: Learned, typed: str, fwhm: float) -> bool:
    """Whether the kernel can have this many rows and columns."""
    try:
        return slices(name, size, 1, learned, typed, fwhm).shape[1:] == size
    except ValueError:
        return False


def slices(
    name: str, size: tuple[int, int], channels: int, learned: Learned, typed: str, fwhm: float
) -> Array:
    """One kernel, shape (C, kh, kw); presets are the same for every channel.

    Args:
        name: of the kernel
        size: rows and columns
        channels: of the input
        learned: the chosen network's first layer
        typed: the typed kernel
        fwhm: of the Gaussian, pixels

    Raises:
        ValueError: the kernel cannot have this size
    """
    index = learned_index(name)
    if index is not None:
        own: Array = learned.weights[index]
        return own
    if name == "typed":
        given = grids.grid(typed)
        return given if len(given) == channels else np.repeat(given[:1], channels, axis=0)
    width = fwhm if name == "gaussian" else None
    return np.repeat(kernels.kernel(name, size, width)[None], channels, axis=0)


def biases(names: Sequence[str], bias: float, learned: Learned) -> list[float]:
    """The bias of each kernel: the chosen one, or the learned one of a learned kernel."""
    indices = [learned_index(name) for name in names]
    return [bias if i is None else float(learned.bias[i]) for i in indices]
