"""The stage with what stands around it: the placed patch, the formula, what PyTorch says."""

import streamlit as st

from cnnviz import figures
from cnnviz.ui.bench import edits, sources
from cnnviz.ui.components import Edit, placer, stage
from cnnviz.ui.convolution import formula, weights
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.choices import input_size, picture_size
from cnnviz.ui.convolution.controls import Controls

EQUAL = 1e-9  # relative: below it two float64 sums differ by rounding alone


def draw(controls: Controls, work: Work) -> None:
    """Draw the stage; where a part of the galaxy is on it, the galaxy with that part beside it."""
    if controls.bench.source == "patch" or _is_row(controls):
        with st.container(horizontal=True, gap="medium"):
            with st.container(width=220, gap="xxsmall"):
                _place(controls)
            _stage(controls, work)
    else:
        _stage(controls, work)
    _sentences(controls, work)


def _is_row(controls: Controls) -> bool:
    return controls.bench.source == "galaxy" and controls.bench.dimensions == 1


def _stage(controls: Controls, work: Work) -> None:
    bench, choices = controls.bench, controls.choices

    def edited(edit: Edit) -> None:
        row, column = edit.row, edit.column
        if edit.part == "input":
            put = edits.add(bench.changed, (edit.channel, row, column), edit.value)
            choices.change(changed=put)
        else:
            at = (edit.kernel, edit.channel, row, column)
            choices.change(reweighted=edits.add(bench.reweighted, at, edit.value))

    stage(work.scene(), key="convolution_stage", on_edit=edited)


def _place(controls: Controls) -> None:
    bench, galaxy = controls.bench, controls.galaxy
    _, height, width = input_size(bench, galaxy, controls.learned)
    shape = picture_size(bench, galaxy, controls.learned)
    top, left = sources.inside(shape, (height, width), bench.place)
    pixels = galaxy.pixels
    if weights.any_learned(bench.kernels):
        pixels = controls.seen
    placer(
        figures.source(pixels), shape, (top, left, top + height, left + width),
        key="convolution_placer",
        on_place=lambda top, left: controls.choices.change(place=(top, left), changed=()),
    )  # fmt: skip
    what = "The row" if _is_row(controls) else "The part"
    st.caption(f"{what} on the stage: drag it, or move it with the arrow keys.")


def _sentences(controls: Controls, work: Work) -> None:
    size = work.x.shape[1:]
    count = work.outputs.size
    name = f"conv{len(size)}d"
    if work.difference <= EQUAL:
        verdict = f"PyTorch's `{name}` computes the same {count:,} outputs"
    else:
        verdict = (
            f"PyTorch's `{name}` differs by a share of {work.difference:.1e}: a mistake of ours"
        )
    st.caption(
        f"{verdict} (largest relative difference {work.difference:.0e}). As in every such layer "
        f"the kernel is not flipped: it is a cross-correlation. {_numbers(controls)}"
        f"{formula.unread(controls.bench, size)}"
    )


def _numbers(controls: Controls) -> str:
    bench = controls.bench
    if bench.source not in ("patch", "galaxy"):
        return ""
    if weights.any_learned(bench.kernels):
        return (
            "The numbers of the galaxy are those that the network receives: the result is its own "
            "first feature map. "
        )
    return "The galaxy's numbers are its pixel values, from 0 to 255. "
