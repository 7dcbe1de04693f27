"""The size of the output, as a formula with its numbers."""

from cnnviz.conv import Window
from cnnviz.ui.convolution.choices import Bench


def sizes(bench: Bench, size: tuple[int, ...]) -> list[str]:
    """The output size along each axis in the lectures' letters, as LaTeX.

    W is the input's size, F the kernel's, P the padding, S the stride and D the dilation.

    Args:
        bench: the choices
        size: of the input along each axis in use
    """
    windows = bench.windows
    alike = len(set(windows)) == 1 and len(set(size)) == 1
    if alike:
        return [_line(windows[0], size[0], "W")]
    letters = ("H", "W") if len(windows) == 2 else ("W",)
    return [_line(*given) for given in zip(windows, size, letters, strict=True)]


def _line(window: Window, size: int, letter: str) -> str:
    before, after = window.before, window.after
    general = f"{letter} - F + 2P" if window.dilation == 1 else f"{letter} - D(F - 1) - 1 + 2P"
    reach = (
        f"{window.kernel}" if window.dilation == 1
        else f"{window.dilation}({window.kernel} - 1) - 1"
    )  # fmt: skip
    padding = rf"2 \cdot {before}" if before == after else f"{before} + {after}"
    if before != after:
        general = general.replace("2P", r"P_{\text{before}} + P_{\text{after}}")
    divided = rf"\lfloor ({general}) / S \rfloor + 1"
    numbers = rf"({size} - {reach} + {padding}) / {window.stride}"
    return rf"{divided} = \lfloor {numbers} \rfloor + 1 = {window.output_size(size)}"


def unread(bench: Bench, size: tuple[int, ...]) -> str:
    """Which cells at the end no window reads; empty where there are none."""
    names = ("rows", "columns") if len(size) == 2 else ("samples",)
    left = [window.leftover(n) for window, n in zip(bench.windows, size, strict=True)]
    parts = [
        f"the last {count if count > 1 else ''} {name if count > 1 else name[:-1]}".replace(
            "  ", " "
        )
        for count, name in zip(left, names, strict=True)
        if count
    ]
    if not parts:
        gaps = any(_gaps(window, n) for window, n in zip(bench.windows, size, strict=True))
        return "Stride and dilation leave cells out that no window reads (hatched)." if gaps else ""
    return (
        f"The stride does not divide: no window reads {' and '.join(parts)} of the padded input "
        "(hatched). PyTorch rounds down in the same way."
    )


def _gaps(window: Window, size: int) -> bool:
    """Whether a cell before the last one that is read is read by no window."""
    starts = range(0, window.stride * window.output_size(size), window.stride)
    read = {start + window.dilation * k for start in starts for k in range(window.kernel)}
    return len(read) < max(read) + 1
