"""Check yourself: the same questions for everybody with the same number of the sheet."""

import numpy as np
import streamlit as st

from cnnviz import exercises, scene
from cnnviz.conv import trace, transposed
from cnnviz.exercises import Question
from cnnviz.scene import Scene
from cnnviz.ui import downloads
from cnnviz.ui.components import stage
from cnnviz.ui.convolution import reading
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.bench import Setup
from cnnviz.ui.words import plain

QUESTIONS = 9
LONGEST = 40  # letters of an answer
Answers = dict[int, str]  # what was answered, by the number of the question


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
            "Question", range(QUESTIONS), default=0, required=True, key="convolution_question",
            format_func=lambda i: _tab(sheet, answers, i),
        )  # fmt: skip
    _ask(sheet, number, answers)
    downloads.button(
        "Worksheet with your answers (CSV)", f"worksheet-{sheet}.csv",
        lambda: table(sheet, answers), "text/csv",
    )  # fmt: skip


def _answers(sheet: int) -> Answers:
    found: dict[int, Answers] = st.session_state.setdefault("convolution_answers", {})
    return found.setdefault(sheet, {})


def _tab(sheet: int, answers: Answers, number: int) -> str:
    if number not in answers:
        return str(number + 1)
    right = exercises.mark(exercises.question(sheet, number), answers[number]).right
    return f"{number + 1} {':material/check:' if right else ':material/close:'}"


def _ask(sheet: int, number: int, answers: Answers) -> None:
    question = exercises.question(sheet, number)
    st.markdown(question.text)
    key = f"convolution_answer_{sheet}_{number}"

    def answer() -> None:
        # an answer that is no number is not kept: it can be neither right nor wrong
        text = st.session_state[key]
        if exercises.mark(question, text).right is None:
            st.session_state["convolution_unmarked"] = exercises.mark(question, text).message
        else:
            answers[number] = text

    form = st.form(f"convolution_form_{sheet}_{number}", border=False)
    with form.container(horizontal=True, vertical_alignment="bottom"):
        before = answers.get(number, "")
        st.text_input("Your answer", before, key=key, max_chars=LONGEST, width=180)
        st.form_submit_button("Check", on_click=answer)
    message = st.session_state.pop("convolution_unmarked", None)
    if message:
        st.markdown(f":orange[{message}]")
    _show(question, number, sheet, answers)


def _show(question: Question, number: int, sheet: int, answers: Answers) -> None:
    """The stage: without the cell that is asked for, or at the end with everything."""
    answered = number in answers
    if answered:
        marked = exercises.mark(question, answers[number])
        colour = "green" if marked.right else "orange"
        st.markdown(f":{colour}[**{plain(marked.message)}**]")
        st.markdown(f"The way: {plain(question.solution)}")
    hidden = None if answered else _hidden(question)
    if answered or hidden is not None:
        key = f"convolution_question_stage_{sheet}_{number}_{answered}"
        stage(drawn(question), key=key, hidden=hidden)


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
    """The worksheet as a CSV file; the right answer and the way stand where it was answered."""

    def row(number: int) -> dict[str, str]:
        question = exercises.question(sheet, number)
        asked = {"worksheet": str(sheet), "question": str(number + 1), "text": question.text}
        if number not in answers:
            return asked | dict.fromkeys(("your answer", "right", "answer", "the way"), "")
        marked = exercises.mark(question, answers[number])
        return asked | {
            "your answer": str(marked.given),
            "right": "yes" if marked.right else "no",
            "answer": str(question.answer),
            "the way": question.solution,
        }

    return downloads.table([row(number) for number in range(QUESTIONS)])
