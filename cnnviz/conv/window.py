"""A window that slides along one axis: how far it reaches and how often it fits."""

from dataclasses import dataclass
from operator import index
from typing import Any, Literal

import numpy as np

Named = Literal["valid", "half", "full", "same"]
Padding = int | tuple[int, int] | Named


@dataclass(frozen=True)
class Window:
    """A sliding window along one axis. All lengths are in pixels (samples of a signal).

    The names of paddings are those of Dumoulin and Visin, arXiv:1603.07285, and PyTorch's "same":
    "valid" none, "half" floor(span / 2) and "full" span - 1 at each end; "same" as much as keeps
    the size, for stride 1, and where that is odd one more at the end.

    Args:
        kernel: number of weights k
        stride: step s between neighbouring outputs
        padding: cells p added at each end, or (before, after), or a name
        dilation: step d between neighbouring weights

    Raises:
        ValueError: a value that no window can have
    """

    kernel: int
    stride: int = 1
    padding: Padding = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        for name in ("kernel", "stride", "dilation"):
            object.__setattr__(self, name, whole(getattr(self, name), name, 1))
        object.__setattr__(self, "padding", self._checked_padding())

    def _checked_padding(self) -> Padding:
        given: Any = self.padding
        if isinstance(given, str):
            if given not in ("valid", "half", "full", "same"):
                raise ValueError(f"padding {given!r} is none of valid, half, full, same")
            if given == "same" and self.stride != 1:
                raise ValueError(f"padding 'same' needs stride 1, got stride {self.stride}")
            return given  # type: ignore[return-value]  # one of the four names
        if isinstance(given, tuple | list):
            if len(given) != 2:
                raise ValueError(f"padding needs a size before and one after, got {given}")
            return whole(given[0], "padding", 0), whole(given[1], "padding", 0)
        return whole(given, "padding", 0)

    @property
    def span(self) -> int:
        """Input pixels from the first to the last that one window reads, d (k - 1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def before(self) -> int:
        """Cells of padding before the first pixel."""
        return self._ends[0]

    @property
    def after(self) -> int:
        """Cells of padding after the last pixel."""
        return self._ends[1]

    @property
    def _ends(self) -> tuple[int, int]:
        match self.padding:
            case "valid":
                return 0, 0
            case "half":
                return self.span // 2, self.span // 2
            case "full":
                return self.span - 1, self.span - 1
            case "same":
                return (self.span - 1) // 2, self.span // 2
            case (before, after):
                return before, after
            case both:
                return int(both), int(both)

    def output_size(self, size: int) -> int:
        """Number of outputs, floor((n + p_before + p_after - span) / s) + 1.

        Args:
            size: input pixels n, without the padding

        Raises:
            ValueError: the input is empty or the window does not fit
        """
        return self._room(size) // self.stride + 1

    def leftover(self, size: int) -> int:
        """Cells at the end of the padded input that no window reaches, as s does not divide."""
        return self._room(size) % self.stride

    def _room(self, size: int) -> int:
        """How far the window can slide, in pixels."""
        padded = whole(size, "input size", 1) + self.before + self.after
        if padded < self.span:
            raise ValueError(f"window spans {self.span} pixels but the padded input has {padded}")
        return padded - self.span


def whole(value: object, name: str, least: int) -> int:
    """A whole number as Python's int.

    Args:
        value: what should be one; truth values and 2.0 are none
        name: what it is, for the message
        least: the smallest that is allowed

    Raises:
        ValueError: it is something else
    """
    message = f"{name} must be a whole number of at least {least}, got {value!r}"
    if isinstance(value, bool | np.bool_):
        raise ValueError(message)
    try:
        number = index(value)  # type: ignore[arg-type]  # that is the question
    except TypeError:
        raise ValueError(message) from None
    if number < least:
        raise ValueError(message)
    return number
