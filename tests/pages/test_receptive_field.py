"""The page of receptive fields, without a browser."""

import re
from functools import partial

import pytest

from cnnviz.ui import cached
from cnnviz.ui.networks import TITLES
from cnnviz.ui.receptive_field import sections
from cnnviz.ui.receptive_field.presets import PRESETS
from tests.imagenet import put, state
from tests.pages.opening import ABSURD, choices_of, choose, html, number, open_app, png

PAGE = "pages/receptive_field.py"


def open_page(model="tutorial", **choices):
    """The page at an address."""
    address = {f"receptive_field_{name}": text for name, text in choices.items()}
    return open_app(PAGE, model=model, **address)


def words(at):
    """All sentences of the page."""
    return " ".join(element.value for element in (*at.main.markdown, *at.main.caption))


written = partial(choices_of, page="receptive_field")  # the page's own part of the address


def maps(at):
    return [body for body in html(at) if body.startswith('<figure class="gx-map gx-effective')]


def test_the_first_visit_shows_a_field_that_fits_before_and_after_training():
    at = open_page()
    assert choose(at, "Layer").value == "block4_pool"
    assert "**This unit sees 46 pixels = 17.2 arcsec** across." in words(at)
    assert "No part of it lies in the padding." in words(at)
    assert "Inside the whole theoretical field lie 100\N{NO-BREAK SPACE}%" in words(at)
    assert len(maps(at)) == 2
    assert maps(at)[0] != maps(at)[1]
    assert len(at.get("bidi_component")) == 1
    assert written(at) == {}


def test_a_unit_is_chosen_with_numbers_and_stands_in_the_address():
    at = open_page()
    number(at, "Row").set_value(0).run()
    assert written(at) == {"row": "0"}
    assert "rows \N{MINUS SIGN}15 to 30" in words(at)
    assert "33\N{NO-BREAK SPACE}% of it lies in the padding (hatched)" in words(at)  # 15 of 46 rows
    number(at, "Channel").set_value(12).run()
    before = maps(at)
    number(at, "Channel").set_value(11).run()
    assert maps(at) != before
    assert written(at) == {"row": "0", "channel": "11"}


def test_another_layer_looks_at_the_same_place():
    at = open_page(row="5", column="5", channel="12")
    choose(at, "Layer").select("block1_conv").run()
    assert not at.exception
    assert number(at, "Row").value in (87, 88)  # both as near to the centre at 87.5
    assert number(at, "Channel").value == 3
    choose(at, "Layer").select("linear").run()
    assert "sees the whole image" in words(at)
    assert number(at, "Row").disabled
    assert number(at, "Channel").max == 6


def test_another_model_keeps_what_fits_and_says_what_does_not():
    at = open_page(layer="block2_conv", row="47")
    next(s for s in at.sidebar.selectbox if s.label == "Model").select("explorer").run()
    assert not at.exception
    assert choose(at, "Layer").value == "block4_pool"
    assert "`block4.pool` now, because explorer has no layer `block2_conv`" in words(at)
    assert written(at) == {}


def test_an_assumed_redshift_gives_kpc_and_an_empty_one_none():
    at = open_page()
    assert number(at, "Assumed redshift").value is None
    assert " kpc" not in words(at).split("Its redshift")[0]
    number(at, "Assumed redshift").set_value(0.05).run()
    assert "= 17.2 arcsec = 17.4 kpc**" in words(at)
    assert "assumed, not measured" in words(at)
    assert written(at) == {"redshift": "0.05"}
    number(at, "Assumed redshift").set_value(None).run()
    assert not at.exception
    assert written(at) == {}


def test_an_upload_has_no_scale_until_one_is_assumed():
    at = open_page()
    at.file_uploader[0].upload("m31.png", png(256, 256)).run()
    assert "**This unit sees 46 pixels** across." in words(at)
    number(at, "Assumed arcsec per pixel").set_value(0.3).run()
    # 46 pixels of an input that is 128 pixels of the image made 96
    assert "46 pixels = 18.4 arcsec" in words(at)
    assert "1.33 pixels of the image" in words(at)


