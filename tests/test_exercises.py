import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnnviz.exercises import KINDS, mark, question

SEEDS, NUMBERS = st.integers(0, 10**6), st.integers(0, 30)


def torch_answer(asked):
    """The same by PyTorch."""
    window = asked.windows[0]
    if asked.kind == "cell":
        x, weight = torch.from_numpy(asked.x)[None, None], torch.from_numpy(asked.weight)
        found = functional.conv2d(
            x, weight[None, None], stride=window.stride, padding=window.padding
        )
        return found[0, 0][asked.position].item()
    x, weight = torch.ones(1, 1, *asked.size), torch.ones(1, 1, window.kernel)
    numbers = {"stride": window.stride, "padding": window.padding, "dilation": window.dilation}
    if asked.kind == "size":
        return functional.conv1d(x, weight, **numbers).shape[-1]
    extra = asked.output_padding
    return functional.conv_transpose1d(x, weight, output_padding=extra, **numbers).shape[-1]


@settings(deadline=None)
@given(SEEDS, NUMBERS)
def test_answers_match_torch(seed, number):
    asked = question(seed, number)
    assert asked.kind == KINDS[number % 3]
    assert asked.answer == torch_answer(asked)
    assert type(asked.answer) is int
    assert asked.solution.endswith(f" = {asked.answer}")


@settings(deadline=None)
@given(SEEDS, NUMBERS)
def test_the_solution_is_an_equation_that_holds(seed, number):
    # what stands after the last formula in letters is arithmetic in Python too
    asked = question(seed, number)
    numbers = asked.solution if asked.kind == "cell" else asked.solution.split(" = ", 1)[1]
    if asked.kind == "size":
        numbers = asked.solution[asked.solution.index("floor") :].split(" = ", 1)[1]
    for side in numbers.replace("·", "*").replace("floor", "np.floor").split(" = "):
        assert eval(side, {"np": np}) == asked.answer, side


@settings(deadline=None)
@given(SEEDS, NUMBERS)
def test_the_text_names_every_number(seed, number):
    asked = question(seed, number)
    named = {int(n) for n in re.findall(r"\d+", asked.text)}
    window = asked.windows[0]
    needed = {*asked.size, window.kernel, window.stride, window.before, *(asked.position or ())}
    if asked.kind != "cell":
        needed |= {window.dilation, asked.output_padding} - ({0} if asked.kind == "size" else set())
    assert needed <= named
    assert asked.text.endswith("?")


@settings(deadline=None)
@given(SEEDS, NUMBERS)
def test_the_same_seed_asks_the_same(seed, number):
    first, second = question(seed, number), question(seed, number)
    assert (first.text, first.answer, first.solution) == (
        second.text,
        second.answer,
        second.solution,
    )
    np.testing.assert_array_equal(first.x, second.x)


def test_other_seeds_ask_others():
    texts = {question(seed, number).text for seed in range(20) for number in range(6)}
    assert len(texts) > 100


def test_questions_are_worth_asking():
    asked = [question(seed, number) for seed in range(40) for number in range(3)]
    sizes = [one for one in asked if one.kind == "size"]
    assert any(one.windows[0].leftover(one.size[0]) for one in sizes)
    assert {one.windows[0].dilation for one in sizes} == {1, 2}
    assert len({one.answer for one in asked if one.kind == "cell"}) > 10
    assert any(one.output_padding for one in asked if one.kind == "transposed")
    assert all(one.weight.any() for one in asked if one.kind == "cell")


# marking


@pytest.mark.parametrize("number", range(3))
def test_a_right_and_a_wrong_answer(number):
    asked = question(7, number)
    for text in (
        f"{asked.answer}",
        f"  {asked.answer} \n",
        f"{asked.answer}.0",
        f"{asked.answer}.",
    ):
        marked = mark(asked, text)
        assert (marked.given, marked.right) == (asked.answer, True)
        assert marked.message == f"{asked.answer} is right."
    wrong = mark(asked, str(asked.answer + 1000))
    assert (wrong.given, wrong.right) == (asked.answer + 1000, False)
    assert wrong.message == f"{asked.answer + 1000} is not right."


def test_signs():
    asked = next(q for q in (question(s, 1) for s in range(99)) if q.answer < 0)
    digits = str(-asked.answer)
    assert mark(asked, f"-{digits}").right
    assert mark(asked, f"\N{MINUS SIGN}{digits}").right
    assert not mark(asked, digits).right
    assert mark(
        asked, f"-{digits}".translate(dict(zip(range(48, 58), range(0xFF10, 0xFF1A), strict=True)))
    ).right


HOSTILE = ["", " ", "seven", "nan", "inf", "-inf", "1e308", "1e3", "3.5", "7 7", "0x7", "1_000"]
HOSTILE += ["9" * 10, "9" * 5000, "--7", "7\x00", "<b>7</b>", "\N{ARABIC-INDIC DIGIT SEVEN}", "⅐"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_number_is_not_marked(text):
    marked = mark(question(0, 0), text)
    assert (marked.given, marked.right) == (None, None)
    assert marked.message == "Answer with one whole number of at most nine digits, such as 12."


@settings(deadline=None)
@given(st.text())
def test_any_text_is_survived(text):
    assert mark(question(0, 0), text).right in (True, False, None)


@settings(deadline=None)
@given(SEEDS, NUMBERS)
def test_a_slip_is_explained_and_never_the_answer_s(seed, number):
    asked = question(seed, number)
    for wrong, hint in asked.slips:
        marked = mark(asked, str(wrong))
        assert marked.right == (wrong == asked.answer)
        assert marked.right or marked.message.startswith(f"{wrong} is not right. ")
        first = next(other for number, other in asked.slips if number == wrong)
        assert marked.right or marked.message.endswith(first)
        assert hint.endswith(".")


def test_turning_the_kernel_around_is_a_slip():
    asked = next(q for q in (question(s, 1) for s in range(99)) if q.slips[0][0] != q.answer)
    x, weight = (torch.from_numpy(a.copy())[None, None] for a in (asked.x, asked.weight))
    window = asked.windows[0]
    turned = functional.conv2d(x, weight.flip(2, 3), stride=window.stride, padding=window.padding)
    marked = mark(asked, str(int(turned[0, 0][asked.position])))
    assert marked.message.endswith("That is with the kernel turned around; a CNN does not turn it.")


# errors


def test_impossible_questions():
    with pytest.raises(ValueError, match="question must be a whole number of at least 0, got -1"):
        question(0, -1)
    with pytest.raises(ValueError, match="seed must be a whole number of at least 0, got -3"):
        question(-3, 0)
