"""Runs that are trained on a set of the visitor's own."""

from dataclasses import replace

import h5py
import numpy as np
import pytest

from cnnviz import weights
from cnnviz.data import CLASSES, DataError, archive, hdf5, hdf5_classes, load
from cnnviz.data.archive import Checking
from cnnviz.data.collection import Collection
from cnnviz.preprocessing import Preprocessing
from cnnviz.training import limits, own_data, queue, runs, sets
from cnnviz.training.config import PRESETS
from cnnviz.training.files import read_json, write_json
from cnnviz.training.limits import Limits
from cnnviz.training.queue import Order
from tests.data.archive.zips import packed, png

SEVEN = {"round": 8, "unbarred": 8, "tomato": 4}
OWN = {"stars": 8, "planets": 8}
SMALL = replace(
    PRESETS["quick"], iterations=2, validate_every=1, batch=4, split=(3, 1, 0),
    network={"name": "galaxy_cnn"},
)  # fmt: skip


def collection(counts):
    """Images of 40 pixels, each of a grey of its own."""
    files = {f"{name}/secret{i}.png": png(8 * i + len(name), 40)
             for name, count in counts.items() for i in range(count)}  # fmt: skip
    found = archive.opened(packed(files), "a.zip")
    return Checking(found, archive.listed(found, "a.zip"), "a.zip").finish().collection


