"""The page of one's own images without a browser."""

import base64
import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz.crop import Crop, cut
from cnnviz.data import image_file, simulator
from cnnviz.ui.own import actions, answers, cutting, kept
from tests.pages.opening import address, galaxy, html, open_app, png, words
from tests.ui.test_galaxy import fits

PAGE = "pages/own.py"
HOSTILE = "../![m](http://a.example/x)<img src=x onerror=a()>`*`\n.png"


def bring(at, *files):
    """Choose files on the page, several at once."""
    uploader = next(one for one in at.main.file_uploader if one.key.startswith("own_files"))
    uploader.set_value([(name, data, "application/octet-stream") for name, data in files]).run()
    assert not at.exception
    return at


def click(at, key):
    at.button(key=key).click().run()
    assert not at.exception
    return at


def received(at):
    body = next(body for body in html(at) if "gx-received" in body)
    code = re.search(r'class="gx-pixels" src="data:image/png;base64,([^"]*)"', body)[1]
    return np.asarray(Image.open(BytesIO(base64.b64decode(code))))


def square(at):
    numbers = [at.number_input(key=f"own_{name}").value for name in ("row", "column", "side")]
    return Crop(*numbers, at.slider(key="own_rotation").value)


def test_without_an_image_it_is_said_what_to_do():
    at = open_app(PAGE)
    assert "There is no image yet. Drop files" in words(at)
    assert "nothing is written to a disk, and no link leads to them" in words(at)
    assert not at.subheader


def test_several_at_once_are_kept_and_the_refused_are_named_one_by_one():
    at = bring(
        open_app(PAGE, galaxy="sim-tight-4"), ("a.png", png(seed=1)), ("b.pdf", b"%PDF-1.4"),
        (HOSTILE, png(seed=2)[:-300]), ("c.fits", fits()),
    )  # fmt: skip
    assert address(at)["galaxy"] == "upload"
    assert [own.name for own in kept_images(at)] == ["a.png", "c.fits"]
    said = [error.value for error in at.main.error]
    assert len(said) == 2
    assert said[0].startswith("`b.pdf`: not an image")
    # shown as it is: code in which neither Markdown nor HTML is read, in one line
    assert said[1].startswith("`../![m](http://a.example/x)<img src=x onerror=a()>'*' .png`: ")
    assert "truncated" in said[1]
    assert "stays" not in " ".join(said)
    table = at.main.table[0].value
    assert list(table["File"]) == ["`a.png`", "`c.fits`"]
    assert list(table["Image"]) == ["Your image", "Your image 2"]


def kept_images(at):
    return at.session_state[kept.IMAGES]


def test_where_no_file_is_an_image_the_galaxy_before_stays():
    at = bring(open_app(PAGE, galaxy="sim-tight-4"), ("a.txt", b"hello"), ("b.txt", b""))
    assert galaxy(at) == "Unbarred Tight Spiral, simulated, seed 4"
    assert [error.value.endswith("The galaxy before stays.") for error in at.main.error] == [
        True
    ] * 2


def test_of_very_many_refused_files_some_are_named_and_the_others_counted():
    at = bring(open_app(PAGE), *((f"{i}.txt", b"hello") for i in range(actions.MOST_SAID + 7)))
    said = [error.value for error in at.main.error]
    assert len(said) == actions.MOST_SAID + 1
    assert said[-1] == "7 other files are no images either."


def test_a_name_that_is_no_name_harms_nothing():
    at = bring(open_app(PAGE), (HOSTILE, png(seed=1)), ("b.png", png(seed=2)))
    shown = at.main.table[0].value["File"][0]
    assert shown.startswith("`../![m]")
    assert "\n" not in shown
    assert not any("onerror" in body for body in html(at))


def test_before_any_crop_the_square_is_the_networks_own():
    at = bring(open_app(PAGE), ("a.png", png(300, 400)))
    assert square(at) == Crop(150, 200, 150, 0)
    assert "Nothing is cut yet" in words(at)
    assert at.button(key="own_undo").disabled
    assert at.button(key="own_none").disabled


