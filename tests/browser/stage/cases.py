"""Operations for the stage, each with what PyTorch computes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from cnnviz import conv, scene, upsampling
from cnnviz.conv import Window
from cnnviz.scene import Scene

# the course's lecture on CNNs: a binary image, a kernel, their convolution
LECTURE = ((1, 1, 1, 0, 0), (0, 1, 1, 1, 0), (0, 0, 1, 1, 1), (0, 0, 1, 1, 0), (0, 1, 1, 0, 0))
LECTURE_KERNEL = ((1, 0, 1), (0, 1, 0), (1, 0, 1))
LECTURE_OUTPUT = ((4, 3, 4), (2, 4, 3), (2, 3, 4))
SOBEL = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
PUBLISHED_KERNEL = ((0, 1, 2), (2, 2, 0), (0, 1, 2))


@dataclass(frozen=True)
class Convolution:
    """A convolution, or a transposed one, as PyTorch's functions take it.

    Args:
        x: shape (C, H, W) or (C, n)
        weight: shape (K, C, *k)
        bias: shape (K,)
        options: stride, padding, dilation; output_padding for a transposed one
        kind: "direct", "spread" or "stretched"
        channels: their names
        kernels: their names
    """

    x: np.ndarray
    weight: np.ndarray
    bias: tuple[float, ...] = (0.0,)
    options: tuple[tuple[str, int], ...] = ()
    kind: str = "direct"
    channels: tuple[str, ...] = ()
    kernels: tuple[str, ...] = ()

    def scene(self) -> Scene:
        options = dict(self.options)
        extra = options.pop("output_padding", 0)
        windows = [Window(k, **options) for k in self.weight.shape[2:]]
        pairs = list(zip(self.weight, self.bias, strict=True))
        if self.kind == "direct":
            traces = [conv.trace(self.x, w, windows, b) for w, b in pairs]
            return scene.convolution(traces, self.channels, self.kernels)
        traces = [conv.transposed(self.x, w, windows, extra, b) for w, b in pairs]
        draw = scene.transposed if self.kind == "spread" else scene.stretched
        return draw(traces, self.channels, self.kernels)

    def expected(self) -> np.ndarray:
        """What PyTorch computes, shape (K, h, w) with h = 1 for a signal."""
        x, weight, bias = map(torch.tensor, (self.x[None], self.weight, np.array(self.bias)))
        if self.kind == "direct":
            function = F.conv1d if self.x.ndim == 2 else F.conv2d
        else:
            function, weight = F.conv_transpose2d, weight.transpose(0, 1)
        found = function(x, weight, bias, **dict(self.options))[0].numpy()
        return found[:, None] if found.ndim == 2 else found


@dataclass(frozen=True)
class Resampling:
    """Pooling or enlarging; x has shape (C, H, W)."""

    x: np.ndarray
    draw: Callable[[np.ndarray], Scene]
    reference: Callable[[torch.Tensor], torch.Tensor]

    def scene(self) -> Scene:
        return self.draw(self.x)

    def expected(self) -> np.ndarray:
        """What PyTorch computes, shape (C, h, w)."""
        return self.reference(torch.tensor(self.x[None]))[0].numpy()


Case = Convolution | Resampling


def _whole(seed: int, *shape: int, low: int = 0, high: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).integers(low, high, shape).astype(float)


def _normal(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, shape)


def _kernel(*grids: tuple[tuple[int, ...], ...]) -> np.ndarray:
    return np.array(grids, float)[:, None]


def _pooled(kind: str) -> Callable[[np.ndarray], Scene]:
    return lambda x: scene.pooling(conv.pool(x, [Window(2, 2)] * 2, kind))


RGB = ("red", "green", "blue")
_LECTURE = np.array(LECTURE, float)[None]
_PUBLISHED = _kernel(PUBLISHED_KERNEL)
_STRIDED = (("stride", 2), ("padding", 1))
_TRANSPOSED = (*_STRIDED, ("output_padding", 1))
CASES: dict[str, Case] = {
    "lecture": Convolution(_LECTURE, _kernel(LECTURE_KERNEL)),
    "padded": Convolution(_whole(1, 1, 5, 5), _PUBLISHED, (-1.5,), _STRIDED),
    "leftover": Convolution(_whole(2, 1, 6, 6), _PUBLISHED, options=(("stride", 2),)),
    "dilated": Convolution(_whole(3, 1, 7, 7), _PUBLISHED, options=(("dilation", 2),)),
    "colour": Convolution(
        _whole(4, 3, 5, 5, low=-2), _whole(5, 1, 3, 3, 3, low=-1, high=2), (0.5,),
        (("padding", 1),), channels=RGB,
    ),
    "two": Convolution(
        _LECTURE, _kernel(LECTURE_KERNEL, SOBEL), (0.0, 1.0), kernels=("lecture", "Sobel x")
    ),
    "signal": Convolution(_whole(6, 1, 8, low=-1), _whole(7, 1, 1, 3, low=-1, high=2)),
    "sixteen": Convolution(_normal(8, 1, 16, 16), _normal(9, 1, 1, 3, 3)),
    "image": Convolution(
        _whole(10, 3, 96, 96, high=256), _normal(11, 1, 3, 3, 3), (2.0,), (("padding", 1),),
        channels=RGB,
    ),
    "long": Convolution(_normal(12, 1, 96), _normal(13, 1, 1, 5), options=(("padding", 2),)),
    "spread": Convolution(_whole(14, 1, 3, 3), _PUBLISHED, (0.5,), _TRANSPOSED, "spread"),
    "stretched": Convolution(_whole(14, 1, 3, 3), _PUBLISHED, (0.5,), _TRANSPOSED, "stretched"),
    "max": Resampling(_whole(15, 1, 6, 6, high=9), _pooled("max"), lambda x: F.max_pool2d(x, 2)),
    "average": Resampling(
        _whole(16, 2, 4, 6, high=9), _pooled("average"), lambda x: F.avg_pool2d(x, 2)
    ),
    "bilinear": Resampling(
        _whole(17, 1, 3, 3, high=9),
        lambda x: scene.upsampling(upsampling.upsample(x, 2, "bilinear")),
        lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"),
    ),
}  # fmt: skip