@pytest.mark.parametrize("name", ["", *TITLES])
@pytest.mark.parametrize("section", sections.TITLES)
def test_every_network_goes_with_every_section(name, section):
    at = open_page(section=section, **({"network": name} if name else {}))
    assert ("no weights of this network" in words(at)) == bool(name)
    assert len(maps(at)) == (0 if name else 2)
    assert at.main.button_group(key="receptive_field_section").value == section


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The user's cache."""
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path))
    yield tmp_path
    cached.imagenet.clear()


def test_imagenet_weights_are_offered_for_the_networks_that_have_some(folder):
    at = open_page(network="resnet18", layer="maxpool")
    assert "`python -m cnnviz download resnet18` fetches" in words(at)
    assert "47\N{NO-BREAK SPACE}MB" in words(at)  # 4 bytes for each of 11,689,512 parameters
    assert "ImageNet taught" not in words(at)
    for other in ("lenet5", "mlp", "built"):
        assert "python -m cnnviz download" not in words(open_page(network=other))


@pytest.mark.parametrize("section", sections.TITLES)
def test_downloaded_weights_show_the_field_after_training_on_imagenet(folder, monkeypatch, section):
    put(monkeypatch, "resnet18", state("resnet18"))
    at = open_page(network="resnet18", layer="maxpool", channel="2", section=section)
    assert "**Does see: after training on ImageNet**" in words(at)
    assert "over 7 simulated galaxies" in words(at)
    assert "download" not in words(at)
    assert "no weights of this network" not in words(at)
    assert "The weights that ImageNet taught (Russakovsky et al. 2015)" in words(at)
    assert len(maps(at)) == 2
    assert maps(at)[0] != maps(at)[1]
    # the weights of the frame's model are the program's own
    choose(at, "Network").select("").run()
    assert not at.exception
    assert "on ImageNet" not in words(at)


def test_weights_that_were_damaged_are_said_and_the_theory_stays(folder, monkeypatch):
    path = put(monkeypatch, "resnet18", state("resnet18"))
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    at = open_page(network="resnet18", layer="maxpool")
    assert "The weights of this network cannot be used. resnet18" in words(at).replace("\\", "")
    assert "Theoretical field 11" in words(at)
    assert maps(at) == []


def test_a_network_without_weights_keeps_its_theory():
    at = open_page(network="vgg16")
    assert "Theoretical field 212" in words(at)
    at = open_page(network="mlp")
    assert "sees the whole image" in words(at)


def test_a_built_network_is_described_in_the_address_and_a_bad_one_is_refused():
    at = open_page(network="built", built='{"blocks":[{"channels":4,"kernel":5,"dilation":2}]}')
    assert "Theoretical field 10" in words(at)  # 2 (5 - 1) + 1, then pooling
    box = at.main.text_input[0]
    box.set_value('{"blocks":[{"channels":4,"kernel":7}]}').run()
    assert "Theoretical field 8" in words(at)
    for bad in ("", "{", '{"blocks":[]}', '{"size":9e9}', "<b>"):
        at.main.text_input[0].set_value(bad).run()
        assert not at.exception
        assert "The network before stays." in words(at)
        assert "Theoretical field 8" in words(at)


def test_a_network_built_on_the_page_of_the_layers_is_known_here():
    at = open_page()
    at.session_state["network_kept"] = {"built": '{"blocks":[{"channels":4,"kernel":7}]}'}
    choose(at, "Network").select("built").run()
    assert "Theoretical field 8" in words(at)  # 7, then pooling
    choose(at, "Network").select("").run()
    at.session_state["network_kept"] = {"built": '{"blocks":[{"channels":4,"kernel":3}]}'}
    choose(at, "Network").select("built").run()
    assert "Theoretical field 8" in words(at)  # the one that is described here stays