def test_numbers_cut_and_the_page_shows_what_the_network_receives():
    file = png(300, 400)
    at = bring(open_app(PAGE), ("a.png", file))
    at.number_input(key="own_row").set_value(120.5).run()
    at.number_input(key="own_side").set_value(200.0).run()
    at.slider(key="own_rotation").set_value(-30.0).run()
    expected = Crop(120.5, 200, 200, -30)
    assert square(at) == expected
    np.testing.assert_array_equal(received(at), cut(image_file.read(file, "a"), expected))
    assert "2.08 by 2.08 pixels of the image" in words(at)
    assert "Subtracted as the sky: Red" in words(at)
    click(at, "own_undo")
    assert square(at) == Crop(120.5, 200, 200, 0)
    click(at, "own_largest")
    assert square(at) == Crop(150, 200, 300, 0)
    click(at, "own_none")
    assert kept_images(at)[0].galaxy.crop is None


def test_a_large_image_is_said_to_be_read_again_and_cut_all_the_same(monkeypatch):
    monkeypatch.setattr(actions, "LARGE_IMAGE", 100)
    monkeypatch.setattr(actions, "LARGE_FILE", 100)
    at = bring(open_app(PAGE), ("a.png", png(300, 400)), ("b.pdf", b"%PDF-1.4"))
    assert len(at.main.error) == 1
    at.number_input(key="own_side").set_value(200.0).run()
    assert not at.exception
    assert square(at).side == 200
    # what was refused is read by now
    assert not at.main.error


def test_numbers_out_of_range_become_the_nearest():
    at = bring(open_app(PAGE), ("a.png", png(300, 400)))
    at.number_input(key="own_side").set_value(1e6).run()
    assert "Side in pixels: 1,000,000 is out of range and became 600." in words(at)
    at.number_input(key="own_column").set_value(-3.0).run()
    assert "Column: -3 is out of range and became 0." in words(at)
    assert "Side" not in words(at)
    assert not at.exception
    assert square(at) == Crop(150, 0, 600, 0)
    assert "lies beyond the image: it is filled with the colour of the sky" in words(at)


@pytest.mark.parametrize(("side", "became"), [(0.0, 8), (-5.0, 8), (7.5, 8), (8.0, 0)])
def test_a_side_that_is_too_small_is_settled_and_said(side, became):
    at = bring(open_app(PAGE), ("a.png", png(300, 400)))
    at.number_input(key="own_side").set_value(side).run()
    assert square(at).side == 8
    said = f"Side in pixels: {side:g} is out of range and became {became}." in words(at)
    assert said is bool(became)


def test_a_square_of_few_pixels_is_said_to_gain_no_detail():
    at = bring(open_app(PAGE), ("a.png", png(300, 400)))
    at.number_input(key="own_side").set_value(40.0).run()
    assert "40 pixels are enlarged to 96: that adds no detail." in words(at)


def test_a_simulated_field_is_taken_and_its_galaxy_suggested():
    at = open_app(PAGE)
    at.selectbox(key="own_sample").select(5).run()
    click(at, "own_take")
    assert address(at)["galaxy"] == "upload"
    at.slider(key="own_rotation").set_value(20.0).run()
    click(at, "own_suggest")
    found = square(at)
    assert (found.row, found.column) == pytest.approx((102.4, 153.6), abs=2)
    assert found.rotation == 20
    assert "**Unbarred Loose Spiral**, says the network" in words(at)


def test_where_there_is_no_object_the_cut_stays_and_it_is_said():
    file = BytesIO()
    Image.new("RGB", (300, 200), (40, 40, 40)).save(file, "png")
    at = bring(open_app(PAGE), ("flat.png", file.getvalue()))
    at.number_input(key="own_side").set_value(90.0).run()
    click(at, "own_suggest")
    assert square(at) == Crop(100, 150, 90, 0)
    found = "No object was found (nothing stands out from the sky), so the cut stays as it is."
    assert found in [one.value for one in at.main.caption]
    assert "All pixels of this image have one colour" in words(at)
    assert "move the middle of the crop" not in words(at)
    at.run()
    assert "No object was found" not in words(at)


