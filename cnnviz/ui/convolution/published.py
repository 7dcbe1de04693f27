"""Examples by name: published animations with exactly their parameters, one of each kind."""

from dataclasses import dataclass, replace

from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.weights import any_learned


@dataclass(frozen=True)
class Animation:
    """One of the animations of Dumoulin and Visin (2016), arXiv:1603.07285.

    Args:
        title: for people
        size: of the square input, pixels
        kernel: rows and columns of the kernel
        stride: step between outputs
        padding: zeros at each end
        dilation: step between weights
    """

    title: str
    size: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1


ANIMATIONS = {
    "no_padding_no_strides": Animation("No padding, no strides", 4, 3),
    "arbitrary_padding_no_strides": Animation("Padding 2, no strides", 5, 4, padding=2),
    "same_padding_no_strides": Animation("Half (same) padding", 5, 3, padding=1),
    "full_padding_no_strides": Animation("Full padding, no strides", 5, 3, padding=2),
    "no_padding_strides": Animation("No padding, strides", 5, 3, stride=2),
    "padding_strides": Animation("Padding, strides", 5, 3, stride=2, padding=1),
    "padding_strides_odd": Animation("Padding, strides, even input", 6, 3, stride=2, padding=1),
    "dilation": Animation("Dilation", 7, 3, dilation=2),
}
EXAMPLES = {
    "lecture": "The lecture's example",
    "numeric": "Published numbers",
    "numeric_strides": "Published, padding, strides",
}
KINDS = {
    "colours": "RGB: a map per channel",
    "one_by_one": "1x1: three channels to one",
    "two_kernels": "Two output channels",
    "signal": "A signal (1D)",
    "learned": "A learned kernel",
}
TITLES = {**EXAMPLES, **KINDS, **{name: a.title for name, a in ANIMATIONS.items()}}


def chosen(name: str, bench: Bench) -> Bench:
    """The bench with the published parameters; what is not the animation's stays as it is."""
    plain = Bench(
        view=bench.view, worksheet=bench.worksheet, question=bench.question, seed=bench.seed
    )
    if name == "lecture":
        return plain
    if name == "numeric":
        return replace(plain, source="published", kernels=("published",))
    if name == "numeric_strides":
        numeric = replace(plain, source="published", kernels=("published",))
        return replace(numeric, stride=(2, 2), padding=("1", "1"))
    if name in KINDS:
        return _kind(name, plain)
    found = ANIMATIONS[name]
    return replace(
        plain,
        source="random",
        size=(found.size, found.size),
        kernels=("published",) if found.kernel == 3 else ("ones",),
        kernel=(found.kernel, found.kernel),
        stride=(found.stride, found.stride),
        padding=(str(found.padding), str(found.padding)),
        dilation=(found.dilation, found.dilation),
    )


def _kind(name: str, plain: Bench) -> Bench:
    """One of each kind of convolution, on the chosen galaxy where it can be."""
    part = replace(plain, source="patch", place=(44, 44))
    kinds = {
        "colours": replace(part, size=(5, 5), channels=3, kernels=("sobel_x",)),
        # the weights are Rec. 601's, of the brightness of red, green and blue
        "one_by_one": replace(
            part,
            size=(5, 5),
            channels=3,
            kernels=("typed",),
            kernel=(1, 1),
            typed="0.299 | 0.587 | 0.114",
        ),
        "two_kernels": replace(part, kernels=("sobel_x", "sobel_y")),
        "signal": replace(
            plain, dimensions=1, source="edge", size=(12, 12), kernels=("sobel_x",), kernel=(1, 3)
        ),
        "learned": replace(plain, source="galaxy", channels=3, kernels=("network-1",)),
    }
    return kinds[name]


def name(bench: Bench) -> str | None:
    """Which example is on the bench; None where it is none of them."""
    return next((known for known in TITLES if _is(known, bench)), None)


def _is(known: str, bench: Bench) -> bool:
    example = chosen(known, bench)
    if any_learned(example.kernels):  # its size is the network's
        example = replace(example, kernel=bench.kernel)
    return example == bench