def test_an_impossible_network_of_the_page_of_the_layers_is_said():
    at = open_page()
    impossible = '{"size":8,"blocks":[{"channels":4,"stride":4},{"channels":4}]}'
    at.session_state["network_kept"] = {"built": impossible}
    choose(at, "Network").select("built").run()
    assert "The network that was built on the page of the layers cannot be built: block 2" in (
        words(at)
    )
    assert "This is another one" in words(at)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_calculated(name):
    at = open_page(section="calculator")
    next(s for s in at.main.selectbox if s.key == "receptive_field_preset").select(name).run()
    assert not at.exception
    preset = PRESETS[name]
    assert len(at.main.table[0].value) == len(preset.rows)
    if preset.size:
        assert f"a unit of the last layer has {preset.size} pixels**" in words(at)
    assert len(at.get("plotly_chart")) == 1


def test_layers_are_added_and_what_does_not_fit_is_said():
    at = open_page(section="calculator")
    next(b for b in at.main.button if b.label == "Add a layer").click().run()
    assert written(at)["rows"] == "3.3.1.1-2.1.0.1-3.1.1.1"
    assert "a unit of the last layer has 12 pixels**" in words(at)  # 6 + (3 - 1) 3
    assert "Of the middle unit's field 11 pixels lie on the image" in words(at)  # -1 to 10
    number(at, "Pixels of the image").set_value(2).run()
    assert not at.exception
    assert "This cannot be built: layer 2: window spans 2 pixels but the padded input has 1" in (
        words(at)
    )
    for _ in range(2):
        next(b for b in at.main.button if b.label == "Remove the last").click().run()
    assert written(at)["rows"] == "3.3.1.1"
    assert next(b for b in at.main.button if b.label == "Remove the last").disabled


NAMES = [
    "network", "built", "layer", "channel", "row", "column", "pixel_scale", "redshift", "section",
    "rows", "length",
]  # fmt: skip


@pytest.mark.parametrize("text", ABSURD)
def test_absurd_addresses_are_said_and_ignored(text):
    at = open_page(**dict.fromkeys(NAMES, text))
    for name in NAMES:
        ignored = f"The address was ignored where it says `{name}`"
        unknown = f"has no layer `{text}`"  # a name that a layer might have
        assert ignored in words(at) or (name == "layer" and unknown in words(at))
    assert written(at) == {}
    assert "**This unit sees 46 pixels" in words(at)
    assert len(maps(at)) == 2


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"layer": "no_such_layer"}, "has no layer `no_such_layer`"),
        ({"layer": "__class__"}, "has no layer `__class__`"),
        ({"row": "999999"}, "Row 5 now"),
        ({"channel": "13"}, "Channel 12 now"),
        ({"unknown": "1"}, "there is no such choice on this page"),
        ({"redshift": "0"}, "`redshift`"),
    ],
)
def test_what_the_network_does_not_have_is_said(choices, said):
    at = open_page(**choices)
    assert said in words(at)
    assert len(maps(at)) == 2


MISALIGNED = '{"blocks":[{"channels":4,"kernel":2,"stride":2,"residual":true}],"padding":"none"}'


@pytest.mark.parametrize("layer", ["", "add"])
def test_layers_behind_misaligned_branches_are_left_out_and_why_is_said(layer):
    at = (
        open_page(network="built", built=MISALIGNED, layer=layer)
        if layer
        else open_page(network="built", built=MISALIGNED)
    )
    said = "have no one receptive field: add"
    assert said in words(at)
    assert r"are misaligned \(strides of 2 and 2 pixels" in words(at)
    assert ("now, because `block1.residual.add` has no one receptive field" in words(at)) == bool(
        layer
    )


def test_a_field_that_is_larger_than_what_lies_on_the_image_has_both_numbers():
    at = open_page(network="resnet18", layer="layer3_1_conv2", row="6", column="6")
    found = re.search(r"This unit sees (\d+) pixels.*across: its field has (\d+), and", words(at))
    assert found is not None
    assert (found[1], found[2]) == ("202", "211")  # row 6 looks at -9 to 201
    assert "layer3.1.conv2: field 211" in at.main.selectbox(key="receptive_field_layer").options
