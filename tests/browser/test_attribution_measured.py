"""The sections that measure, change and deceive, in a real browser."""

import csv
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.ready import wait_ready


def test_the_galaxy_is_measured_changed_and_replaced(page, address):
    asked = "galaxy=sim-barred-17&model=tutorial&attribution_methods=saliency~grad_cam"
    page.goto(f"{address}/attribution?{asked}&attribution_section=measurement")
    expect(page.locator(".gx-outlined .gx-lines").first).to_be_visible(timeout=60_000)
    wait_ready(page, 60)
    with page.expect_download() as download:
        page.get_by_role("button", name="Shares (CSV)").click()
    with Path(download.value.path()).open() as file:
        rows = list(csv.DictReader(file))
    assert {row["method"] for row in rows} == {"Saliency", "Grad-CAM"}

    page.get_by_role("radio", name="Change it").click(force=True)
    slider = page.get_by_role("slider", name="FWHM of the added blur")
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("End")
    expect(page.get_by_alt_text(re.compile("blurred by 20 pixels"))).to_be_visible()
    page.wait_for_url(re.compile("attribution_fwhm=20"))

    page.get_by_role("radio", name="Not a galaxy").click(force=True)
    page.get_by_role("radio", name="A cat").click(force=True)
    expect(page.get_by_alt_text("A cat, seed 0")).to_be_visible()
    expect(page.get_by_text("add up to one by construction")).to_be_visible()
    page.wait_for_url(re.compile("attribution_thing=cat"))
