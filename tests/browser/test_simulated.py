"""The sheet of simulated galaxies and the set to take away, in a real browser."""

import re
from pathlib import Path

import h5py
import numpy as np
from playwright.sync_api import expect

from cnnviz.data import simulator
from tests.browser.ready import wait_ready


def test_a_click_on_the_sheet_chooses_and_the_sheet_is_in_the_address(page, address):
    page.goto(f"{address}/simulated?simulated_columns=3&simulated_seed=40")
    wait_ready(page)
    pictures = page.get_by_role("group", name="Galaxies to choose from").get_by_role("button")
    expect(pictures).to_have_count(21)
    pictures.nth(3 * 3 + 2).click()
    expect(page.locator(".gx-thumbnail")).to_have_attribute(
        "alt", "Barred Spiral, simulated, seed 42"
    )
    for part in ("galaxy=sim-barred-42", "simulated_columns=3", "simulated_seed=40"):
        expect(page).to_have_url(re.compile(re.escape(part)))
    page.reload()
    wait_ready(page)
    expect(pictures).to_have_count(21)


def test_a_set_is_made_and_taken_away(page, address):
    page.goto(f"{address}/simulated?simulated_seed=2")
    wait_ready(page)
    page.get_by_role("button", name="Make the set").click()
    button = page.get_by_role("button", name="140 galaxies from seed 2 (HDF5)")
    expect(button).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        button.click()
    with h5py.File(Path(download.value.path())) as file:
        assert file["images"].shape == (140, 96, 96, 3)
        np.testing.assert_array_equal(file["labels"], np.arange(140) % 7)
        np.testing.assert_array_equal(file["images"][8], simulator.galaxy(1, 3).pixels[0])
