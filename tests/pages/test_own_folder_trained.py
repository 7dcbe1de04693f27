"""Training on a visitor's own folder, without a browser."""

import pytest

from cnnviz import weights
from cnnviz.training import own_data, queue, runs
from cnnviz.training.files import read_json
from cnnviz.ui import models, own_folder, room
from cnnviz.ui.train import own
from tests.data.archive.zips import png
from tests.pages.opening import choose, html, open_app, until_ready, words
from tests.pages.own_folder import opened as brought
from tests.pages.own_folder import settled

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


def opened(*names, count=8):
    """The page that trains, with so many images of each class; two cannot be read."""
    files = {f"{name}/{i}.png": png(20 * i + len(name), 96) for name in names for i in range(count)}
    files |= {f"{names[0]}/bad{i}.png": b"%PDF" for i in range(2)}
    at = brought(files)
    at.switch_page(TRAIN)
    at.query_params["train_changes"] = CHANGES
    return at.run()


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


def trained(*names):
    """The page with a run that has come to its end, and the run."""
    at = start(opened(*names))
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


def test_a_network_learns_the_seven_where_one_is_among_them():
    start(opened("round", "tomato"))
    (name,) = runs.names()
    queue.work()
    assert runs.summary(name).state == "finished", runs.summary(name).status
    assert len(weights.load(runs.folder() / name)[1].classes) == 7


def test_what_cannot_be_trained_is_a_sentence():
    for names, count, reason in (
        (("stars",), 8, "two classes at least are needed, the folder has stars alone"),
        (("planets", "stars"), 1, "of the folder no image is left to be validated with; it has 2, "
         "and one class needs at least 3"),
    ):  # fmt: skip
        at = opened(*names, count=count)
        choose(at, "Galaxies").set_value("Your folder").run()
        assert f"This cannot be trained: {reason}." in words(at)
        assert own.KEPT not in words(at)
        assert press(at).disabled
        choose(at, "Galaxies").set_value("simulated").run()
        assert not press(at).disabled


def test_without_a_folder_there_is_nothing_to_choose():
    at = open_app(TRAIN, train_data="Your folder")
    assert not at.exception
    assert "train_data" not in at.query_params
