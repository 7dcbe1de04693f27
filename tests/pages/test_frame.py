"""The frame on every page: menu, galaxy and model, and the address they stand in."""

import pytest

from cnnviz import weights
from cnnviz.ui.galaxy import LARGEST_SEED
from cnnviz.ui.menu import MENU
from cnnviz.ui.own import kept
from tests.pages.opening import ROOT, address, galaxy, open_app, png

PAGES = sorted(f"pages/{file.name}" for file in (ROOT / "pages").glob("*.py"))
DEFAULT = {"galaxy": "sim-barred-17", "model": "explorer"}
LAST = weights.names()[-1]


def upload(at, file, name="m31.png"):
    at.file_uploader[0].upload(name, file).run()
    assert not at.exception
    return at


def test_the_menu_names_every_page_once_in_sections():
    assert sorted(entry.file for entry in MENU) == sorted(["app.py", *PAGES])
    sections = list(dict.fromkeys(entry.section for entry in MENU))
    assert sections == ["", "Learn", "Look inside", "Train"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_keeps_galaxy_and_model(page):
    at = open_app(page, galaxy="sim-loose-5", model=LAST)
    assert len(at.title) == 1
    assert galaxy(at) == "Unbarred Loose Spiral, simulated, seed 5"
    assert at.selectbox(key="model_name").value == LAST
    assert address(at) == {"galaxy": "sim-loose-5", "model": LAST}
    at.switch_page("app.py").run()
    assert address(at) == {"galaxy": "sim-loose-5", "model": LAST}


def test_a_first_visit_shows_the_default_and_writes_it_into_the_address():
    at = open_app()
    assert address(at) == DEFAULT
    assert galaxy(at) == "Barred Spiral, simulated, seed 17"


def test_class_seed_and_another_one():
    at = open_app()
    at.selectbox(key="galaxy_kind").select("edgeon").run()
    assert address(at)["galaxy"] == "sim-edgeon-17"
    at.number_input(key="galaxy_seed").set_value(3).run()
    assert galaxy(at) == "Edge-on with Bulge, simulated, seed 3"
    at.button[0].click().run()
    assert at.button[0].label == "Another one"
    assert galaxy(at) == "Edge-on with Bulge, simulated, seed 4"
    assert at.number_input(key="galaxy_seed").value == 4


def test_the_largest_seed_is_followed_by_the_first():
    at = open_app(galaxy="sim-round-999999999")
    at.button[0].click().run()
    assert address(at)["galaxy"] == "sim-round-0"


def test_the_model_is_chosen_for_all_pages():
    at = open_app()
    at.selectbox(key="model_name").select(LAST).run()
    at.switch_page("pages/classes.py").run()
    assert at.selectbox(key="model_name").value == LAST
    assert address(at)["model"] == LAST


def test_leading_zeros_are_written_as_they_should_be():
    assert address(open_app(galaxy="sim-tight-007"))["galaxy"] == "sim-tight-7"


@pytest.mark.parametrize(
    "wrong", ["sim-spiral-1", "m31", "", "sim-barred-99999999999", "<script>", "sim-barred-1.5"]
)
def test_an_address_that_names_no_galaxy_falls_back_and_says_so(wrong):
    at = open_app(galaxy=wrong)
    assert address(at) == DEFAULT
    said = [caption.value for caption in at.caption]
    assert "The address names no galaxy of this app; this is sim-barred-17 instead." in said
    # said once: the next run has a right address
    at.run()
    assert not any("no galaxy of this app" in caption.value for caption in at.caption)


def test_an_address_that_names_no_model_falls_back_and_says_so():
    at = open_app(galaxy="sim-round-2", model="../../etc/passwd")
    assert address(at) == {"galaxy": "sim-round-2", "model": "explorer"}
    assert any("names no model" in caption.value for caption in at.caption)


def test_the_session_follows_an_address_that_changed_by_itself():
    at = open_app(galaxy="sim-round-2")
    at.button[0].click().run()
    assert address(at)["galaxy"] == "sim-round-3"
    at.query_params["galaxy"] = "sim-round-2"  # as the back button does
    at.run()
    assert galaxy(at) == "Round Smooth, simulated, seed 2"


def test_a_click_wins_over_an_address_that_has_not_changed_yet():
    at = open_app(galaxy="sim-round-2")
    at.button[0].click().run()
    at.query_params["galaxy"] = "sim-round-2"  # the browser has not heard of the third yet
    at.button[0].click().run()
    assert address(at)["galaxy"] == "sim-round-4"


@pytest.mark.parametrize("page", PAGES)
def test_an_upload_is_the_chosen_galaxy_on_every_page(page):
    at = upload(open_app(), png())
    assert (galaxy(at), address(at)["galaxy"]) == ("Your image", "upload")
    at.switch_page(page).run()
    assert not at.exception
    assert (galaxy(at), address(at)["galaxy"]) == ("Your image", "upload")
    assert at.selectbox(key="galaxy_kind").value == "upload"
    at.selectbox(key="galaxy_kind").select("round").run()
    assert galaxy(at) == "Round Smooth, simulated, seed 17"
    at.selectbox(key="galaxy_kind").select("upload").run()
    assert galaxy(at) == "Your image"


def test_it_is_said_that_no_link_leads_to_an_upload():
    at = upload(open_app(), png())
    assert any("no link or reload leads to it" in caption.value for caption in at.sidebar.caption)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"%PDF-1.4", "not an image (header is a PDF's)"),
        (png()[:-200], "truncated PNG file"),
        (b"", "empty file"),
    ],
)
def test_a_broken_upload_is_one_sentence_and_the_galaxy_before_stays(file, reason):
    at = upload(open_app(galaxy="sim-tight-4"), file, "![m31](http://a.example/x.png).png")
    assert galaxy(at) == "Unbarred Tight Spiral, simulated, seed 4"
    assert len(at.error) == 1
    said = at.error[0].value
    assert said.startswith("`![m31](http://a.example/x.png).png`: ")
    assert reason in said.replace("\\", "")
    assert said.endswith("The galaxy before stays.")
    # it is forgotten as soon as something else is chosen
    at.button[0].click().run()
    assert not at.error


