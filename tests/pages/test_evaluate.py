"""The page that judges a network, without a browser.

All visitors without a browser have one session.
"""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from cnnviz import inference, metrics, weights
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.evaluation import document, judge
from cnnviz.ui import jobs
from cnnviz.ui.evaluate import results, sections
from cnnviz.ui.evaluate.choices import SECTIONS
from tests.pages.opening import choices_of, choose, open_app, until_ready, words

PAGE = "pages/evaluate.py"
COUNT = 70
NO_BREAK = "\N{NO-BREAK SPACE}"


def open_page(model="tutorial", galaxy="sim-barred-17", wait=True, **choices):
    """The page at an address, when everything has been computed."""
    asked = {"count": str(COUNT)} | choices
    address = {f"evaluate_{name}": text for name, text in asked.items()}
    at = open_app(PAGE, model=model, galaxy=galaxy, **address)
    return until_ready(at) if wait else at


def truth(model="tutorial", count=COUNT, first=0):
    """The same galaxies judged here."""
    j = np.arange(count)
    images = simulator.galaxies(j % 7, first + j // 7)
    network, card = weights.load(model)
    return judge(images, inference.logits(network, card.preprocessing, images.pixels), card.classes)


def percent(share):
    return f"{100 * share:.1f}{NO_BREAK}%"


def test_accuracy_its_interval_and_the_reference():
    at = open_page()
    found = truth()
    right = int(found.right.sum())
    low, high = metrics.wilson_interval(right, COUNT)
    assert f"**{percent(right / COUNT)}** of {COUNT} galaxies are named rightly" in words(at)
    assert f"{100 * low:.1f} to {100 * high:.1f}{NO_BREAK}%" in words(at)
    assert "71.2 % on Galaxy10 DECaLS, 1,000 real test images: not these" in words(at)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_in_the_address_and_has_a_file(section):
    at = open_page(section=section)
    assert at.main.button_group(key="evaluate_section").value == section
    assert list(sections.TITLES) == list(SECTIONS)
    assert at.main.get("download_button")


def test_the_cell_that_is_shown_first_is_the_most_frequent_mistake():
    at = open_page()
    matrix = truth().evaluation.matrix.copy()
    np.fill_diagonal(matrix, -1)
    row, column = np.unravel_index(int(matrix.argmax()), matrix.shape)
    assert choose(at, "True class").value == row
    assert choose(at, "Taken for").value == column
    assert f"**{matrix[row, column]} of 10** galaxies labelled {CLASSES[row]}" in words(at)


def test_a_cell_is_chosen_by_select_boxes_and_stays_in_the_address():
    at = open_page()
    choose(at, "True class").set_value(6).run()
    choose(at, "Taken for").set_value(6).run()
    count = truth().evaluation.matrix[6, 6]
    assert f"**{count} of 10** galaxies labelled Edge-on with Bulge are rightly called" in words(at)
    assert choices_of(at, "evaluate") == {"count": str(COUNT), "true": "6", "taken": "6"}
    empty = open_page(true="6", taken="0")
    assert "No galaxy is in this cell." in words(empty)


def test_other_numbers_in_the_matrix():
    at = open_page()
    at.main.button_group(key="evaluate_numbers").set_value("counts").run()
    assert choices_of(at, "evaluate")["numbers"] == "counts"
    assert not at.exception


def test_other_galaxies_are_other_numbers():
    at = open_page(first="100")
    found = truth(first=100)
    assert f"**{percent(found.right.mean())}**" in words(at)
    choose(at, "Simulated galaxies").set_value(350).run()
    until_ready(at)
    assert "of 350 galaxies" in words(at)
    assert choices_of(at, "evaluate") == {"count": "350", "first": "100"}


def test_another_model_is_judged():
    at = open_page("explorer")
    assert f"**{percent(truth('explorer').right.mean())}** of 70" in words(at)
    assert "by **explorer**" in words(at)


def test_scores_are_those_of_the_matrix():
    at = open_page(section="classes")
    table = at.main.dataframe[0].value
    matrix = truth().evaluation.matrix
    assert table["Class"].tolist() == list(CLASSES)
    for k in range(7):
        assert table["Recall"][k].startswith(percent(matrix[k, k] / 10))
        assert table["Precision"][k].startswith(percent(matrix[k, k] / matrix[:, k].sum()))
    assert "among the two likeliest" in words(at)


def test_curves_on_either_axis():
    at = open_page(section="curves")
    at.main.button_group(key="evaluate_axis").set_value("log").run()
    assert choices_of(at, "evaluate")["axis"] == "log"
    assert "Hanley and McNeil (1982)" in words(at)


def test_calibration_before_and_after():
    at = open_page(section="calibration")
    table = at.main.table[0].value
    assert table.columns[1] == "As it is"
    assert table.columns[2].startswith("With T = ")
    accuracy = table[table[""] == "Accuracy"].iloc[0]
    assert accuracy.iloc[1] == accuracy.iloc[2]
    assert "700 other simulated galaxies (seeds from 950,000)" in words(at)
    formulas = [element.value for element in at.main.latex]
    assert any("ECE" in text for text in formulas)
    assert len(formulas) == 2


def test_priors_are_followed_and_presets_set_them():
    at = open_page(section="priors")
    assert "0 of 70 answers change" in words(at)
    at.main.button(key="evaluate_sky_rare").click().run()
    assert choices_of(at, "evaluate")["priors"].startswith("2-16-")
    assert at.main.slider[0].value == 2
    assert re.search(r"[1-9]\d* of 70 answers change", words(at))
    at.main.slider[0].set_value(100).run()
    assert choices_of(at, "evaluate")["priors"].startswith("100-16-")
    at.main.button(key="evaluate_sky_equal").click().run()
    assert "priors" not in choices_of(at, "evaluate")


def test_the_formula_has_the_chosen_galaxys_numbers():
    at = open_page(section="priors", priors="100-1-1-1-1-1-1")
    network, card = weights.load("tutorial")
    pixels = simulator.galaxy(3, 17).pixels
    f = inference.probabilities(network, card.preprocessing, pixels)[0]
    pi = np.array([100, 1, 1, 1, 1, 1, 1]) / 106
    p = f * pi / (f * pi).sum()
    assert f"= {p.max():.3f}" in at.main.latex[0].value
    assert f"{f[p.argmax()]:.3f}" in at.main.latex[0].value


def test_averaging_says_what_it_gains():
    at = open_page(section="averaging")
    table = at.main.table[0].value
    assert table["Averaged over"].tolist() == [
        "One picture", "Eight symmetries", "Five crops, mirrored",
    ]  # fmt: skip
    assert words(at).count("percentage points") == 2
    assert "84 by 84 pixels" in words(at)


def test_what_takes_long_is_started_by_a_click(monkeypatch):
    monkeypatch.setattr(results, "LONG", 100)
    at = open_page(section="averaging", first="7000")
    assert "560 images through the network take a while." in words(at)
    again = next(b for b in at.main.button if b.label == "Compute it")
    again.click().run()
    until_ready(at)
    assert "Eight symmetries" in at.main.table[0].value["Averaged over"].tolist()


def test_two_models_on_the_same_galaxies():
    at = open_page(section="versus")
    one, two = truth(), truth("explorer")
    table = at.main.table[0].value
    both = (one.right & two.right).sum()
    assert table["explorer right"].tolist()[0] == str(both)
    assert table["explorer wrong"].tolist()[0] == str((one.right & ~two.right).sum())
    difference = two.right.mean() - one.right.mean()
    assert f"explorer is right {100 * difference:.1f}" in words(at)


def test_the_lines_and_the_command_name_what_is_shown():
    at = open_page(section="pytorch", first="3")
    command, lines = (block.value for block in at.main.code)
    assert command == (
        "python -m cnnviz evaluate --weights tutorial --data simulated --galaxies 70 "
        "--first-galaxy 3"
    )
    assert 'weights.load("tutorial")' in lines
    assert json.dumps(document(truth()), allow_nan=False)


def test_what_was_stopped_can_be_started_again(monkeypatch):
    run = jobs.Job.run
    monkeypatch.setattr(jobs.Job, "run", lambda job, work, turn: None)  # it never ends
    at = open_page(first="5000", wait=False)
    assert "Judging tutorial is being computed." in words(at)
    assert not at.main.get("download_button")
    next(button for button in at.main.button if button.label == "Cancel").click().run()
    assert "Judging tutorial was stopped." in words(at)
    monkeypatch.setattr(jobs.Job, "run", run)
    next(button for button in at.main.button if button.label == "Compute it").click().run()
    assert "named rightly" in words(until_ready(at))


def test_other_galaxies_stop_those_before_and_another_section_does_not(monkeypatch):
    monkeypatch.setattr(jobs.Job, "run", lambda job, work, turn: None)  # it never ends
    at = open_page(section="averaging", first="5100", wait=False)

    def going():
        return {k.split("/")[-3:][1] for k, job in at.session_state[jobs.JOBS].items()
                if not job.ended and not job.stopped}  # fmt: skip

    assert going() == {"5100"}
    at.main.button_group(key="evaluate_section").set_value("curves").run()
    assert going() == {"5100"}
    at.main.number_input[0].set_value(5200).run()
    assert going() == {"5200"}


def test_a_network_with_other_classes_is_judged_by_their_names(monkeypatch):
    from cnnviz.ui import cached

    model, card = weights.load("tutorial")
    other = replace(card, classes=("Star", *CLASSES[1:]), sha256="other")
    monkeypatch.setattr(cached, "model", lambda name: (model, other))
    at = open_page()
    assert "10 more are of classes that it does not know" in words(at)
    assert "of 60 galaxies" in words(at)
    assert len(choose(at, "True class").options) == 6
    assert len(choose(at, "Taken for").options) == 7


def test_a_network_that_knows_none_of_the_classes(monkeypatch):
    from cnnviz.ui import cached

    model, card = weights.load("tutorial")
    digits = replace(card, classes=tuple("0123456"), sha256="digits")
    monkeypatch.setattr(cached, "model", lambda name: (model, digits))
    at = open_page()
    assert "knows none of these galaxies' classes: its outputs are 0, 1, 2, 3, 4, 5 and 6" in words(
        at
    )


def test_a_network_that_cannot_take_the_images_is_a_sentence(monkeypatch):
    def refuse(*arguments):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied\nmore")

    monkeypatch.setattr(inference, "logits", refuse)
    at = open_page(first="6000")
    assert [error.value.replace("\\", "") for error in at.error] == [
        "tutorial cannot take these images (mat1 and mat2 shapes cannot be multiplied)."
    ]


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"count": "71"}, "71 is none of 70, 350"),
        ({"first": "900000"}, "900000 is not between 0 and 899999"),
        ({"section": "roc"}, "'roc' is none of matrix"),
        ({"true": "7", "taken": "0"}, "The matrix of this model has no cell 7, 0."),
        ({"priors": "1-2"}, "Equal priors now: 7 are needed"),
        ({"priors": "0-0-0-0-0-0-0"}, "Equal priors now"),
        ({"priors": "1-x"}, "'x' is no whole number"),
        ({"other": "nobody"}, "There is no second model"),
        ({"numbers": "percent"}, "'percent' is none of rows"),
        ({"more": "-1"}, "-1 is not between 0"),
    ],
)
def test_an_address_that_means_nothing_is_told(choices, sentence):
    at = open_page(**choices)
    assert sentence.replace(" ", "") in words(at).replace(" ", "")
    assert "named rightly" in words(at)
