"""A visitor's own folder of galaxies, brought as a ZIP, without a browser."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import inference, weights
from cnnviz.data import simulator
from cnnviz.data.images import split
from cnnviz.training import limits, queue
from cnnviz.training.limits import Limits
from cnnviz.ui import own_folder, room
from cnnviz.ui.data import own
from tests.data.archive.zips import packed
from tests.pages.opening import address, choices_of, galaxy, html, open_app, until_ready, words
from tests.pages.own_folder import DATA, bring, opened

EVALUATE = "pages/evaluate.py"
TRICK = "![m31](http://a.example/x.png).zip"


def picture(label, seed):
    file = BytesIO()
    Image.fromarray(simulator.galaxy(label, seed).pixels[0]).save(file, "png")
    return file.getvalue()


@pytest.fixture(autouse=True)
def empty():
    """The visitors of other tests have gone."""
    room.room.clear()


@pytest.fixture(scope="module")
def galaxies():
    """Three galaxies each of three classes, in folders around which is another."""
    names = {"barred": 3, "round": 1, "tomato": 0}
    return {f"mine/{name}/{seed}.png": picture(label, seed)
            for name, label in names.items() for seed in range(3)}  # fmt: skip


def box(at, label):
    return next(one for one in at.main.selectbox if one.label == label)


def press(at, label):
    return next(one for one in at.main.button if one.label == label).click().run()


def test_it_is_a_set_like_others(galaxies):
    at = opened(galaxies)
    assert choices_of(at, "data")["data"] == "Your folder"
    assert "Your folder: 9 images of 3 classes, every file of it." in words(at)
    assert box(at, "Class").options == ["All classes", "Round Smooth", "Barred Spiral", "tomato"]
    assert "Balanced" in words(at)
    own_set = at.session_state[own_folder.SET]
    np.testing.assert_array_equal(own_set.collection.read(3), simulator.galaxy(3, 0).pixels[0])
    for section, sentence in (("pixels", "Histogram"), ("sorting", "Keys 1 to 7 answer")):
        at.segmented_control(key="data_section").set_value(section).run()
        assert sentence.lower() in words(until_ready(at)).lower()


@pytest.mark.parametrize("page", ["app.py", "pages/attribution.py", "pages/receptive_field.py"])
def test_its_galaxies_are_followed_to_every_page(galaxies, page):
    at = opened(galaxies)
    at.query_params["galaxy"] = "set-your_folder-4"
    at.run()
    assert galaxy(at) == "Barred Spiral, 1.png of your folder"
    assert own_folder.PRIVATE in [one.value for one in at.sidebar.caption]
    at.switch_page(page).run()
    assert not at.exception
    assert galaxy(at) == "Barred Spiral, 1.png of your folder"
    assert address(at)["galaxy"] == "set-your_folder-4"


def test_nobody_else_sees_it(galaxies):
    first = opened(galaxies)
    other = open_app(model="tutorial", data_data="Your folder", data_count="70",
                     galaxy="set-your_folder-4")  # fmt: skip
    assert own_folder.FORGOTTEN in words(other)
    other.switch_page(DATA).run()
    assert "Barred Spiral, simulated" in galaxy(other)
    assert "data" not in choices_of(other, "data")
    assert not [one for one in other.main.selectbox if one.label == "Data"]
    second = bring(until_ready(other), {"round/x.png": galaxies["mine/round/0.png"]})
    for at, name in ((first, "0.png"), (second, "x.png")):
        at.query_params["galaxy"] = "set-your_folder-0"
        at.run()
        assert galaxy(at) == f"Round Smooth, {name} of your folder"


@pytest.mark.parametrize("page", ["data", "evaluate", "train"])
def test_after_a_reload_it_must_be_brought_again(page, monkeypatch):
    monkeypatch.setattr(queue, "revive", lambda: None)
    at = open_app(f"pages/{page}.py", model="tutorial", **{f"{page}_data": "Your folder"})
    assert (
        "The address was ignored where it says `data`: your own folder is known in your own visit "
        "alone, until the page is reloaded: bring the ZIP again on the page The galaxies."
    ) in words(at)


def test_what_cannot_be_read_is_told_and_taken_away(galaxies):
    extra = {"mine/barred/bad.png": b"%PDF", "mine/barred/notes.txt": b"a"}
    at = opened(galaxies | extra)
    assert "Your folder: 9 images of 3 classes; 2 files left out." in words(at)
    rows = own.left_out(at.session_state[own_folder.SET])
    assert [row["file"] for row in rows] == list(extra)
    assert rows[0]["why"].startswith("not an image (header is a PDF's)")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (b"PK\3\4 nothing more", "truncated ZIP file; copy or pack it again"),
        ({"../../etc/barred/1.png": b"a"}, "a path that leads out of the archive"),
        ({"notes.txt": b"a"}, "one folder per class with image files in it is expected"),
        ({"barred/1.png": b"%PDF"}, "not one of its 1 images can be read"),
    ],
)
def test_what_is_refused_is_one_sentence_and_the_set_before_stays(galaxies, files, reason):
    at = opened(galaxies)
    bring(at, files, TRICK)
    (error,) = at.main.error
    assert error.value.startswith(f"`{TRICK}`: ")
    assert reason in error.value.replace("\\", "")
    assert error.value.endswith("Nothing was taken.")
    assert "Your folder: 9 images" in words(at)
    bring(at, galaxies)
    assert not at.main.error


def test_a_new_one_takes_its_place_and_a_button_forgets_it(galaxies):
    at = opened(galaxies)
    at.query_params["galaxy"] = "set-your_folder-8"
    at.run()
    bring(at, {"barred/only.png": picture(3, 40)})
    assert "Your folder: 1 image of 1 class, every file of it." in words(at)
    assert "simulated" in galaxy(at)
    at.query_params["galaxy"] = "set-your_folder-0"
    at.run()
    assert galaxy(at) == "Barred Spiral, only.png of your folder"
    held = at.session_state[own_folder.SET].checked.archive
    press(at, "Forget it")
    assert not at.exception
    assert own_folder.SET not in at.session_state
    assert held.data == b""
    assert "simulated" in galaxy(at)
    assert "data" not in choices_of(at, "data")
    assert address(at)["galaxy"].startswith("sim-")


def test_classes_of_its_own_are_kept(galaxies):
    files = {f"{name}/a.png": galaxies["mine/round/0.png"] for name in ("stars", "planets")}
    at = opened(files)
    assert box(at, "Class").options == ["All classes", "planets", "stars"]
    assert "None of the classes is one of the seven: they are your own." in words(at)
    at.segmented_control(key="data_section").set_value("sorting").run()
    assert "Keys 1 to 2 answer" in words(at)
    press(at, "planets")
    press(at, "planets")
    assert "**You**: 1 of 2 as labelled." in words(at)
    assert "This network knows other classes" in words(at)
    assert "**Where you and the label differ**: 1 of 2" in words(at)
    assert len(at.main.get("vega_lite_chart") or at.main.get("arrow_vega_lite_chart")) == 1
    assert len(at.main.get("download_button")) == 3
    at.switch_page(EVALUATE).run()
    box(at, "Data").set_value("Your folder").run()
    assert "knows none of these galaxies' classes" in words(until_ready(at))


def test_classes_that_are_none_of_the_seven_are_named_with_what_follows(galaxies):
    at = opened(galaxies | {"mine/star_/0.png": galaxies["mine/round/0.png"]})
    said = (
        "star_ and tomato are none of the seven: their 4 images are left out where a network of "
        "the seven classes is trained or judged."
    )
    assert f"Your folder: 10 images of 4 classes, every file of it. {said}" in words(at)
    assert not at.toggle(key=own.APART).value
    at.switch_page(EVALUATE).run()
    box(at, "Data").set_value("Your folder").run()
    assert said in words(until_ready(at))
    some = opened({name: file for name, file in galaxies.items() if "tomato" not in name})
    assert "none of the seven" not in words(some)
    assert not some.toggle


def test_parts_of_a_split_are_put_together_and_that_is_said(galaxies):
    halves = {f"data/{half}/{name}": file for half in ("train", "valid")
              for name, file in galaxies.items()}  # fmt: skip
    at = opened({name.replace("/mine", ""): file for name, file in halves.items()})
    said = "The folders train and valid were put together: a training cuts parts of its own."
    assert f"Your folder: 18 images of 3 classes, every file of it. {said}" in words(at)
    assert box(at, "Class").options == ["All classes", "Round Smooth", "Barred Spiral", "tomato"]


def test_of_many_unknown_classes_some_are_named(galaxies):
    file = galaxies["mine/round/0.png"]
    at = opened({f"{name}/a.png": file for name in ("round", *"abcdefghijkl")})
    assert "a, b, c, d, e, f, g, h and 4 more are none of the seven: their 12 im" in words(at)


def test_folders_can_be_taken_as_classes_of_their_own_for_the_visit(galaxies):
    at = opened(galaxies)
    at.query_params["galaxy"] = "set-your_folder-4"
    at.run()
    at.toggle(key=own.APART).set_value(True).run()
    assert galaxy(at) == "barred, 1.png of your folder"
    assert box(at, "Class").options == ["All classes", "barred", "round", "tomato"]
    assert "Its folders are classes of their own, none of them one of the seven." in words(at)
    assert "left out" not in words(at)
    at.segmented_control(key="data_section").set_value("pixels").run()
    assert "histogram of three colours, all classes" in words(until_ready(at))
    titles = " ".join(html(at))
    assert all(name in titles for name in ("barred", "round", "tomato"))
    assert "Round Smooth" not in titles
    at.switch_page(EVALUATE).run()
    box(at, "Data").set_value("Your folder").run()
    assert "knows none of these galaxies' classes" in words(until_ready(at))
    at.switch_page(DATA).run()
    assert not at.exception
    at.toggle(key=own.APART).set_value(False).run()
    assert galaxy(at) == "Barred Spiral, 1.png of your folder"
    assert box(at, "Class").options == ["All classes", "Round Smooth", "Barred Spiral", "tomato"]


def judged_by_hand(galaxies):
    """Whether the tutorial's network is right of each of the six galaxies that it knows."""
    network, card = weights.load("tutorial")
    labels = [1, 1, 1, 3, 3, 3]
    pixels = simulator.galaxies(labels, [0, 1, 2, 0, 1, 2]).pixels
    return inference.logits(network, card.preprocessing, pixels).argmax(axis=1) == labels


