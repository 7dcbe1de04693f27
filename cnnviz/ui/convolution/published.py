"""Published animations and examples, by name, with exactly their parameters."""

from dataclasses import dataclass, replace

from cnnviz.ui.convolution.choices import Bench


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
    "same_padding_no_strides": Animation("Half (same) padding, no strides", 5, 3, padding=1),
    "full_padding_no_strides": Animation("Full padding, no strides", 5, 3, padding=2),
    "no_padding_strides": Animation("No padding, strides", 5, 3, stride=2),
    "padding_strides": Animation("Padding, strides", 5, 3, stride=2, padding=1),
    "padding_strides_odd": Animation("Padding, strides, even input", 6, 3, stride=2, padding=1),
    "dilation": Animation("Dilation", 7, 3, dilation=2),
}
EXAMPLES = {
    "lecture": "The lecture's example",
    "numeric": "Published numbers",
    "numeric_strides": "Published numbers, padding, strides",
}
TITLES = {**EXAMPLES, **{name: a.title for name, a in ANIMATIONS.items()}}


def chosen(name: str, bench: Bench) -> Bench:
    """The bench with the published parameters; what is not the animation's stays as it is."""
    plain = Bench(view=bench.view, worksheet=bench.worksheet, seed=bench.seed)
    if name == "lecture":
        return plain
    if name == "numeric":
        return replace(plain, source="published", kernels=("published",))
    if name == "numeric_strides":
        numeric = replace(plain, source="published", kernels=("published",))
        return replace(numeric, stride=(2, 2), padding=("1", "1"))
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


def name(bench: Bench) -> str | None:
    """Which published example is on the bench; None where it is none of them."""
    return next((known for known in TITLES if chosen(known, bench) == bench), None)
