"""Scenes of every kind, small and large."""

import numpy as np

from cnnviz import conv, scene
from cnnviz.conv import Window
from cnnviz.scene import Scene
from cnnviz.upsampling import indices, unpool, upsample

LECTURE = np.array(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]], float
)
CROSS = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]], float)
COLOURS = ("red", "green", "blue")


def integers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(float)


def lecture() -> Scene:
    """The lecture's 5x5 pixels and its kernel: [[4, 3, 4], [2, 4, 3], [2, 3, 4]]."""
    return scene.convolution([conv.trace(LECTURE, CROSS, [Window(3)] * 2)])


def convolution(size=6, channels=1, kernels=1, bias=0.0, window=None, shape=(3, 3)) -> Scene:
    x = integers(channels, size, size)
    window = window or Window(3, padding=1)
    traces = [
        conv.trace(x, integers(channels, *shape, seed=k), [window] * 2, bias)
        for k in range(kernels)
    ]
    names = COLOURS[:channels] if channels > 1 else ()
    return scene.convolution(traces, names, tuple(f"kernel {k}" for k in range(kernels)))


def signal(size=12, channels=1) -> Scene:
    window = Window(3, padding=1, dilation=2)
    trace = conv.trace(integers(channels, size), integers(channels, 3, seed=1), [window])
    return scene.convolution([trace], COLOURS[:channels] if channels > 1 else ())


def transposed(channels=1, output_padding=1, **how) -> Scene:
    window = Window(**{"kernel": 3, "stride": 2, "padding": 1} | how)
    x, weight = integers(channels, 3, 3), integers(channels, window.kernel, window.kernel, seed=1)
    trace = conv.transposed(x, weight, [window] * 2, output_padding, bias=2.0)
    return scene.transposed([trace], COLOURS[:channels] if channels > 1 else ())


def stretched() -> Scene:
    window = Window(3, 2, 1)
    return scene.stretched([conv.transposed(integers(3, 3), CROSS, [window] * 2, 1)])


def pooled(kind="max", channels=1) -> Scene:
    x = integers(channels, 5, 5) if channels > 1 else integers(5, 5)
    names = COLOURS[:channels] if channels > 1 else ()
    return scene.pooling(conv.pool(x, [Window(3, 2, 1)] * 2, kind), names)


def upsampled(kind="bilinear") -> Scene:
    return scene.upsampling(upsample(integers(3, 3), (2, 2), kind))


def unpooled() -> Scene:
    pooled = conv.pool(integers(4, 4), [Window(2, 2)] * 2, "max")
    return scene.unpooling(unpool(pooled.output, indices(pooled), (4, 4)))


ALL = {
    "lecture": lecture,
    "padded, biased": lambda: convolution(bias=1.5),
    "dilated": lambda: convolution(7, window=Window(3, 1, 1, 2)),
    "unread": lambda: convolution(6, window=Window(3, 2)),
    "three channels": lambda: convolution(5, 3, 2, bias=-0.5),
    "1x1": lambda: convolution(4, 3, window=Window(1), shape=(1, 1)),
    "image": lambda: convolution(40),
    "image of three channels": lambda: convolution(40, 3),
    "signal": signal,
    "signal of three channels": lambda: signal(12, 3),
    "long signal": lambda: signal(80),
    "transposed": transposed,
    "transposed, three channels": lambda: transposed(3),
    "transposed, gaps": lambda: transposed(kernel=1, stride=3, padding=0, output_padding=2),
    "stretched": stretched,
    "max": pooled,
    "max, three channels": lambda: pooled("max", 3),
    "average": lambda: pooled("average"),
    "bilinear": upsampled,
    "nearest": lambda: upsampled("nearest"),
    "unpooled": unpooled,
}