def outputs(config, classes):
    return replace(config, network={"name": "galaxy_cnn", "arguments": {"classes": classes}})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of runs; no worker is started."""
    monkeypatch.setenv(runs.VARIABLE, str(tmp_path / "runs"))
    monkeypatch.setattr(queue, "revive", lambda: None)


@pytest.mark.parametrize(("counts", "classes"), [(SEVEN, CLASSES), (OWN, ("planets", "stars"))])
def test_what_is_written_is_read_as_the_network_receives_it(counts, classes, tmp_path):
    found, rule = collection(counts), Preprocessing(size=16)
    told = []
    own_data.write(tmp_path / "data.h5", found, rule, lambda *done: told.append(done))
    assert told == [(len(found), len(found))]
    images = load(tmp_path / "data.h5", rule)
    assert images.classes == found.classes
    np.testing.assert_array_equal(images.labels, found.labels)
    for j in range(len(found)):
        np.testing.assert_array_equal(images.pixels[j], rule.pixels(found.read(j)))
    own = classes != CLASSES
    np.testing.assert_array_equal(images.candidates, np.eye(2) if own else found.candidates)
    assert sets.classes_of([str(tmp_path / "data.h5")]) == classes
    with h5py.File(tmp_path / "data.h5") as file:
        assert set(file) == {"images", "labels", "classes"} | (set() if own else {"candidates"})
    assert b"secret" not in (tmp_path / "data.h5").read_bytes()


@pytest.mark.parametrize(("counts", "classes"), [(SEVEN, CLASSES), (OWN, ("planets", "stars"))])
def test_a_run_on_it_is_trained_and_resumed_and_goes_with_its_data(counts, classes):
    found = collection(counts)
    config = outputs(SMALL, len(classes))
    (name,) = queue.submit(Order("Mine", "", config, (own_data.FILE,), images=found))
    place = runs.folder() / name
    assert read_json(place / "run.json")["command"].split()[4:6] == ["--data", f"{name}/data.h5"]
    queue.work()
    summary = runs.summary(name)
    assert (summary.state, summary.about["classes"]) == ("finished", list(classes)), summary.status
    _, card = weights.load(place)
    assert card.classes == classes
    assert card.data == f"{name}/data.h5"
    runs.delete(name)
    assert not list(runs.folder().rglob("data.h5"))


def test_a_run_on_it_goes_on_where_it_was():
    (name,) = queue.submit(
        Order("Mine", "", outputs(SMALL, 2), (own_data.FILE,), images=collection(OWN))
    )
    queue.work()
    place = runs.folder() / name
    write_json(place / "config.json", read_json(place / "config.json") | {"iterations": 4})
    write_json(place / "status.json", {"state": "stopped"})
    queue.go_on(name)
    queue.work()
    assert runs.summary(name).state == "finished", runs.summary(name).status
    happened = [(one["event"], one.get("iteration")) for one in runs.happened(name)]
    assert ("resumed", 2) in happened
    assert ("validation", 4) in happened


def test_each_seed_has_its_own_and_progress_is_told_for_all():
    told = []
    order = Order("Mine", "", outputs(SMALL, 2), (own_data.FILE,), 2, collection(OWN))
    first, second = queue.submit(order, lambda *done: told.append(done))
    assert told == [(16, 32), (32, 32)]
    for name in (first, second):
        assert (runs.folder() / name / own_data.FILE).is_file()


@pytest.mark.parametrize(
    ("found", "changes", "reason"),
    [
        (collection({"stars": 3}), {}, "two classes at least are needed, the folder has stars"),
        (collection({"round": 3, "tomato": 3}), {}, "two of the seven .* has Round Smooth alone"),
        (collection(OWN), {"preprocessing": Preprocessing(size=224)}, "would be cut twice"),
        (replace(collection(OWN), classes=("a", "a")), {}, "two classes of the folder have the"),
        (
            collection({"a": 1, "b": 1}),
            {"split": (10_000, 1_600, 1_000)},
            "of the folder no image is left to be validated with; it has 2, .* needs at least 3",
        ),
        (collection({"a": 7, "b": 7}), {"split": (10_000, 1_600, 1_000)}, "needs at least 8"),
        (
            collection({"round": 1, "barred": 1, "tomato": 9}),
            {},
            "it has 11, 2 of classes that are known, .* least 3",
        ),
        (collection(OWN), {"split": (1, 0, 0)}, "to be validated with; it has 16$"),
    ],
)
def test_what_cannot_be_trained_on_is_refused(found, changes, reason):
    with pytest.raises(ValueError, match=reason):
        own_data.check(found, replace(SMALL, **changes))


@pytest.mark.parametrize("count", [*range(1, 9), 14])
def test_what_is_checked_before_is_what_the_training_asks_for(count, tmp_path):
    found, config = collection({"a": count, "b": 1}), PRESETS["quick"]
    own_data.write(tmp_path / "data.h5", found, config.preprocessing)
    whys = []
    for ask in (
        lambda: own_data.check(found, config),
        lambda: sets.read(str(tmp_path / "data.h5"), config, True, lambda *_: None, whys.append),
    ):
        try:
            ask()
            whys.append("")
        except ValueError as error:
            whys.append(str(error)[-70:])
    assert whys[0] == whys[1]
    assert (whys[0] == "") == (count in (3, 4, 5, 6, 8, 14))


def test_a_file_is_told_from_those_of_other_sets(tmp_path):
    found, rule, path = collection(SEVEN), Preprocessing(size=16), tmp_path / "data.h5"
    own_data.write(path, found, rule)
    assert own_data.same(path, found, rule)
    assert own_data.same(path, collection({**SEVEN, "tomato": 2}), rule)  # never learnt from
    others = (
        collection({**SEVEN, "round": 7}),
        collection({"round": 8, "edge on": 8}),
        replace(found, read=lambda j: found.read(j) // 2),
    )
    for other in others:
        assert not own_data.same(path, other, rule)
    assert not own_data.same(path, found, Preprocessing(size=8))
    assert not own_data.same(tmp_path / "gone.h5", found, rule)
    own_data.write(path, collection(OWN), rule)
    assert own_data.same(path, collection(OWN), rule)
    assert not own_data.same(path, found, rule)


def test_images_of_classes_that_are_none_of_the_seven_are_not_used():
    found = collection(SEVEN)
    assert {found.classes[k] for k in found.labels[own_data.used(found)]} == {
        "Round Smooth", "Unbarred",
    }  # fmt: skip
    assert (len(found), len(own_data.used(found))) == (20, 16)
    assert len(own_data.used(collection(OWN))) == 16


def test_there_is_an_end_to_what_is_kept(monkeypatch):
    monkeypatch.setattr(limits, "read", lambda: Limits(folder_images=31))
    order = Order("Mine", "", outputs(SMALL, 2), (own_data.FILE,), 2, collection(OWN))
    with pytest.raises(ValueError, match=r"16 images in each of 2 runs are more .* 31"):
        queue.submit(order)
    assert runs.names() == []


def test_an_image_that_cannot_be_read_leaves_no_run():
    def broken(j):
        raise OSError("gone")

    found = collection(OWN)
    bad = Collection(found.labels, found.classes, found.candidates, found.names, broken)
    with pytest.raises(OSError, match="gone"):
        queue.submit(Order("Mine", "", outputs(SMALL, 2), (own_data.FILE,), images=bad))
    assert list(runs.folder().iterdir()) == []


@pytest.mark.parametrize(
    ("classes", "candidates", "reason"),
    [
        (np.array([b"a"] * 1001), None, "classes must be 1 to 1000 texts"),
        (np.zeros(2), None, "classes must be 1 to 1000 texts"),
        (np.array([], "S1"), None, "classes must be 1 to 1000 texts"),
        (np.array([b"a", b"b"]), np.zeros((3, 7), bool), r"candidates must be true or false of s"),
        (np.array([b"a", b"b"]), np.zeros((2, 7)), r"candidates must be true or false of shape"),
        (np.array([b"a"]), None, "labels must be from 0 to 0"),
    ],
)
def test_a_file_whose_classes_do_not_fit_is_refused(classes, candidates, reason, tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["images"], file["labels"] = np.zeros((2, 8, 8, 3), np.uint8), [0, 1]
        file["classes"] = classes
        if candidates is not None:
            file["candidates"] = candidates
    with pytest.raises(DataError, match=reason):
        hdf5.read(tmp_path / "a.h5", Preprocessing(size=8))


def test_a_single_class_of_its_own_cannot_be_trained_on(tmp_path):
    own_data.write(tmp_path / "a.h5", collection({"stars": 2}), Preprocessing(size=16))
    with pytest.raises(DataError, match=r"two classes at least are expected, it has stars"):
        hdf5_classes.own(tmp_path / "a.h5")
    assert hdf5_classes.own(tmp_path / "gone.h5") is None
    assert hdf5_classes.own(tmp_path) is None
