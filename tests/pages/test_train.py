"""The page that trains, without a browser."""

import json
from dataclasses import replace

import pytest

from cnnviz import weights
from cnnviz.training import bundle, queue, runs
from cnnviz.training.config import PRESETS
from cnnviz.training.files import read_json, write_json
from cnnviz.training.queue import Order
from cnnviz.ui import models
from cnnviz.ui.train import files
from cnnviz.ui.train.lessons import LESSONS
from tests.pages.opening import open_app

PAGE = "pages/train.py"
SMALL = replace(
    PRESETS["quick"], galaxies=70, iterations=20, validate_every=10, batch=10, split=(5, 5, 0)
)
CHANGES = {"galaxies": 70, "iterations": 20, "validate_every": 10, "batch": 10}


@pytest.fixture(autouse=True)
def folder(tmp_path_factory, request, monkeypatch):
    """A folder of runs; no worker is started."""
    place = tmp_path_factory.mktemp("runs")
    if "run" in request.fixturenames:
        place = request.getfixturevalue("run").parent
    monkeypatch.setenv(runs.VARIABLE, str(place))
    monkeypatch.setattr(queue, "revive", lambda: None)
    models._runs.clear()
    yield place
    models._runs.clear()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of a run that has come to its end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(runs.VARIABLE, str(tmp_path_factory.mktemp("kept")))
        patch.setattr(queue, "revive", lambda: None)
        (name,) = queue.submit(Order("A small one", "Ada", SMALL))
        queue.work()
        return runs.folder() / name


def button(at, label):
    return next(one for one in at.button if one.label == label)


def captions(at):
    return " ".join(one.value for one in at.caption)


def test_a_first_visit_says_what_to_do():
    at = open_app(PAGE)
    assert "Nothing has been trained on this machine yet" in at.info[0].value
    assert "5,178 parameters, 5,600 galaxies, 600 iterations of 200" in captions(at)


@pytest.mark.parametrize("section", ["lapse", "network", "all", "files"])
def test_every_section_has_an_empty_state(section):
    at = open_app(PAGE, train_section=section)
    assert "no run yet" in captions(at) or "no checkpoint yet" in captions(at)


def test_one_click_puts_a_run_into_the_queue():
    at = open_app(PAGE, train_changes=json.dumps(CHANGES))
    next(one for one in at.text_input if one.label == "Your name").set_value("Emmy").run()
    button(at, "Start training").click().run()
    (found,) = runs.summaries()
    assert (found.title, found.about["by"]) == ("Quick: under a minute (changed)", "Emmy")
    assert found.config["iterations"] == 20
    assert found.config["augmentation"]["symmetries"]
    assert at.query_params["train_run"] == found.name
    # it waits, and can be taken out again
    button(at, "Stop").click().run()
    assert runs.summary(found.name).state == "stopped"
    button(at, "Go on").click().run()
    assert runs.summary(found.name).state == "waiting"


def test_a_lesson_of_two_runs_makes_two_beside_each_other():
    at = open_app(PAGE, train_lesson="dense", train_changes=json.dumps(CHANGES))
    button(at, "Start training").click().run()
    assert [one.config["network"]["name"] for one in queue.waiting()] == ["galaxy_cnn", "mlp"]
    names = [one.name for one in queue.waiting()]
    assert at.query_params["train_run"] == names[0]
    assert at.query_params["train_beside"] == names[1]


def test_several_seeds():
    at = open_app(PAGE, train_seeds="3", train_changes=json.dumps(CHANGES))
    button(at, "Start training").click().run()
    assert [one.config["seed"] for one in queue.waiting()] == [0, 1, 2]


def test_a_setting_is_kept_in_the_address_and_forgotten_where_it_is_the_lessons():
    at = open_app(PAGE)
    rate = next(one for one in at.number_input if one.label == "Learning rate")
    rate.set_value(0.01).run()
    assert json.loads(at.query_params["train_changes"]) == {"learning_rate": 0.01}
    assert "Changed: learning rate." in captions(at)
    rate = next(one for one in at.number_input if one.label == "Learning rate")
    rate.set_value(0.004).run()
    assert "train_changes" not in at.query_params


