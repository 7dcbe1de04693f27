"""The stage with what stands around it: the placed patch, the formula, what PyTorch says."""

import streamlit as st

from cnnviz import figures
from cnnviz.ui.bench import edits, sources
from cnnviz.ui.components import Edit, placer, stage
from cnnviz.ui.convolution import formula, reading, weights
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.bench import Setup
from cnnviz.ui.convolution.choices import input_size, picture_size

EQUAL = 1e-9  # relative: below it two float64 sums differ by rounding alone


def draw(setup: Setup, work: Work) -> None:
    """Draw the stage; where a part of the galaxy is on it, the galaxy with that part beside it."""
    if setup.bench.source == "patch" or _is_row(setup):
        with st.container(horizontal=True, gap="medium"):
            with st.container(width=220, gap="xxsmall"):
                _place(setup)
            _stage(setup, work)
    else:
        _stage(setup, work)
    _sentences(setup, work)


def _is_row(setup: Setup) -> bool:
    return setup.bench.source == "galaxy" and setup.bench.dimensions == 1


def _stage(setup: Setup, work: Work) -> None:
    choices = setup.choices

    def edited(edit: Edit) -> None:
        at, now = (edit.channel, edit.row, edit.column), choices.now()
        try:
            if edit.part == "input":
                choices.change(changed=edits.add(now.changed, at, edit.value))
            else:
                put = edits.add(now.reweighted, (edit.kernel, *at), edit.value)
                choices.change(reweighted=put)
        except ValueError as error:
            choices.say(f"{error}.")

    stage(work.scene(), key="convolution_stage", on_edit=edited)


def _place(setup: Setup) -> None:
    bench, galaxy = setup.bench, setup.galaxy
    _, height, width = input_size(bench, galaxy, setup.learned)
    shape = picture_size(bench, galaxy, setup.learned)
    if _is_row(setup):
        width = shape[1]
    top, left = sources.inside(shape, (height, width), bench.place)
    pixels = galaxy.pixels
    if weights.any_learned(bench.kernels):
        pixels = setup.seen
    placer(
        figures.source(pixels), shape, (top, left, top + height, left + width),
        key="convolution_placer",
        on_place=lambda top, left: setup.choices.change(place=(top, left), changed=()),
    )  # fmt: skip
    what = "The row" if _is_row(setup) else "The part"
    st.caption(f"{what} on the stage: drag it, or move it with the arrow keys.")


def _sentences(setup: Setup, work: Work) -> None:
    size = work.x.shape[1:]
    st.caption(
        f"{verdict(work)} As in every such layer the kernel is not flipped: it is a "
        f"cross-correlation. {_numbers(setup)}{formula.unread(setup.bench, size)}"
    )


def verdict(work: Work) -> str:
    """What PyTorch says to the outputs."""
    name, count = f"conv{work.x.ndim - 1}d", work.outputs.size
    if work.difference > EQUAL:
        return f"PyTorch's `{name}` computes other numbers, which is a mistake of ours."
    near = f", to {work.difference:.0e} of the largest" if work.difference else " exactly"
    return f"PyTorch's `{name}` computes the same {count:,} output{'s' * (count > 1)}{near}."


def _numbers(setup: Setup) -> str:
    bench = setup.bench
    if bench.source not in ("patch", "galaxy"):
        return ""
    if weights.any_learned(bench.kernels):
        return f"The galaxy's numbers are those that the network receives. {_own(setup)}"
    return "The galaxy's numbers are its pixel values, from 0 to 255. "


def _own(setup: Setup) -> str:
    """Whether the result is a feature map of the network."""
    bench, learned = setup.bench, setup.learned
    paddings = tuple((w.before, w.after) for w in bench.windows)
    same = (bench.stride, bench.dilation, bench.mode) == (learned.stride, (1, 1), "zeros")
    edited = bench.changed or bench.reweighted
    alone = all(weights.learned_index(kernel) is not None for kernel in bench.kernels)
    if same and alone and not edited and paddings == tuple((p, p) for p in learned.padding):
        where = "" if bench.source == "galaxy" else ", away from the border of the part"
        return f"The result is the network's own first feature map{where}. "
    return (
        f"The network itself has stride {reading.write_pair(learned.stride)} and padding "
        f"{reading.write_pair(learned.padding)} here. "
    )
