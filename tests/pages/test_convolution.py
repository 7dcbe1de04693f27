"""The convolution bench, without a browser."""

import csv
from functools import partial
from io import StringIO

import numpy as np
import pytest

from cnnviz import exercises
from cnnviz.ui import grids
from cnnviz.ui.convolution import controls, published, sections, worksheet
from cnnviz.ui.convolution.choices import VIEWS
from tests.pages.opening import choices_of, choose, number, open_app

PAGE = "pages/convolution.py"


def open_bench(**choices):
    """The page at an address."""
    address = {f"convolution_{name}": text for name, text in choices.items()}
    return open_app(PAGE, **address)


def captions(at):
    return " ".join(caption.value for caption in at.main.caption)


written = partial(choices_of, page="convolution")  # the page's own part of the address


def size(at):
    return next(m.value for m in at.main.markdown if m.value.startswith("Output size"))


def test_the_first_visit_shows_the_lectures_example():
    at = open_bench()
    assert choose(at, "Example").value == "lecture"
    assert "(5 - 3 + 2 \\cdot 0) / 1 \\rfloor + 1 = 3" in size(at)
    assert "PyTorch's `conv2d` computes the same 9 outputs exactly." in captions(at)
    assert written(at) == {}


@pytest.mark.parametrize("name", published.TITLES)
def test_every_published_example_can_be_chosen(name):
    at = open_bench(stride="3")
    choose(at, "Example").select(name).run()
    assert not at.exception
    assert choose(at, "Example").value == name
    assert "computes the same" in captions(at)


@pytest.mark.parametrize("source", controls.TITLES)
@pytest.mark.parametrize("dimensions", [1, 2])
def test_every_input_goes_with_images_and_signals(source, dimensions):
    at = open_bench(source=source, dimensions=str(dimensions), kernels="gaussian", channels="2")
    assert "computes the same" in captions(at)
    assert ("conv1d" in captions(at)) == (dimensions == 1)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("bench", [
    {}, {"dimensions": "1"}, {"source": "galaxy", "channels": "3"},
    {"kernels": "network-1.sobel_x"},
])  # fmt: skip
def test_every_section_goes_with_every_kind_of_bench(view, bench):
    at = open_bench(view=view, **bench)
    assert at.main.button_group(key="convolution_view").value == view


def test_cells_of_the_matrix_that_are_not_zero():
    at = open_bench(view="matrix")
    row = at.main.table[0].value.iloc[0]
    # five of the lecture's nine weights are ones
    assert list(row)[1:] == ["225", "81", "45", "9"]
    dense = at.main.table[0].value.iloc[3]
    assert dense["Free weights"] == "22,658,678,784 (22.7 billion)"


def test_every_section_has_a_title():
    assert set(sections.TITLES) == set(VIEWS)


def test_ranges_follow_each_other():
    at = open_bench()
    assert number(at, "Dilation D").max == 2
    number(at, "Dilation D").set_value(2).run()
    assert "= 1$" in size(at)
    choose(at, "Padding P").select("2").run()
    assert number(at, "Dilation D").max == 4
    number(at, "Stride S").set_value(2).run()
    assert written(at) == {"dilation": "2", "padding": "2", "stride": "2"}
    choose(at, "Padding P").select("same").run()
    assert number(at, "Stride S").value == 1
    assert number(at, "Stride S").max == 1


def test_rows_and_columns_apart_and_together_again():
    at = open_bench(stride="1x2")
    assert number(at, "Stride S, rows").value == 1
    number(at, "Kernel F, columns").set_value(5).run()
    assert written(at)["kernel"] == "3x5"
    at.main.toggle(key="convolution_separate").set_value(False).run()
    assert number(at, "Stride S").value == 1
    assert "kernel" not in written(at)


def test_the_border_that_no_window_reads_is_named():
    at = open_bench(source="random", size="6", stride="2")
    assert "no window reads the last row and the last column" in captions(at)


