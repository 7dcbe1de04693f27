"""The page of attributions, without a browser.

All visitors without a browser have one session: what is to be computed anew has another galaxy.
"""

from functools import partial

import pytest

from cnnviz.attribution import METHODS
from cnnviz.ui.attribution import sections
from cnnviz.ui.attribution.choices import FIRST, MAPS, OF_METHODS
from tests.pages.opening import choices_of, choose, html, number, open_app
from tests.pages.opening import sentences as words

PAGE = "pages/attribution.py"
NO_BREAK = "\N{NO-BREAK SPACE}"
CHEAP = "saliency~grad_cam"


@pytest.fixture(autouse=True)
def _in_the_script(monkeypatch):
    """However slow the machine, what is not meant to be long is computed at once."""
    monkeypatch.setattr("cnnviz.ui.attribution.pace.LONG", float("inf"))


def open_page(frame="tutorial", galaxy="sim-barred-17", **choices):
    """The page at an address."""
    address = {f"attribution_{name}": text for name, text in choices.items()}
    return open_app(PAGE, model=frame, galaxy=galaxy, **address)


written = partial(choices_of, page="attribution")  # the page's own part of the address


def pictures(at):
    return [body for body in html(at) if body.startswith('<img class="gx-attribution')]


def bars(at):
    return [body for body in html(at) if 'class="gx-colours"' in body]


def test_the_first_visit_shows_what_the_network_says_and_maps_on_one_scale():
    at = open_page()
    assert "**Barred Spiral**, says the network" in words(at)
    assert "Amber: where the galaxy speaks for Barred Spiral" in words(at)
    for name in FIRST:
        assert f"**{METHODS[name].title}**" in words(at)
    assert len(pictures(at)) == 1 + len(FIRST)
    assert all('alt="' in body for body in pictures(at))
    assert len(bars(at)) == 1
    assert ">0</span>" in bars(at)[0]
    assert "No sign" in words(at)
    assert written(at) == {}


def test_every_method_is_shown_and_says_how_long_it_took():
    few = "~".join(
        ("integrated_gradients.n_steps.2", "smooth_grad.n_samples.1", "gradient_shap.n_samples.1",
         "occlusion.window.48", "occlusion.stride.48", "feature_ablation.count.4",
         "shapley_value_sampling.count.4", "shapley_value_sampling.n_samples.1")
    )  # fmt: skip
    at = open_page(methods="~".join(METHODS), parameters=few)
    assert len(pictures(at)) == 1 + len(METHODS)
    for method in METHODS.values():
        title = next(m.value for m in at.main.markdown if m.value.startswith(f"**{method.title}**"))
        assert title.endswith((" ms", " s"))
        assert method.paper in words(at)
    assert len(at.main.get("latex")) == len(METHODS)
    assert at.main.table[0].value["Method"].tolist() == [m.title for m in METHODS.values()]
    assert written(at)["parameters"] == few


def test_the_class_and_the_one_that_it_is_compared_with():
    at = open_page(methods=CHEAP)
    choose(at, "Class").set_value(1).run()
    assert "speaks for Round Smooth" in words(at)
    choose(at, "Rather than").set_value(3).run()
    assert "speaks for Round Smooth and not Barred Spiral" in words(at)
    assert "The same as the difference of the two classes' maps." in words(at)
    assert "not the difference of their maps" in words(at)
    assert "the difference of the logits" in words(at)
    assert written(at) == {"methods": CHEAP, "target": "1", "contrast": "3"}


def test_each_map_on_its_own_scale_has_its_own_bar_with_zero():
    at = open_page(methods=CHEAP, scale="own")
    assert len(bars(at)) == 2
    assert all(">0</span>" in bar for bar in bars(at))
    shares = open_page(methods=CHEAP, scale="shares")
    assert len(bars(shares)) == 1
    assert f"1{NO_BREAK}%{NO_BREAK}={NO_BREAK}" in words(shares)


def test_channels_and_an_overlay():
    at = open_page(methods=CHEAP, form="channels")
    assert len(pictures(at)) == 1 + 3 + 1
    assert "Of the magnitudes: Red " in words(at)
    choose(at, "Picture").set_value("overlay").run()
    before = pictures(at)
    assert len(before) == 3
    at.main.slider[0].set_value(20).run()
    assert written(at)["opacity"] == "20"
    assert [a == b for a, b in zip(before, pictures(at), strict=True)] == [True, False, False]


def test_grad_cams_layer_its_reason_and_its_units():
    at = open_page(methods="grad_cam")
    assert "block4\\_relu is the last layer that still tells places apart" in words(at)
    assert "6 by 6 units, each over 16 by 16 pixels." in words(at)
    choose(at, "Layer").set_value("block1_conv").run()
    assert "units, each over" not in words(at)
    assert written(at) == {"methods": "grad_cam", "layer": "block1_conv"}
    choose(at, "Layer").set_value("block2_relu").run()
    pixelated = pictures(at)[1]
    at.main.checkbox[0].set_value(True).run()
    assert pictures(at)[1] != pixelated
    assert written(at)["smooth"] == "True"


