"""The size of the output, as a formula with its numbers, and what it leaves over."""

from cnnviz.ui.resampling.choices import Resampling
from cnnviz.ui.resampling.possible import Axis


def sizes(choices: Resampling, size: tuple[int, ...]) -> list[str]:
    """The output size along each axis in the lectures' letters, as LaTeX.

    W is the input's size, F the kernel's, P the padding, S the stride, D the dilation and O the
    output padding.

    Args:
        choices: possible ones
        size: of the input along each axis in use
    """
    if len(set(size)) == 1:
        return [_line(choices.along(size[0]), "W", choices)]
    return [_line(choices.along(n), letter, choices) for n, letter in zip(size, "HW", strict=True)]


def unread(choices: Resampling, size: tuple[int, ...]) -> str:
    """Which cells at the end no window reads; empty where there are none."""
    axes = [choices.along(n) for n in size]
    if "stride" not in axes[0].used or choices.operation == "transposed":
        return ""
    names = ("row", "column") if len(size) == 2 else ("sample",)
    left = [axis.window().leftover(axis.size) for axis in axes]
    parts = [
        f"the last {name}" if count == 1 else f"the last {count} {name}s"
        for count, name in zip(left, names, strict=True)
        if count
    ]
    if not parts:
        return ""
    return (
        f"The stride does not divide: no window reads {' and '.join(parts)} of the padded input. "
        "PyTorch rounds down in the same way."
    )


def _line(axis: Axis, letter: str, choices: Resampling) -> str:
    match choices.operation:
        case "nearest" | "bilinear":
            general, numbers = (
                rf"\text{{factor}} \cdot {letter}",
                rf"{axis.factor} \cdot {axis.size}",
            )
        case "transposed":
            general, numbers = _transposed(axis, letter)
        case _:
            general, numbers = _direct(axis, letter)
    pooled = axis.output_size()
    if choices.operation == "unpooling":
        return rf"{general} = {numbers} = {pooled} \quad\text{{and back to}}\quad {axis.size}"
    return rf"{general} = {numbers} = {pooled}"


def _direct(axis: Axis, letter: str) -> tuple[str, str]:
    window = axis.window()
    general, numbers = f"{letter} - F", f"{axis.size} - {window.kernel}"
    if window.dilation > 1:
        general = f"{letter} - D(F - 1) - 1"
        numbers = f"{axis.size} - {window.dilation}({window.kernel} - 1) - 1"
    if "padding" in axis.used:
        general, numbers = f"{general} + 2P", rf"{numbers} + 2 \cdot {window.before}"
    return _floor(general, "S"), _floor(numbers, str(window.stride))


def _floor(above: str, below: str) -> str:
    return rf"\left\lfloor \frac{{{above}}}{{{below}}} \right\rfloor + 1"


def _transposed(axis: Axis, letter: str) -> tuple[str, str]:
    s, n, k, p, d, more = (
        axis.stride, axis.size, axis.kernel, axis.padding, axis.dilation, axis.output_padding,
    )  # fmt: skip
    span = "F" if d == 1 else "D(F - 1) + 1"
    numbers = f"{k}" if d == 1 else f"{d}({k} - 1) + 1"
    return (
        f"S({letter} - 1) + {span} - 2P + O",
        rf"{s} \cdot ({n} - 1) + {numbers} - 2 \cdot {p} + {more}",
    )