def test_typed_numbers_are_used_and_bad_ones_are_refused():
    at = open_bench(source="typed", kernels="typed")
    box = next(t for t in at.main.text_input if t.label.startswith("Kernel"))
    box.set_value("1 1; 1 1").run()
    assert number(at, "Kernel F").value == 2
    for bad in ("1 x; 1 1", "", "nan 1", "1e308", "1 2; 3"):
        box = next(t for t in at.main.text_input if t.label.startswith("Kernel"))
        box.set_value(bad).run()
        assert not at.exception
        assert "the last good numbers stay" in captions(at)
        assert written(at)["typed"] == "1 1; 1 1"
        assert "computes the same 4 outputs" in captions(at)
    box = next(t for t in at.main.text_input if t.label.startswith("Kernel"))
    box.set_value("2").run()
    assert "the last good numbers stay" not in captions(at)
    assert "computes the same 9 outputs" in captions(at)


def test_a_refused_text_is_forgotten_when_it_is_out_of_date():
    at = open_bench(source="typed")

    def box():
        return next(t for t in at.main.text_input if t.label.startswith("Input"))

    box().set_value("a b").run()
    assert box().value == "a b"
    assert "the last good numbers stay" in captions(at)
    at.query_params["convolution_cells"] = "7 7 7; 7 7 7; 7 7 7"
    at.run()
    assert box().value == "7 7 7; 7 7 7; 7 7 7"
    assert "the last good numbers stay" not in captions(at)


def test_a_typed_image_becomes_a_signal():
    at = open_bench(source="typed", cells="; ".join(["1 2 3 4 5"] * 5))
    at.main.button_group(key="convolution_dimensions").set_value(1).run()
    assert not at.exception
    assert "conv1d" in captions(at)


def test_edits_go_with_what_they_changed():
    at = open_bench(changed="0.0.0:9", reweighted="0.0.1.1:9")
    assert written(at) == {"changed": "0.0.0:9", "reweighted": "0.0.1.1:9"}
    choose(at, "Input").select("cross").run()
    assert written(at) == {"source": "cross", "reweighted": "0.0.1.1:9"}
    at = open_bench(changed="0.0.0:9", source="patch", kernels="network-5", reweighted="0.0.0.0:9")
    next(b for b in at.sidebar.button if b.label == "Another one").click().run()
    assert "changed" not in written(at)
    assert "reweighted" in written(at)
    next(s for s in at.sidebar.selectbox if s.label == "Model").select("tutorial").run()
    assert not at.exception
    assert "reweighted" not in written(at)
    at = open_bench(changed="0.0.0:9")
    at.main.button(key="convolution_undo").click().run()
    assert written(at) == {}


def test_the_back_button_is_followed_after_edits_went_with_their_galaxy():
    at = open_bench(changed="0.0.0:9", source="patch")
    next(b for b in at.sidebar.button if b.label == "Another one").click().run()
    at.query_params["convolution_stride"] = "2"  # an address that has changed by itself
    at.run()
    assert number(at, "Stride S").value == 2


def test_an_edited_part_is_not_the_networks_own_map():
    right = {"kernels": "network-1", "stride": "2", "padding": "2"}
    own = "The result is the network's own first feature map"
    assert f"{own}." in captions(open_bench(source="galaxy", **right))
    assert f"{own}, away from the border of the part." in captions(open_bench(**right))
    for other in ({"mode": "reflect"}, {"changed": "0.0.0:9"}, {"reweighted": "0.0.0.0:9"}):
        assert own not in captions(open_bench(**{**right, "source": "galaxy", **other}))


def test_a_kernel_stays_when_all_are_taken_away():
    at = open_bench(kernels="sobel_x.sobel_y")
    at.main.multiselect[0].set_value([]).run()
    assert not at.exception
    assert at.main.multiselect[0].value == ["sobel_y"]