def test_a_network_is_chosen_with_its_dropout():
    at = open_app(PAGE)
    next(one for one in at.selectbox if one.label == "Layers").set_value("wide").run()
    next(one for one in at.slider if one.label == "Dropout").set_value(0.3).run()
    network = json.loads(at.query_params["train_changes"])["network"]
    assert network["arguments"]["channels"] == [16, 24, 32, 48]
    assert network["arguments"]["dropout"] == 0.3
    assert next(one for one in at.selectbox if one.label == "Layers").value == "wide"
    next(one for one in at.selectbox if one.label == "Layers").set_value("lenet5").run()
    assert not [one for one in at.slider if one.label == "Dropout"]


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"train_changes": "{"}, "the settings are not JSON"),
        ({"train_changes": "[]"}, "the settings are an object of JSON"),
        ({"train_changes": '{"tea": 1}'}, "no such setting"),
        ({"train_changes": '{"batch": 0}'}, "batch is a whole number"),
        ({"train_run": "run-x"}, "is no run of this machine"),
        ({"train_lesson": "nothing"}, "is none of"),
        ({"train_smooth": "0.3"}, "smoothing is one of"),
    ],
)
def test_an_address_that_means_nothing_is_a_sentence(choice, message):
    at = open_app(PAGE, **choice)
    assert message in captions(at).replace("\\", "")


def test_what_is_too_much_is_refused_in_a_sentence():
    at = open_app(PAGE, train_changes='{"iterations":100000}', train_seeds="99")
    said = captions(at).replace("\\", "")
    assert "100,000 iterations are more than this machine allows, 20,000" in said
    assert "99 is not between 1 and 5" in said
    network = {"name": "mlp", "arguments": {"hidden": [400]}}
    at = open_app(PAGE, train_changes=json.dumps({"network": network}))
    button(at, "Start training").click().run()
    said = captions(at).replace("\\", "")
    assert "11,062,407 parameters are more than this machine allows" in said
    assert runs.names() == []


def test_a_network_that_cannot_be_built_is_said_before(folder):
    network = {"name": "galaxy_cnn", "arguments": {"channels": [1] * 8}}
    at = open_app(PAGE, train_changes=json.dumps({"network": network}))
    assert "This cannot be trained" in captions(at)


def test_a_finished_run_has_curves_with_words(run):
    at = open_app(PAGE)
    assert len(at.get("plotly_chart")) == 2
    assert "finished, 20 of 20 iterations" in at.get("progress")[0].proto.text
    assert "Ada" in at.get("progress")[0].proto.text
    assert "Dotted: the images that it is trained on" in captions(at)
    at = open_app(PAGE, train_smooth="0.9")
    assert "smoothed (exponential average of weight 0.9)" in captions(at)


def test_one_click_makes_it_the_model_of_every_page(run):
    at = open_app(PAGE, train_section="network")
    button(at, "Use this network").click().run()
    name = runs.summary(run.name).model
    assert at.query_params["model"] == name
    for page in ("app.py", "pages/model_card.py", "pages/feature_maps.py", "pages/network.py"):
        at = open_app(page, model=name)
        assert at.query_params["model"] == name
    # without its iteration: the best of this moment
    assert open_app("app.py", model=run.name).query_params["model"] == name


def test_the_film_is_made(run):
    at = open_app(PAGE, train_section="lapse")
    for _ in range(60):
        if at.get("bidi_component"):
            break
        at.run()
    assert at.get("bidi_component")
    assert "The chosen galaxy in each checkpoint" in captions(at)


