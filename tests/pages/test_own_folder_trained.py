"""Training on a visitor's own folder, without a browser."""

import pytest

from cnnviz import weights
from cnnviz.training import own_data, queue, runs
from cnnviz.training.files import read_json
from cnnviz.ui import models, room
from cnnviz.ui.own_folder import NAME
from cnnviz.ui.train import own
from tests.data.archive.zips import png
from tests.pages.opening import open_app, until_ready, words
from tests.pages.own_folder import DATA, settled
from tests.pages.own_folder import opened as brought

TRAIN, EVALUATE = "pages/train.py", "pages/evaluate.py"
CHANGES = '{"iterations":2,"validate_every":1,"batch":4,"split":[3,1,0]}'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of runs; no worker is started."""
    monkeypatch.setenv(runs.VARIABLE, str(tmp_path / "runs"))
    monkeypatch.setattr(queue, "revive", lambda: None)
    models._runs.clear()
    room.room.clear()
    yield
    models._runs.clear()


def opened(*names):
    """The page that trains, with eight images of each class; two cannot be read."""
    files = {f"{name}/{i}.png": png(20 * i + len(name), 96) for name in names for i in range(8)}
    files |= {f"{names[0]}/bad{i}.png": b"%PDF" for i in range(2)}
    return to_train(brought(files))


def to_train(at):
    at.switch_page(TRAIN)
    at.query_params["train_changes"] = CHANGES
    at.run()
    return next(one for one in at.selectbox if one.label == "Galaxies").set_value(NAME).run()


def start(at):
    assert own.KEPT in words(at)
    next(one for one in at.button if one.label == "Start training").click().run()
    return settled(at)


def test_a_network_learns_the_folders_own_classes():
    at = start(opened("planets", "stars"))
    (name,) = runs.names()
    assert (runs.folder() / name / own_data.FILE).is_file()
    about = read_json(runs.folder() / name / "run.json")
    assert (about["order"], about["classes"]) == (["data.h5"], ["planets", "stars"])
    assert at.query_params["train_run"] in (name, [name])
    queue.work()
    assert runs.summary(name).state == "finished", runs.summary(name).status
    _, card = weights.load(runs.folder() / name)
    assert card.classes == ("planets", "stars")
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


def test_a_network_learns_the_seven_where_two_are_among_them():
    at = opened("round", "tomato", "barred")
    assert " parameters, 16 galaxies, 2 iterations of 4" in words(at)
    assert "tomato is none of the seven: its 8 images are left out where a net" in words(at)
    start(at)
    (name,) = runs.names()
    queue.work()
    assert runs.summary(name).state == "finished", runs.summary(name).status
    assert len(weights.load(runs.folder() / name)[1].classes) == 7


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["stars"], "two classes at least are needed, the folder has stars alone."),
        (
            ["round", "tomato"],
            "two of the seven classes at least are needed, the folder has Round Smooth alone. The "
            "page The galaxies can take its folders as classes of their own.",
        ),
    ],
)
def test_what_cannot_be_trained_is_a_sentence_before_the_start(names, reason):
    at = opened(*names)
    assert f"This cannot be trained: {reason}" in words(at)
    assert own.KEPT not in words(at)
    assert next(one for one in at.button if one.label == "Start training").disabled


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


def test_without_a_folder_there_is_nothing_to_choose():
    at = open_app(TRAIN, train_data="Your folder")
    assert not at.exception
    assert "train_data" not in at.query_params