def test_the_networks_kernels_bring_their_size_and_follow_the_model():
    at = open_bench(kernels="network-12", source="galaxy")
    assert number(at, "Kernel F").disabled
    assert number(at, "Channels").value == 3
    assert "The network itself has stride 2 and padding 2 here." in captions(at)
    number(at, "Stride S").set_value(2).run()
    choose(at, "Padding P").select("2").run()
    assert "The result is the network's own first feature map." in captions(at)
    next(s for s in at.sidebar.selectbox if s.label == "Model").select("tutorial").run()
    assert not at.exception
    assert at.main.multiselect[0].value == ["box"]


ABSURD = ["nan", "1e308", "1x", "<b>", "9" * 50, "\0", "-1e9"]


@pytest.mark.parametrize(
    "name", ["stride", "kernel", "size", "padding", "cells", "changed", "bias"]
)
@pytest.mark.parametrize("text", ABSURD)
def test_absurd_addresses_are_said_and_ignored(name, text):
    at = open_bench(**{name: text})
    assert f"The address was ignored where it says `{name}`" in captions(at)
    assert written(at) == {}
    assert "computes the same 9 outputs" in captions(at)


def test_an_edit_in_the_address_is_on_the_bench():
    at = open_bench(view="pytorch", changed="0.0.0:7.5", reweighted="0.0.1.1:-2")
    lines = at.main.code[0].value
    assert "7.5, 1, 1, 0, 0" in lines
    assert "0, -2, 0" in lines


def check(at, text):
    at.main.text_input[0].set_value(text)
    next(b for b in at.main.button if b.label == "Check").click().run()
    assert not at.exception
    return " ".join(m.value for m in at.main.markdown)


def test_the_worksheet_marks_and_shows_the_way():
    at = open_bench(view="check", worksheet="7")
    question = exercises.question(7, 0)
    assert question.text in [m.value for m in at.main.markdown]
    for text, said in (
        ("ten", "one whole number"),
        ("1e308", "one whole number"),
        (str(question.answer + 100), "is not right"),
    ):
        found = check(at, text)
        assert said in found
        assert "The way" not in found
    found = check(at, str(question.answer))
    assert "is right" in found
    assert "The way" in found


def test_the_way_can_be_asked_for_after_a_try():
    at = open_bench(view="check", worksheet="7")
    assert "Show the way" not in [b.label for b in at.main.button]
    check(at, "99999")
    next(b for b in at.main.button if b.label == "Show the way").click().run()
    assert "The way: " in " ".join(m.value for m in at.main.markdown)


def test_the_worksheet_to_take_away():
    question = exercises.question(7, 1)
    answers = {
        1: worksheet.Tries(["99999", str(question.answer)]),
        2: worksheet.Tries(["99999"]),
        3: worksheet.Tries(["99999"], shown=True),
    }
    rows = list(csv.DictReader(StringIO(worksheet.table(7, answers))))
    assert len(rows) == worksheet.QUESTIONS
    assert [row["right"] for row in rows[:4]] == ["", "yes", "no", "no"]
    assert [row["tries"] for row in rows[:4]] == ["0", "2", "1", "1"]
    assert [row["first answer"] for row in rows[:4]] == ["", "99999", "99999", "99999"]
    assert [row["way shown before"] for row in rows[:4]] == ["no", "no", "no", "yes"]
    assert [bool(row["answer"]) for row in rows[:4]] == [False, True, False, True]
    assert rows[1]["the way"] == question.solution
    np.testing.assert_array_equal(grids.grid(rows[1]["input"])[0], question.x)
    np.testing.assert_array_equal(grids.grid(rows[1]["kernel"])[0], question.weight)


def test_the_scene_of_a_question_has_its_answer():
    for k in range(worksheet.QUESTIONS):
        question = exercises.question(3, k)
        outputs = worksheet.drawn(question).outputs[0]
        if question.position is None:
            assert outputs.size == question.answer
        else:
            assert outputs[question.position] == question.answer
