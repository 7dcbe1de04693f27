"""Published animations and examples, by name, with exactly their parameters.

Animations and numbers: Dumoulin and Visin, A guide to convolution arithmetic for deep learning,
arXiv:1603.07285. In one dimension: Prince, Understanding Deep Learning, as in the course's lecture.
"""

from dataclasses import replace
from typing import Any

from cnnviz.ui.resampling.choices import Resampling

_POOLED: dict[str, Any] = {"source": "published", "kernel": 3, "stride": 1}


def _transposed(
    size: int, kernel: int, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> dict[str, Any]:
    weights = "published" if kernel == 3 else "ones"
    return {
        "operation": "transposed", "source": "random", "size": size, "weights": weights,
        "kernel": kernel, "stride": stride, "padding": padding, "output_padding": output_padding,
    }  # fmt: skip


_CHOSEN: dict[str, dict[str, Any]] = {
    "pooling": {},
    "max_numbers": {"operation": "max", **_POOLED},
    "average_numbers": {"operation": "average", **_POOLED},
    "no_padding_no_strides": _transposed(2, 3),
    "arbitrary_padding_no_strides": _transposed(6, 4, padding=2),
    "same_padding_no_strides": _transposed(5, 3, padding=1),
    "full_padding_no_strides": _transposed(7, 3, padding=2),
    "no_padding_strides": _transposed(2, 3, stride=2),
    "padding_strides": _transposed(3, 3, stride=2, padding=1),
    "padding_strides_odd": _transposed(3, 3, stride=2, padding=1, output_padding=1),
    "signal": {**_transposed(3, 3, 2, 1, 1), "dimensions": 1, "weights": "count"},
}
TITLES = {
    "pooling": "Max pooling by 2",
    "max_numbers": "Published numbers, max pooling",
    "average_numbers": "Published numbers, average pooling",
    "no_padding_no_strides": "No padding, no strides, transposed",
    "arbitrary_padding_no_strides": "Padding 2, no strides, transposed",
    "same_padding_no_strides": "Half (same) padding, no strides, transposed",
    "full_padding_no_strides": "Full padding, no strides, transposed",
    "no_padding_strides": "No padding, strides, transposed",
    "padding_strides": "Padding, strides, transposed",
    "padding_strides_odd": "Padding, strides (odd), transposed",
    "signal": "The lecture's signal, transposed",
}


def chosen(name: str, choices: Resampling) -> Resampling:
    """The choices of an example; what is below the stage stays as it is."""
    kept = {
        field: getattr(choices, field)
        for field in (
            "seed", "way", "half", "section", "blocks", "temperature", "lattice", "board_kernel",
            "board_stride",
        )
    }  # fmt: skip
    return replace(Resampling(**kept), **_CHOSEN[name])


def name(choices: Resampling) -> str | None:
    """Which example is on the stage; None where it is none of them."""
    return next((known for known in TITLES if chosen(known, choices) == choices), None)