def test_the_network_is_judged_on_it(galaxies):
    at = opened(galaxies)
    at.switch_page(EVALUATE).run()
    box(at, "Data").set_value("Your folder").run()
    text = words(until_ready(at))
    right = judged_by_hand(galaxies)
    assert f"{100 * right.mean():.1f}" in text
    assert "of 6 galaxies are named rightly" in text
    assert "3 more are of classes that it does not know." in text


def test_a_part_is_what_a_training_would_cut(galaxies):
    at = opened(galaxies)
    whole = at.session_state[own_folder.SET].collection
    at.switch_page(EVALUATE).run()
    box(at, "Data").set_value("Your folder").run()
    box(until_ready(at), "Part").set_value("train").run()
    next(one for one in at.number_input if one.label == "Seed of the split").set_value(4).run()
    text = words(until_ready(at))
    card = weights.load("tutorial")[1]
    known = simulator.galaxies([1, 1, 1, 3, 3, 3], [0, 1, 2, 0, 1, 2])
    train = split(known, card.split, 4)[0]
    assert f"of {len(train)} galaxies are named rightly" in text
    assert choices_of(at, "evaluate") == {"data": "Your folder", "part": "train", "split": "4"}
    assert len(whole) == 9
    box(at, "Part").set_value("test").run()
    assert "No galaxy is in this part" in words(until_ready(at))
    at.switch_page(DATA).run()
    press(at, "Forget it")
    at.switch_page(EVALUATE).run()
    assert not at.exception
    assert "data" not in choices_of(until_ready(at), "evaluate")


def test_there_is_an_end_to_the_room(galaxies, monkeypatch):
    monkeypatch.setattr(limits, "read", lambda: Limits(folder_megabytes=1))
    at = opened(bytes(1 + 2**20))
    assert "larger than 1 MB" in at.main.error[0].value
    monkeypatch.setattr(own_folder, "MEGABYTE", 60_000)
    monkeypatch.setattr(limits, "read", lambda: Limits(folders_megabytes=1))
    files = {f"barred/{i}.png": picture(3, i) for i in range(3)}
    assert 30_000 < len(packed(files)) < 60_000
    first = opened(files)
    assert "Your folder: 3 images" in words(first)
    bring(first, files)  # its own is replaced
    assert "Your folder: 3 images" in words(first)
    assert "which is all that this machine gives" in opened(files).main.error[0].value
