"""A visitor's own folder of galaxies as a ZIP, in a real browser."""

import csv
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz.data import simulator
from tests.browser.ready import wait_ready
from tests.data.archive.zips import packed

WAIT = 90_000  # milliseconds
PLACE = "set-your_folder-2"


@pytest.fixture(scope="module")
def zipped():
    """Two galaxies each of two classes, and a file that is no image."""
    files = {"mine/round/broken.png": b"%PDF"}
    for name, label in (("round", 1), ("barred", 3)):
        for seed in (1, 2):
            files[f"mine/{name}/{seed}.png"] = picture(label, seed)
    return packed(files)


def picture(label, seed):
    file = BytesIO()
    Image.fromarray(simulator.galaxy(label, seed).pixels[0]).save(file, "png")
    return file.getvalue()


def bring(page, file):
    page.get_by_role("button", name="Your own folder (ZIP)").click()
    page.get_by_test_id("stPopoverBody").locator("input[type=file]").set_input_files(file)


def test_a_folder_is_brought_and_its_galaxies_are_followed(
    page, visitor, address, zipped, tmp_path
):
    file = tmp_path / "galaxies.zip"
    file.write_bytes(zipped)
    page.goto(f"{address}/data?model=tutorial&data_count=70")
    wait_ready(page)
    bring(page, file)
    about = page.get_by_text("Your folder: 4 images of 2 classes; 1 file left out.")
    expect(about).to_be_visible(timeout=WAIT)
    wait_ready(page)
    pictures = page.get_by_role("group", name="Galaxies to choose from").get_by_role("button")
    expect(pictures).to_have_count(4)
    with page.expect_download() as download:
        page.get_by_role("button", name="Left out (CSV)").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text().splitlines()))
    assert [row["file"] for row in rows] == ["mine/round/broken.png"]
    pictures.nth(2).click()
    thumbnail = page.locator(".gx-thumbnail")
    expect(thumbnail).to_have_attribute("alt", "Barred Spiral, 1.png of your folder")
    page.wait_for_url(re.compile(f"galaxy={PLACE}"))
    page.get_by_role("link", name="Feature maps").click()
    wait_ready(page)
    expect(thumbnail).to_have_attribute("alt", "Barred Spiral, 1.png of your folder")
    other = visitor()
    other.goto(f"{address}/?galaxy={PLACE}&model=tutorial")
    wait_ready(other)
    expect(other.get_by_text("A galaxy of your own folder is known in your own")).to_be_visible()
    expect(other.locator(".gx-thumbnail")).to_have_attribute("alt", re.compile("simulated"))


def test_a_large_file_comes_through_and_what_is_no_zip_is_a_sentence(page, address, tmp_path):
    file = tmp_path / "*large*.zip"
    file.write_bytes(b"PK\3\4" + bytes(25 * 2**20))  # more than an image may have
    page.goto(f"{address}/data?model=tutorial&data_count=70")
    wait_ready(page)
    bring(page, file)
    sentence = page.get_by_text("*large*.zip: truncated ZIP file; copy or pack it again.")
    expect(sentence).to_be_visible(timeout=WAIT)


def test_the_only_row_of_a_matrix_has_room_for_its_numbers(page, address, tmp_path):
    file = tmp_path / "galaxies.zip"
    file.write_bytes(packed({f"barred/{seed}.png": picture(3, seed) for seed in (1, 2)}))
    page.goto(f"{address}/data?model=tutorial&data_count=70")
    wait_ready(page)
    bring(page, file)
    expect(page.get_by_text("Your folder: 2 images of 1 class")).to_be_visible(timeout=WAIT)
    wait_ready(page)
    page.get_by_role("link", name="Judge it").click()
    wait_ready(page)
    page.get_by_role("combobox", name="Data").click()
    page.get_by_role("option", name="Your folder").click()
    expect(page.get_by_text("of 2 galaxies are named rightly")).to_be_visible(timeout=WAIT)
    wait_ready(page)
    chart = page.get_by_test_id("stVegaLiteChart")
    row = chart.locator(".mark-rect path").first.bounding_box()
    names = chart.locator(".role-axis-label").first.bounding_box()
    title = chart.get_by_text("True class", exact=True).bounding_box()
    assert row["height"] > 40
    assert names["y"] > row["y"] + row["height"] - 1
    whole = chart.bounding_box()
    assert whole["y"] <= title["y"]
    assert title["y"] + title["height"] <= whole["y"] + whole["height"]
