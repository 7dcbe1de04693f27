"""Every download of every page and section is made, by a thread that has no visitor's session."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from cnnviz.ui.attribution import choices as attributions
from tests.browser.ready import wait_ready

GALAXY = "galaxy=sim-barred-17&model=tutorial"
QUICK = "attribution_methods=saliency~grad_cam"
PAGES = [
    "?",
    "feature_maps?feature_maps_section=pytorch&",
    "feature_maps?feature_maps_section=statistics&",
    "receptive_field?",
    "network?",
    *(f"attribution?attribution_section={name}&{QUICK}&" for name in attributions.SECTIONS),
]


@pytest.mark.parametrize("path", PAGES)
def test_every_file_comes_and_holds_something(page, address, path):
    page.goto(f"{address}/{path}{GALAXY}")
    wait_ready(page)
    expect(page.get_by_test_id("stProgress")).to_have_count(0)  # what takes long is there
    buttons = page.get_by_test_id("stMain").get_by_test_id("stDownloadButton")
    expect(buttons.first).to_be_visible()
    for button in buttons.all():
        if not button.is_visible():
            continue
        with page.expect_download() as download:
            button.get_by_role("button").click()
        assert Path(download.value.path()).stat().st_size > 0, button.inner_text()
