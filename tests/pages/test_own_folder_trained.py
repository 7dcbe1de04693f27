"""Training on a visitor's own folder, without a browser."""

import json
import re
import shlex

import pytest

from cnnviz import weights
from cnnviz.__main__ import main
from cnnviz.training import own_data, queue, runs
from cnnviz.training.files import read_json
from cnnviz.ui import models, own_folder, room
from cnnviz.ui.train import own
from tests.data.archive.zips import png
from tests.pages.opening import choices_of, choose, html, number, open_app, until_ready, words
from tests.pages.own_folder import DATA, bring, settled
from tests.pages.own_folder import opened as brought

TRAIN, EVALUATE = "pages/train.py", "pages/evaluate.py"
CHANGES = {"iterations": 2, "validate_every": 1, "batch": 4, "split": [3, 1, 0]}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of runs; no worker is started."""
    monkeypatch.setenv(runs.VARIABLE, str(tmp_path / "runs"))
    monkeypatch.setattr(queue, "revive", lambda: None)
    models._runs.clear()
    room.room.clear()
    yield
    models._runs.clear()


def images(*names, count=8, brighter=0):
    """The files of so many images of each class; two cannot be read."""
    files = {
        f"{name}/{i}.png": png(20 * i + len(name) + brighter, 96)
        for name in names for i in range(count)
    }  # fmt: skip
    return files | {f"{names[0]}/bad{i}.png": b"%PDF" for i in range(2)}


def opened(*names, count=8, **changes):
    """The page that trains, with a folder of such images."""
    return to_train(brought(images(*names, count=count)), **changes)


def to_train(at, **changes):
    at.switch_page(TRAIN)
    at.query_params["train_changes"] = json.dumps(CHANGES | changes)
    return choose(at.run(), "Galaxies").set_value(own_folder.NAME).run()


def press(at):
    return next(one for one in at.button if one.label == "Start training")


def start(at):
    choose(at, "Galaxies").set_value("Your folder").run()
    assert own.KEPT in words(at)
    press(at).click().run()
    return settled(at)


def test_a_network_learns_the_folders_own_classes():
    at = start(opened("planets", "stars"))
    announced = words(at)
    (name,) = runs.names()
    assert (runs.folder() / name / own_data.FILE).is_file()
    about = read_json(runs.folder() / name / "run.json")
    assert (about["order"], about["classes"]) == (["data.h5"], ["planets", "stars"])
    assert at.query_params["train_run"] in (name, [name])
    (called,) = choose(at, "Run").options
    assert re.match(r"own folder, \d\d \w{3} \d\d:\d\d \(....\), Quick", called)
    queue.work()
    assert runs.summary(name).state == "finished", runs.summary(name).status
    _, card = weights.load(runs.folder() / name)
    assert card.classes == ("planets", "stars")
    assert f"{card.parameters:,} parameters, 16 galaxies, 2 iterations of 4." in announced
    at.switch_page(EVALUATE)
    at.query_params["model"] = runs.summary(name).model
    at.query_params["evaluate_data"] = "Your folder"
    at.query_params["evaluate_part"] = "valid"
    text = words(until_ready(at.run()))
    assert "of 4 galaxies are named rightly" in text
    at.query_params["data_section"] = "sorting"
    at.switch_page(DATA).run()
    for _ in range(16):
        next(one for one in at.main.button if one.label == "stars").click().run()
    assert "**You**: 8 of 16 as labelled; " in words(at)
    assert len(at.main.get("vega_lite_chart") or at.main.get("arrow_vega_lite_chart")) == 2


def trained(*names, **changes):
    """The page with a run that has come to its end, and the run."""
    at = start(opened(*names, **changes))
    queue.work()
    (name,) = runs.names()
    found = runs.summary(name)
    assert found.state == "finished", found.status
    at.query_params["model"] = found.model
    return at.run(), found


@pytest.mark.parametrize(("galaxy", "truth"), [(0, "Typ A"), (8, "Typ B")])
def test_its_answer_stands_beside_the_galaxys_own_label(galaxy, truth):
    at, _ = trained("Typ A", "Typ B")
    at.query_params["galaxy"] = f"{own_folder.BEGIN}{galaxy}"
    for page in ("app.py", "pages/feature_maps.py", "pages/attribution.py"):
        text = words(until_ready(at.switch_page(page).run()))
        right = f"**{truth}**, says the network" in text
        assert ("That is right." if right else f"Its true class is {truth}.") in text
        if page == "app.py":
            (bars,) = [body for body in html(at) if ">true</em>" in body]
            assert truth in bars.split(">true</em>")[0].rsplit("<tr", 1)[-1]
    at.query_params["model"] = "tutorial"
    at.query_params["feature_maps_section"] = "class"
    text = words(until_ready(at.switch_page("pages/feature_maps.py").run()))
    assert f"none of this network's outputs is the class `{truth}`" in text


def test_it_is_judged_on_what_was_kept_from_it_and_anything_else_is_said():
    at, _ = trained("Typ A", "Typ B", split=[4, 2, 2], seed=3)
    at.switch_page(EVALUATE)
    at.query_params["evaluate_data"] = "Your folder"
    text = words(until_ready(at.run()))
    assert (choose(at, "Part").value, number(at, "Seed of the split").value) == ("test", 3)
    assert "of 4 galaxies are named rightly" in text
    assert "has learnt from" not in text
    assert choices_of(at, "evaluate") == {"data": "Your folder"}
    for part, learnt in (
        ("all", "**8 of these 16 galaxies**"), ("train", "**all of these 8 galaxies**"),
    ):  # fmt: skip
        choose(at, "Part").set_value(part).run()
        said = words(until_ready(at))
        assert f"has learnt from {learnt}" in said
        assert "cut with seed 3, were kept from it" in said
    choose(at, "Part").set_value("valid").run()
    assert "has learnt from" not in words(until_ready(at))
    number(at, "Seed of the split").set_value(4).run()
    assert "of these 4 galaxies**" in words(until_ready(at))
    # beside a network whose training has cut them otherwise
    at.query_params["train_changes"] = json.dumps(CHANGES | {"split": [4, 2, 2], "seed": 4})
    start(at.switch_page(TRAIN).run())
    queue.work()
    at.query_params["evaluate_part"], at.query_params["evaluate_split"] = "test", "3"
    at.query_params["evaluate_section"] = "versus"
    at.query_params["evaluate_other"] = runs.summary(runs.names()[0]).model
    until_ready(at.switch_page(EVALUATE).run())
    (said,) = [one.value for one in at.warning]
    assert said.startswith(models.title(runs.summary(runs.names()[0]).model))
    assert "of these 4 galaxies**" in said


def test_other_galaxies_in_a_folder_of_the_same_names_are_judged_as_a_whole():
    at, _ = trained("Typ A", "Typ B")
    at.switch_page(EVALUATE)
    at.query_params["evaluate_data"] = "Your folder"
    until_ready(at.run())
    assert choose(at, "Part").value == "valid"  # there is no test part
    bring(at.switch_page(DATA).run(), images("Typ A", "Typ B", brighter=1))
    text = words(until_ready(at.switch_page(EVALUATE).run()))
    assert choose(at, "Part").value == "all"
    assert "of 16 galaxies are named rightly" in text
    assert "has learnt from" not in text


@pytest.mark.parametrize(
    ("names", "split", "part"),
    [
        (("planets", "stars"), [2, 1, 1], "test"),
        (("round", "tomato", "barred"), [3, 1, 0], "valid"),
    ],
)
def test_the_command_that_is_shown_judges_it(names, split, part, capsys):
    at, found = trained(*names, split=split)
    at.segmented_control(key="train_section").set_value("network").run()
    (command,) = re.findall("`(python -m cnnviz .*?)`", words(at))
    assert command.endswith(f"--data {found.name}/data.h5 --split {part}")
    assert main(shlex.split(command)[3:]) == 0
    assert "accuracy" in capsys.readouterr().out


def test_a_network_learns_the_seven_where_two_are_among_them():
    at = opened("round", "tomato", "barred")
    assert " parameters, 16 galaxies, 2 iterations of 4" in words(at)
    assert "tomato is none of the seven: its 8 images are left out where a net" in words(at)
    start(at)
    (name,) = runs.names()
    queue.work()
    assert runs.summary(name).state == "finished", runs.summary(name).status
    assert len(weights.load(runs.folder() / name)[1].classes) == 7


def test_folders_that_are_taken_as_classes_of_their_own_are_learnt_all():
    at = opened("round", "tomato")
    at.switch_page(DATA).run()
    at.toggle(key="data_own_apart").set_value(True).run()
    at = to_train(at)
    assert " parameters, 16 galaxies, 2 iterations of 4" in words(at)
    start(at)
    (name,) = runs.names()
    queue.work()
    assert runs.summary(name).state == "finished", runs.summary(name).status
    assert weights.load(runs.folder() / name)[1].classes == ("round", "tomato")


def test_what_cannot_be_trained_is_a_sentence_before_the_start():
    for names, count, reason in (
        (("stars",), 8, "two classes at least are needed, the folder has stars alone"),
        (("round", "tomato"), 8, "two of the seven classes at least are needed, the folder has "
         "Round Smooth alone. The page The galaxies can take its folders as classes of their own"),
        (("planets", "stars"), 1, "of the folder no image is left to be validated with; it has 2, "
         "and one class needs at least 3"),
    ):  # fmt: skip
        at = opened(*names, count=count)
        assert f"This cannot be trained: {reason}." in words(at)
        assert own.KEPT not in words(at)
        assert press(at).disabled
        assert number(at, "Simulated galaxies").disabled
        choose(at, "Galaxies").set_value("simulated").run()
        assert not press(at).disabled
        assert not number(at, "Simulated galaxies").disabled


def test_without_a_folder_there_is_nothing_to_choose():
    at = open_app(TRAIN, train_data="Your folder")
    assert not at.exception
    assert "train_data" not in at.query_params
