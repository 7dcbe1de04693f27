"""Feature maps of what visitors bring and type: uploads, built networks, absurd addresses."""

import re

import numpy as np
import pytest
from PIL import Image

from cnnviz.builder import Block, Network, to_json
from cnnviz.ui.feature_maps import sections
from tests.pages.feature_maps import latex, maps, open_page, written
from tests.pages.opening import ABSURD, open_app, png
from tests.pages.opening import sentences as words


@pytest.mark.parametrize(
    "file",
    [png(), png(20, 30), png(1, 1), png(900, 1400)],
    ids=["small", "tiny", "one pixel", "large"],
)
@pytest.mark.parametrize("network", ["", "lenet5"])
def test_an_upload_goes_through_every_network(file, network):
    at = open_page(**({"network": network} if network else {}))
    at.file_uploader[0].upload("m31.png", file).run()
    assert not at.exception
    assert "There is no loss here: nobody knows the true class of this image." in words(at)
    assert "L(y, f)" not in latex(at)
    assert "The network receives" in words(at)
    assert maps(at) >= 1
    for section in sections.TITLES:
        at.main.button_group(key="feature_maps_section").set_value(section).run()
        assert not at.exception


def test_an_upload_is_cropped_and_resized_in_words():
    at = open_page()
    assert "The network receives" not in words(at)  # a galaxy of its own size
    at.file_uploader[0].upload("m31.png", png(900, 1400)).run()
    times = "\N{MULTIPLICATION SIGN}"
    found = re.search(rf"the central (\d+) {times} (\d+) of its (\d+) {times} (\d+)", words(at))
    rows, columns = sorted(map(int, found.groups()[2:]))
    assert (rows, columns) == (900, 1400)
    assert found[1] == found[2] == "450"
    assert f"resized to 96 {times} 96" in words(at)


def test_an_untrained_batch_normalisation_speaks_of_no_training():
    at = open_page(network="resnet18")
    assert "batch normalisation has seen no image" in words(at)
    assert "batch normalisation has seen" not in words(open_page(network="lenet5"))
    assert "batch normalisation has seen" not in words(open_page(frame="explorer"))


def test_a_grey_upload():
    from io import BytesIO

    file = BytesIO()
    Image.fromarray(np.full((50, 40), 77, np.uint8)).save(file, "png")
    at = open_page()
    at.file_uploader[0].upload("flat.png", file.getvalue()).run()
    assert not at.exception
    assert "nobody knows the true class of this image" in words(at)


def test_a_built_network_is_described_and_a_bad_one_is_refused():
    description = to_json(Network(in_channels=4, size=40, blocks=(Block(5),), classes=3))
    at = open_page(network="built", built=description)
    assert "It takes 4 channels" in words(at)
    assert len(at.main.table[0].value) == 4
    for bad in ("", "{", '{"blocks":[]}', '{"size":9e9}', "<b>"):
        at.main.text_input[0].set_value(bad).run()
        assert not at.exception
        assert "The network before stays." in words(at)
        assert "It takes 4 channels" in words(at)


def test_a_network_that_would_take_too_long_is_described_not_run():
    description = to_json(Network(size=512, blocks=(Block(1024, pooling="none"), Block(4))))
    at = open_page(network="built", built=description)
    assert "too many for this page" in words(at)
    assert maps(at) == 0
    assert at.main.text_input[0].value == description
    at.main.text_input[0].set_value('{"blocks":[{"channels":4}]}').run()
    assert "too many" not in words(at)
    assert maps(at) >= 1


NAMES = [
    "network", "built", "compare", "galaxy", "model", "seed", "colours", "view", "at", "section",
    "target", "layer", "channel",
]  # fmt: skip


@pytest.mark.parametrize("text", ABSURD)
def test_absurd_addresses_are_said_and_ignored(text):
    at = open_page(**dict.fromkeys(NAMES, text))
    for name in NAMES:
        ignored = f"The address was ignored where it says `{name}`"
        unknown = f"There is no layer `{text}`"  # a name that a layer might have
        assert ignored in words(at) or (name == "layer" and unknown in words(at))
    assert written(at) == {}
    assert "**Barred Spiral**, says the network" in words(at)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"layer": "__class__"}, "There is no layer `__class__`"),
        ({"at": "block1_conv.0.96.0"}, "There is no `block1_conv.0.96.0` in this network"),
        ({"at": "linear.3~no_such.1"}, "There is no `no_such.1` in this network"),
        ({"target": "7"}, "There is no class 7"),
        ({"layer": "block1_conv", "channel": "4"}, "Map 0 now"),
        ({"compare": "galaxy", "galaxy": "sim-barred-17"}, "the other was the chosen galaxy"),
        ({"compare": "model", "model": "tutorial"}, "the other was the chosen model"),
        ({"unknown": "1"}, "there is no such choice on this page"),
    ],
)
def test_what_there_is_not_is_said(choices, said):
    at = open_page(**choices)
    assert said in words(at)
    assert "**Barred Spiral**, says the network" in words(at)


def test_other_pages_lead_here_and_back():
    at = open_page(at="block2_conv.3.5.7", view="map", colours="layer")
    links = {link.proto.label: link.proto for link in at.get("page_link")}
    back = links["What this unit sees, and what it looks at"]
    for part in ("layer=block2_conv", "channel=3", "row=5", "column=7"):
        assert f"receptive_field_{part}" in back.query_string
    at = open_app("pages/receptive_field.py", model="tutorial", receptive_field_row="2")
    links = {link.proto.label: link.proto for link in at.get("page_link")}
    here = links["This unit's map, and where its number comes from"]
    assert "feature_maps_at=block4_pool.0.2.3" in here.query_string
    assert "feature_maps_view=map" in here.query_string
    at = open_app("pages/network.py", model="tutorial", network_model="lenet5")
    links = {link.proto.label: link.proto for link in at.get("page_link")}
    assert (
        "feature_maps_network=lenet5" in links["What these layers make of the galaxy"].query_string
    )
