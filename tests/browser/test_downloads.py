"""Every download of every page and section is made, by a thread that has no visitor's session."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from cnnviz.ui.attribution import choices as attributions
from cnnviz.ui.convolution import choices as convolution
from cnnviz.ui.data import choices as galaxies
from cnnviz.ui.evaluate import choices as evaluation
from cnnviz.ui.network import choices as network
from cnnviz.ui.receptive_field import choices as fields
from tests.browser.ready import wait_ready

GALAXY = "galaxy=sim-barred-17&model=tutorial"
QUICK = "attribution_methods=saliency~grad_cam"
PAGES = [
    "?",
    "feature_maps?feature_maps_section=pytorch&",
    "feature_maps?feature_maps_section=statistics&",
    *(f"receptive_field?receptive_field_section={name}&" for name in fields.SECTIONS),
    *(f"network?network_view={name}&network_other=mlp&" for name in network.VIEWS),
    *(f"convolution?convolution_view={name}&" for name in convolution.VIEWS),
    "network?network_model=resnet18&network_view=block&",
    "resampling?resampling_section=pytorch&",
    "model_card?",
    *(f"attribution?attribution_section={name}&{QUICK}&" for name in attributions.SECTIONS),
    *(f"evaluate?evaluate_section={name}&evaluate_count=70&" for name in evaluation.SECTIONS),
    *(
        f"data?data_section={name}&data_count=70&"
        for name in galaxies.SECTIONS
        if name != "sorting"
    ),
]

WITHOUT = ("network?network_view=block&network_other",)  # a network without residual blocks


@pytest.mark.parametrize("path", PAGES)
def test_every_file_comes_and_holds_something(page, address, path):
    page.goto(f"{address}/{path}{GALAXY}")
    wait_ready(page)
    expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=60_000)  # it is there
    wait_ready(page)
    buttons = page.get_by_test_id("stMain").get_by_test_id("stDownloadButton")
    assert (buttons.count() == 0) == path.startswith(WITHOUT)
    for button in buttons.all():
        if not button.is_visible():
            continue
        with page.expect_download() as download:
            button.get_by_role("button").click()
        assert Path(download.value.path()).stat().st_size > 0, button.inner_text()