def test_a_parameter_is_in_the_address_until_it_is_the_default_again():
    at = open_page(methods="smooth_grad")
    number(at, "Number of noisy copies").set_value(3).run()
    assert written(at)["parameters"] == "smooth_grad.n_samples.3"
    assert at.main.table[0].value["Images through the network"].tolist() == ["3"]
    number(at, "Number of noisy copies").set_value(25).run()
    assert "parameters" not in written(at)


def test_random_weights():
    at = open_page(methods="saliency")
    trained = pictures(at)[1]
    choose(at, "Weights").set_value("random").run()
    assert "**Never trained**" in words(at)
    first = pictures(at)[1]
    number(at, "Their seed").set_value(1).run()
    assert len({trained, first, pictures(at)[1]}) == 3
    assert written(at)["seed"] == "1"
    choose(at, "Weights").set_value("trained").run()
    assert pictures(at)[1] == trained


@pytest.mark.parametrize("section", sections.TITLES)
def test_a_section_is_in_the_address(section):
    at = open_page(methods="saliency", section=section)
    assert at.main.button_group(key="attribution_section").value == section
    assert bool(at.main.multiselect) == (section in OF_METHODS)
    assert ("**What the network receives**" in words(at)) == (section == MAPS)


def test_the_lines_and_files_of_one_method():
    at = open_page(methods=CHEAP, section="pytorch")
    assert "attr.Saliency(model)" in at.main.code[0].value
    choose(at, "Method").set_value("grad_cam").run()
    assert 'model.layer("block4_relu")' in at.main.code[0].value
    assert written(at)["taken"] == "grad_cam"
    labels = {button.proto.label for button in at.main.get("download_button")}
    assert labels == {"Map (NPZ)", "Pictures (PNG)"}


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"methods": "saliency~magic"}, "'magic' is none of saliency, input"),
        ({"target": "9"}, "There is no class 9: the outputs are 0 to 6."),
        ({"contrast": "7"}, "There is no class 7: the outputs are 0 to 6."),
        ({"target": "2", "contrast": "2"}, "A class cannot be compared with itself"),
        ({"layer": "block9"}, "This network has no maps at `block9`"),
        ({"layer": "linear"}, "This network has no maps at `linear`"),
        ({"scale": "log"}, "'log' is none of relative"),
        ({"opacity": "101"}, "opacity"),
        ({"parameters": "occlusion.window.0"}, "window is a whole number from 1 to 512"),
        ({"parameters": "occlusion.window"}, "'' is no number"),
        ({"parameters": "occlusion.sides.3"}, "'sides' is none of baseline, window"),
        ({"parameters": "saliency.n.3"}, "saliency has no parameters"),
        ({"smooth": "maybe"}, "'maybe' is none of True, False"),
        ({"colour": "red"}, "there is no such choice on this page"),
        (
            {"methods": "occlusion", "parameters": "occlusion.window.4~occlusion.stride.9"},
            "stride 9 leaves pixels out between windows of 4",
        ),
    ],
)
def test_an_address_that_means_nothing_is_told(choices, sentence):
    at = open_page(**{"methods": "saliency", **choices})
    assert sentence.replace(" ", "") in words(at).replace("\\", "").replace(" ", "")
    assert len(pictures(at)) >= 1


def test_a_map_without_anything_is_explained():
    at = open_page(methods="grad_cam", layer="block1_conv", parameters="grad_cam.relu.yes")
    assert len(pictures(at)) >= 1  # block1 speaks for it somewhere
    black = open_app(PAGE, model="tutorial", attribution_methods="input_x_gradient~occlusion")
    black.file_uploader[0].upload("black.png", flat()).run()
    assert len(pictures(black)) == 1
    assert words(black).count("Every value is zero: the image is the same everywhere") == 2


def flat():
    """An image file without anything in it."""
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (96, 96), (40, 40, 40)).save(file, "png")
    return file.getvalue()


def test_no_method_at_all():
    at = open_page(methods="saliency", section="pytorch")
    at.main.multiselect[0].set_value([]).run()
    assert not at.exception
    assert "Choose a method" in words(at)


def test_what_was_ignored_in_the_address_is_said_until_something_is_chosen():
    at = open_page(methods="saliency", target="9")
    assert "There is no class 9" in words(at)
    at.run()
    assert "There is no class 9" in words(at)
    choose(at, "Picture").set_value("channels").run()
    assert "There is no class 9" not in words(at)
