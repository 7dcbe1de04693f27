"""The stage with what stands around it: the placed patch, the formula, what PyTorch says."""

import streamlit as st

from cnnviz import figures
from cnnviz.ui.address import Choices
from cnnviz.ui.bench import edits, sources
from cnnviz.ui.components import Edit, placer, stage
from cnnviz.ui.resampling import formula
from cnnviz.ui.resampling.arithmetic import Work, scene_of
from cnnviz.ui.resampling.choices import OPERATIONS, WEIGHTED, Resampling, input_size
from cnnviz.ui.resampling.controls import Controls

EQUAL = 1e-9  # relative: below it two float64 sums differ by rounding alone
WAYS = {
    "spread": "Each input spread over the outputs",
    "stretched": "Direct convolution over the stretched input",
}
HALVES = {"pool": "Pool, and remember where", "unpool": "Put back where it was"}
ABOUT = {
    "max": "The largest value of each window; the first one where several are equal.",
    "average": "The mean of each window: a convolution with equal weights that add up to one. "
    "The padding counts.",
    "convolution": "A convolution whose stride skips outputs: it makes the image smaller and "
    "learns how.",
    "nearest": "Each output copies the input that it lies in.",
    "bilinear": "Each output is a mean of the nearest inputs, by distance; at the border the last "
    "one is repeated.",
}
SPREAD = (
    "Each input is multiplied by the whole kernel and added to the output, a stride further for "
    "the next input; the padding cuts the border off."
)
STRETCHED = (
    "S - 1 zeros stand between neighbouring inputs and D(F - 1) - P zeros around them, O more at "
    "the end; the kernel is turned by 180 degrees. Every sum is the same as when the inputs are "
    "spread."
)
POOLED = "Max pooling, as the first half: the place of each largest value is remembered."
PUT_BACK = "Each largest value returns to the place where it was found; all else is zero."


def draw(controls: Controls, work: Work) -> None:
    """Draw the stage; where a part of the galaxy is on it, the galaxy with that part beside it."""
    _switch(controls)
    now = controls.now
    if now.source == "patch" or (now.source == "galaxy" and now.dimensions == 1):
        with st.container(horizontal=True, gap="medium"):
            with st.container(width=220, gap="xxsmall"):
                _place(controls)
            with st.container(width="stretch"):
                _stage(controls, work)
    else:
        _stage(controls, work)
    _sentences(controls, work)


def _switch(controls: Controls) -> None:
    """Which of two ways a transposed convolution or an unpooling is shown."""
    found = {"transposed": ("way", WAYS), "unpooling": ("half", HALVES)}
    if controls.now.operation in found:
        name, titles = found[controls.now.operation]
        st.segmented_control(
            "Shown as", list(titles), format_func=titles.__getitem__, required=True,
            label_visibility="collapsed", **controls.choices.widget(name),
        )  # fmt: skip


def _stage(controls: Controls, work: Work) -> None:
    now, choices = controls.now, controls.choices

    def edited(edit: Edit) -> None:
        try:
            _edit(choices, edit)
        except ValueError as error:
            choices.say(f"{error}.")

    putting_back = now.operation == "unpooling" and now.half == "unpool"
    scene = scene_of(now, work)
    stage(scene, key="resampling_stage", on_edit=None if putting_back else edited)


def _edit(choices: Choices[Resampling], edit: Edit) -> None:
    now = choices.now()
    row, column, last = edit.row, edit.column, now.kernel - 1
    if edit.part == "input":
        at = (edit.channel, row, column)
        choices.change(changed=edits.add(now.changed, at, edit.value))
    elif now.operation == "average":
        # weights that differ make no mean: from here on it is a convolution
        at = (edit.channel, row, column)
        put = edits.add((), at, edit.value)
        choices.change(operation="convolution", weights="mean", reweighted=put)
    elif now.operation in WEIGHTED:
        if now.operation == "transposed" and now.way == "stretched":
            # there the kernel is drawn turned by 180 degrees
            row, column = (0 if now.dimensions == 1 else last - row), last - column
        at = (edit.channel, row, column)
        choices.change(reweighted=edits.add(now.reweighted, at, edit.value))


def _place(controls: Controls) -> None:
    now, galaxy = controls.now, controls.galaxy
    _, height, width = input_size(now, galaxy)
    shape = galaxy.pixels.shape[0], galaxy.pixels.shape[1]
    if now.source == "galaxy":
        width = shape[1]
    top, left = sources.inside(shape, (height, width), (now.top, now.left))
    placer(
        figures.source(galaxy.pixels), shape, (top, left, top + height, left + width),
        key="resampling_placer",
        on_place=lambda top, left: controls.choices.change(top=top, left=left, changed=()),
    )  # fmt: skip
    what = "The row" if now.dimensions == 1 else "The part"
    st.caption(f"{what} on the stage: drag it, or move it with the arrow keys.")


def _sentences(controls: Controls, work: Work) -> None:
    now = controls.now
    with st.container(gap="xxsmall"):
        for line in formula.sizes(now, work.x.shape[1:]):
            st.markdown(f"${line}$")
        about = ABOUT.get(now.operation)
        if now.operation == "transposed":
            about = SPREAD if now.way == "spread" else STRETCHED
        if now.operation == "unpooling":
            about = POOLED if now.half == "pool" else PUT_BACK
        st.caption(
            f"**{OPERATIONS[now.operation]}.** {about} {formula.unread(now, work.x.shape[1:])}"
        )
        st.caption(agreement(work))


def agreement(work: Work) -> str:
    """What PyTorch says to the outputs."""
    count = work.trace.output.size
    if work.difference <= EQUAL:
        return f"PyTorch computes the same {f'{count:,} outputs' if count > 1 else 'output'}."
    return f"PyTorch computes other numbers: they differ by {work.difference:.1e} of the largest."
