"""Check yourself: the same questions for everybody with the same number of the sheet."""

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from cnnviz import exercises, scene
from cnnviz.conv import trace, transposed
from cnnviz.exercises import Question
from cnnviz.scene import Scene
from cnnviz.ui import downloads, grids
from cnnviz.ui.components import stage
from cnnviz.ui.convolution import reading
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.bench import Setup
from cnnviz.ui.convolution.choices import QUESTIONS
from cnnviz.ui.words import plain

LONGEST = 40  # letters of an answer


@dataclass
class Tries:
    """What somebody answered to one question.

    Args:
        texts: each try that was a number
        shown: whether they asked for the way before they had it
    """

    texts: list[str] = field(default_factory=list)
    shown: bool = False


Answers = dict[int, Tries]  # by the number of the question


def draw(setup: Setup, work: Work) -> None:
    """Draw one question of the sheet, and the file of the answers."""
    sheet = setup.bench.worksheet
    answers = _answers(sheet)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "Worksheet", 0, reading.LARGEST_SEED, width=140,
            help="The same number asks everybody the same; it is in the address.",
            **setup.choices.widget("worksheet"),
        )  # fmt: skip
        number = st.segmented_control(
            "Question", range(QUESTIONS), required=True,
            format_func=lambda i: _tab(sheet, answers, i), **setup.choices.widget("question"),
        )  # fmt: skip
    _ask(sheet, number, answers.setdefault(number, Tries()))
    downloads.button(
        "Worksheet with your answers (CSV)", f"worksheet-{sheet}.csv",
        lambda: table(sheet, answers), "text/csv",
    )  # fmt: skip


def _answers(sheet: int) -> Answers:
    found: dict[int, Answers] = st.session_state.setdefault("convolution_answers", {})
    return found.setdefault(sheet, {})


def is_right(question: Question, tries: Tries) -> bool:
    """Whether the last try is the answer."""
    return bool(tries.texts) and bool(exercises.mark(question, tries.texts[-1]).right)


def _tab(sheet: int, answers: Answers, number: int) -> str:
    tries = answers.get(number, Tries())
    if not tries.texts:
        return str(number + 1)
    right = is_right(exercises.question(sheet, number), tries)
    return f"{number + 1} {':material/check:' if right else ':material/close:'}"


def _ask(sheet: int, number: int, tries: Tries) -> None:
    question = exercises.question(sheet, number)
    st.markdown(question.text)
    key = f"convolution_answer_{sheet}_{number}"

    def answer() -> None:
        # an answer that is no number is not kept: it can be neither right nor wrong
        text = st.session_state[key]
        if exercises.mark(question, text).right is None:
            st.session_state["convolution_unmarked"] = exercises.mark(question, text).message
        else:
            tries.texts.append(text)

    form = st.form(f"convolution_form_{sheet}_{number}", border=False)
    with form.container(horizontal=True, vertical_alignment="bottom"):
        before = tries.texts[-1] if tries.texts else ""
        st.text_input("Your answer", before, key=key, max_chars=LONGEST, width=180)
        st.form_submit_button("Check", on_click=answer)
    message = st.session_state.pop("convolution_unmarked", None)
    if message:
        st.markdown(f":orange[{message}]")
    _mark(question, tries, key)
    _show(question, tries, key)


def _mark(question: Question, tries: Tries, key: str) -> None:
    """What is said to the last try; the way is told to those who have it or ask for it."""
    right = is_right(question, tries)
    if tries.texts:
        marked = exercises.mark(question, tries.texts[-1])
        st.markdown(f":{'green' if right else 'orange'}[**{plain(marked.message)}**]")
    if right or tries.shown:
        st.markdown(f"The way: {plain(question.solution)}")
    elif tries.texts:
        st.button("Show the way", key=f"{key}_way", on_click=lambda: setattr(tries, "shown", True))


def _show(question: Question, tries: Tries, key: str) -> None:
    """The stage: without the cell that is asked for, or at the end with everything."""
    told = tries.shown or is_right(question, tries)
    hidden = None if told else _hidden(question)
    if told or hidden is not None:
        stage(drawn(question), key=f"{key}_stage_{told}", hidden=hidden)


def _hidden(question: Question) -> int | None:
    if question.position is None:
        return None
    row, column = question.position
    return row * question.windows[1].output_size(question.size[1]) + column


def drawn(question: Question) -> Scene:
    """What is asked for, as a scene; for a size a row of ones."""
    if question.x is not None and question.weight is not None:
        return scene.convolution([trace(question.x, question.weight, question.windows)])
    x, weight = np.ones(question.size), np.ones([w.kernel for w in question.windows])
    if question.kind == "transposed":
        return scene.transposed([transposed(x, weight, question.windows, question.output_padding)])
    return scene.convolution([trace(x, weight, question.windows)])


def table(sheet: int, answers: Answers) -> str:
    """The worksheet as a CSV file; the answer stands where it was found or asked for."""
    return downloads.table(
        [_row(sheet, number, answers.get(number, Tries())) for number in range(QUESTIONS)]
    )


def _row(sheet: int, number: int, tries: Tries) -> dict[str, str]:
    question = exercises.question(sheet, number)
    right = is_right(question, tries)
    told = right or tries.shown
    return {
        "worksheet": str(sheet),
        "question": str(number + 1),
        "text": question.text,
        "input": "" if question.x is None else grids.text(question.x[None]),
        "kernel": "" if question.weight is None else grids.text(question.weight[None]),
        "first answer": tries.texts[0] if tries.texts else "",
        "last answer": tries.texts[-1] if tries.texts else "",
        "tries": str(len(tries.texts)),
        "right": ("yes" if right else "no") if tries.texts else "",
        "way shown before": "yes" if tries.shown else "no",
        "answer": str(question.answer) if told else "",
        "the way": question.solution if told else "",
    }