def test_a_second_image_has_an_address_and_a_place_in_the_list_of_its_own():
    at = upload(upload(open_app(), png(seed=1)), png(seed=2))
    assert (galaxy(at), address(at)["galaxy"]) == ("Your image 2", "upload-2")
    assert at.selectbox(key="galaxy_kind").options[-2:] == ["Your image", "Your image 2"]
    at.selectbox(key="galaxy_kind").select("upload").run()
    assert galaxy(at) == "Your image"
    at.query_params["galaxy"] = "upload-2"  # as the back button does
    at.run()
    assert galaxy(at) == "Your image 2"
    at.query_params["galaxy"] = "upload-3"
    at.run()
    assert galaxy(at) == "Barred Spiral, simulated, seed 17"
    assert any("no link leads to it" in caption.value for caption in at.caption)


def test_an_image_stays_when_a_broken_file_follows():
    at = upload(open_app(), png())
    upload(at, b"nothing", "second.png")
    assert (galaxy(at), address(at)["galaxy"]) == ("Your image", "upload")
    assert len(at.error) == 1


def test_an_upload_leads_nobody_else_to_it():
    upload(open_app(), png())
    at = open_app(galaxy="upload", model="explorer")
    assert address(at) == DEFAULT
    assert any("forgotten when the page is reloaded" in caption.value for caption in at.caption)
    assert "upload" not in at.selectbox(key="galaxy_kind").options


def test_two_visitors_with_images_of_their_own_see_their_own():
    one, two = upload(open_app(), png(seed=1)), upload(open_app(), png(seed=2))
    files = [at.session_state[kept.IMAGES][0].whole.file for at in (one, two)]
    assert files == [png(seed=1), png(seed=2)]


@pytest.fixture
def no_weights(monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "FOLDER", tmp_path)


@pytest.mark.usefixtures("no_weights")
def test_without_weights_the_page_says_so():
    at = open_app()
    assert [error.value for error in at.error] == [
        "There are no weights in the folder weights: train a network, or get them again."
    ]


def test_damaged_weights_are_a_sentence(monkeypatch, tmp_path):
    from cnnviz.ui import cached

    for file in weights.FOLDER.glob("explorer.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    path = tmp_path / "explorer.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    cached.model.clear()
    at = open_app()
    assert len(at.error) == 1
    assert at.error[0].value.startswith("explorer\\: ")


@pytest.mark.parametrize(("typed", "seed"), [(-5, 0), (10**12, LARGEST_SEED)])
def test_a_seed_out_of_range_becomes_the_nearest_one(typed, seed):
    at = open_app()
    at.sidebar.number_input(key="galaxy_seed").set_value(typed).run()
    assert not at.exception
    assert at.sidebar.number_input(key="galaxy_seed").value == seed
    assert at.session_state["chosen_galaxy"] == f"sim-barred-{seed}"