def test_on_a_white_page_it_is_said_that_a_galaxy_is_bright_on_dark():
    pixels = np.full((200, 300, 3), 255, np.uint8)
    pixels[60:140, 100:200] = simulator.galaxy(3, 17).pixels[0][8:88].repeat(2, 1)[:, 40:140]
    file = BytesIO()
    Image.fromarray(pixels).save(file, "png")
    at = click(bring(open_app(PAGE), ("screen.png", file.getvalue())), "own_suggest")
    assert kept_images(at)[0].galaxy.crop is None
    assert f"so the cut stays as it is. {cutting.DARK}" in words(at)


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (9, 9)])
def test_images_of_very_few_pixels(size):
    at = bring(open_app(PAGE), ("tiny.png", png(*size)))
    click(at, "own_suggest")
    click(at, "own_largest")
    assert square(at).side == min(size)
    enlarged = "1 pixel is" if min(size) == 1 else f"{min(size)} pixels are"
    assert f"{enlarged} enlarged to 96" in words(at)
    said = "All pixels of" if min(size) == 1 else f"The square is only {min(size)} pixels wide"
    assert said in words(at)


@pytest.mark.parametrize("page", ["pages/feature_maps.py", "pages/attribution.py", "app.py"])
def test_what_was_cut_follows_to_other_pages_and_back(page):
    at = click(bring(open_app(PAGE), ("a.png", png(300, 400))), "own_largest")
    before = received(at)
    at.switch_page(page).run()
    assert not at.exception
    assert (galaxy(at), address(at)["galaxy"]) == ("Your image", "upload")
    if page == "app.py":
        np.testing.assert_array_equal(received(at), before)
        assert "cut out by you: 300 by 300 pixels of it as 96 by 96" in words(at)
    at.switch_page(PAGE).run()
    assert square(at) == Crop(150, 200, 300, 0)


def test_the_stretch_keeps_the_crop():
    at = bring(open_app(PAGE), ("a.fits", fits()))
    at.number_input(key="own_side").set_value(30.0).run()
    before = received(at)
    at.slider(key="galaxy_black").set_value(8.0).run()
    assert square(at).side == 30
    assert (received(at) != before).any()


def test_each_image_keeps_its_own_crop_and_can_be_removed():
    at = bring(
        open_app(PAGE, galaxy="sim-tight-4"), ("a.png", png(300, 400)), ("b.png", png(200, 200))
    )
    click(at, "own_largest")
    at.selectbox(key="galaxy_kind").select("upload-2").run()
    assert square(at) == Crop(100, 100, 128, 0)
    click(at, "own_remove")
    assert address(at)["galaxy"] == "upload"
    assert square(at) == Crop(150, 200, 300, 0)
    click(at, "own_remove")
    assert galaxy(at) == "Unbarred Tight Spiral, simulated, seed 4"
    assert "There is no image yet." in words(at)


def test_all_are_removed_at_once():
    at = bring(open_app(PAGE), ("a.png", png(seed=1)), ("b.png", png(seed=2)))
    click(at, "own_remove_all")
    assert kept_images(at) == ()
    assert address(at)["galaxy"] == "sim-barred-17"


def test_with_another_galaxy_chosen_the_images_wait():
    at = bring(open_app(PAGE), ("a.png", png()))
    at.selectbox(key="galaxy_kind").select("round").run()
    assert "Click one of your images to choose it" in words(at)
    assert not at.main.number_input


def test_the_file_of_answers_has_every_image_with_its_crop_and_all_probabilities():
    at = bring(open_app(PAGE), ("a.png", png(300, 400)), ("b\n.png", png(seed=2)))
    click(at, "own_largest")
    own = kept_images(at)
    found = [answers.Answer(one, np.array([0.25, 0.75])) for one in own]
    first, second = answers.rows(found, ("Round", "Merging"))
    assert first == {
        "image": "Your image", "file": "a.png", "class": "Merging", "row": "150.0",
        "column": "200.0", "side": "300.0", "rotation": "0.0", "Round": "0.25", "Merging": "0.75",
    }  # fmt: skip
    assert (second["file"], second["row"], second["rotation"]) == ("b .png", "", "")