def test_a_file_that_is_brought_along_is_the_model_and_a_pickle_is_not():
    at = open_app(PAGE, train_section="network")
    uploader = next(one for one in at.file_uploader if one.key.startswith("train_file"))
    uploader.upload("theirs.pt", b"PK\3\4 pickle").run()
    assert "opening one can run whatever" in at.error[0].value.replace("\\", "")
    assert runs.names() == []
    uploader = next(one for one in at.file_uploader if one.key.startswith("train_file"))
    uploader.upload("theirs.safetensors", bundle.bundle("tutorial")).run()
    (name,) = runs.names()
    assert at.query_params["model"] == f"{name}@0"


def test_deleting_asks_first_and_then_the_shipped_model_comes_back(folder):
    name = bundle.adopt(bundle.bundle("tutorial"), "theirs")
    at = open_app(PAGE, train_section="network", model=name)
    button(at, "Yes, delete it").click().run()
    assert runs.names() == []
    assert at.query_params["model"] == weights.names()[0]
    assert "was deleted; no other run is here" in captions(at).replace("\\", "")


def test_a_run_that_somebody_else_deletes_is_not_replaced_without_a_word(folder):
    first, second = (bundle.adopt(bundle.bundle("tutorial"), name) for name in ("one", "other"))
    at = open_app(PAGE, train_run=first.split("@")[0])
    assert "was deleted" not in captions(at)
    runs.delete(first.split("@")[0])
    at.run()
    said = captions(at).replace("\\", "")
    assert "one, seed 1 (" in said
    assert "was deleted; this is other, seed 1 (" in said
    at.run()
    assert "was deleted" not in captions(at)
    assert runs.names() == [second.split("@")[0]]


def test_a_failed_run_says_why(folder):
    (name,) = queue.submit(Order("Lost", "", SMALL))
    for message, shown in (
        (f"{folder}/{name}/x.h5: no such file", f"{name}/x.h5: no such file."),
        (
            "/srv/our data/zoo/x.h5: 3 images/s (C:\\a\\b.h5)",
            "our data/zoo/x.h5: 3 images/s (b.h5).",
        ),
        ("not started", "not started."),
    ):
        write_json(folder / name / "status.json", {"state": "failed", "message": message})
        at = open_app(PAGE)
        assert at.error[0].value.replace("\\", "") == shown
    assert button(at, "Go on")


def test_the_table_has_every_run(run):
    at = open_app(PAGE, train_section="all")
    table = at.dataframe[0].value
    assert list(table["State"]) == ["finished"]
    assert list(table["By"]) == ["Ada"]
    assert list(table["Iterations"]) == ["20 of 20"]


def test_the_lines_train_the_same_network(run, capsys):
    exec(files.lines(runs.summary(run.name)), {})
    printed = capsys.readouterr().out.split()
    measured = [e for e in runs.happened(run.name) if e["event"] == "validation"][-1]
    assert printed[-3] == "20"
    assert float(printed[-1]) == pytest.approx(measured["validation_loss"], abs=0.02)


def test_the_curves_are_a_table():
    assert (
        files.rows(files.happened(runs.Summary("run-x", {}, {}, {}, (), None)))[0]["iteration"]
        == ""
    )


def test_a_network_with_other_classes_is_followed(run, folder):
    """Labels show only where they map."""
    name = f"{run.name}@20"
    card = run / "checkpoints" / "00000020" / "weights.json"
    before = card.read_text()
    try:
        values = read_json(card)
        values["classes"] = ["pear", "*tomato*", "Barred Spiral", "d", "e", "f", "g"]
        card.write_text(json.dumps(values))
        weights_name = name
        import streamlit as st

        st.cache_resource.clear()
        at = open_app("app.py", model=weights_name, galaxy="sim-barred-17")
        assert not at.error
        at = open_app("pages/feature_maps.py", model=weights_name, galaxy="sim-edgeon-1")
        at = open_app("pages/attribution.py", model=weights_name, galaxy="sim-edgeon-1")
        assert not at.exception
    finally:
        card.write_text(before)
        st.cache_resource.clear()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_can_be_built(lesson):
    at = open_app(PAGE, train_lesson=lesson)
    assert "cannot be trained" not in captions(at)
