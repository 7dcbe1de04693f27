"""Effective fields: by hand, against PyTorch alone, in many threads, and the lines on the page."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from cnnviz import weights, zoo
from cnnviz.builder import Block, Network
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.receptive import Field
from cnnviz.ui import cached
from cnnviz.ui.galaxy import from_simulation
from cnnviz.ui.receptive_field import effective, files, network, sentences, snippet
from cnnviz.ui.receptive_field.choices import ReceptiveField
from cnnviz.ui.receptive_field.effective import Measured, even_deviation, measure
from cnnviz.ui.receptive_field.view import View
from cnnviz.weights import Card
from tests.imagenet import put, state

GALAXY = from_simulation(simulator.galaxy(3, 17))


def view_of(model, **chosen):
    now = ReceptiveField(**chosen)
    shown = network.of(now.network, model, now.built)
    return View(now, None, GALAXY, shown, shown.layer(now.layer))


def test_an_even_field_has_the_deviation_of_equal_numbers():
    rows, columns = even_deviation((2, -3, 6, 4), 96)
    assert rows == pytest.approx(np.std(np.arange(4)))
    assert columns == pytest.approx(np.std(np.arange(4)))  # three of seven lie in the padding


@pytest.mark.parametrize(
    ("model", "chosen"),
    [
        ("tutorial", {}),
        ("tutorial", {"layer": "block2_conv", "channel": 3, "row": 0, "column": 47}),
        ("tutorial", {"layer": "linear", "channel": 6}),
        ("explorer", {"layer": "block5_pool", "channel": 7, "row": 2, "column": 0}),
        ("explorer", {"layer": "average", "channel": 5}),
    ],
)
def test_the_lines_on_the_page_give_the_same_fields(model, chosen):
    view, scope = view_of(model, **chosen), {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(snippet.code(view), scope)
    assert tuple(scope[edge] for edge in ("top", "left", "bottom", "right")) == view.box
    for untrained, made in ((False, scope["model"]), (True, scope["untrained"])):
        found = measure(view.network, view.layer.name, view.unit, view.box, untrained=untrained)
        gradient = scope["effective"](made)
        np.testing.assert_allclose(found.gradient, gradient, rtol=2e-4, atol=1e-9)
        assert found.inside == pytest.approx(1)
        assert 0 < found.half <= 1
        top, left, bottom, right = (max(edge, 0) for edge in network.inner(view.box))
        share = gradient[top:bottom, left:right].sum() / gradient.sum()
        assert found.half == pytest.approx(share, rel=1e-3)
        assert found.shares.sum() == pytest.approx(1)


@pytest.fixture
def downloaded(tmp_path, monkeypatch):
    """ResNet-18 with weights as if ImageNet had taught it."""
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path))
    put(monkeypatch, "resnet18", state("resnet18"))
    yield
    cached.imagenet.clear()


@pytest.mark.parametrize(
    "chosen", [{"layer": "maxpool", "row": 0}, {"layer": "layer1_0_relu_1", "column": 55}]
)
def test_the_lines_of_a_network_that_imagenet_taught_give_the_same_fields(downloaded, chosen):
    view, scope = view_of("tutorial", network="resnet18", channel=3, **chosen), {}
    assert view.network.imagenet
    assert view.network.trained
    with contextlib.redirect_stdout(io.StringIO()):
        exec(snippet.code(view), scope)
    assert scope["x"].shape == (7, 3, 224, 224)
    assert tuple(scope[edge] for edge in ("top", "left", "bottom", "right")) == view.box
    found = []
    for untrained, made in ((False, scope["model"]), (True, scope["untrained"])):
        found.append(
            measure(view.network, view.layer.name, view.unit, view.box, untrained=untrained)
        )
        gradient = scope["effective"](made)
        np.testing.assert_allclose(found[-1].gradient, gradient, rtol=2e-4, atol=1e-9)
        assert found[-1].inside == pytest.approx(1)
    assert not np.allclose(found[0].shares, found[1].shares)
    assert "over 7 simulated galaxies" in sentences.comparison(*found, view)


def test_the_input_of_a_network_that_imagenet_taught_is_normalised(downloaded):
    rule = view_of("tutorial", network="resnet18").network.preprocessing
    (x,) = effective._galaxies((3, 4), str(rule), rule)
    galaxy = Image.fromarray(simulator.galaxy(3, 0).pixels[0]).resize((224, 224), Image.LANCZOS)
    for c, (mean, deviation) in enumerate(((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))):
        expected = (np.asarray(galaxy)[..., c] / 255 - mean) / deviation
        np.testing.assert_allclose(x[c], expected, atol=1e-5)


@pytest.mark.parametrize("name", ["vgg16", "resnet18", "built"])
def test_the_lines_of_a_network_without_weights_need_none(name):
    view, scope = view_of("tutorial", network=name, row=0, column=1), {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(snippet.code(view), scope)
    assert tuple(scope[edge] for edge in ("top", "left", "bottom", "right")) == view.box


@pytest.fixture(scope="module")
def residual(tmp_path_factory):
    """The path of weights with residual blocks, for images of another size than the galaxies'."""
    path = tmp_path_factory.mktemp("weights") / "residual"
    blocks = [{"channels": 4, "residual": True, "convolutions": 2}, {"channels": 4}]
    build = {"name": "built", "arguments": {"size": 40, "blocks": blocks, "batch_norm": True}}
    torch.manual_seed(3)
    model = zoo.build(build["name"], **build["arguments"])
    card = Card(
        "residual", "Residual", build, CLASSES, Preprocessing(size=40, whole=32), 0, "", "", seed=1
    )
    weights.save(path, model, card)
    return str(path)


@pytest.mark.parametrize("layer", ["add", "block1_residual_body_conv_2", "block2_pool", "linear"])
def test_the_lines_go_with_sums_and_with_other_sizes(residual, layer):
    view, scope = view_of(residual, layer=layer, channel=2), {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(snippet.code(view), scope)
    assert scope["x"].shape == (64, 3, 40, 40)
    for untrained, made in ((False, scope["model"]), (True, scope["untrained"])):
        found = measure(view.network, view.layer.name, view.unit, view.box, untrained=untrained)
        np.testing.assert_allclose(found.gradient, scope["effective"](made), rtol=2e-4, atol=1e-9)


def test_a_unit_that_nothing_changes_is_said():
    gradient = np.zeros((96, 96))
    assert measured_of(gradient) is None
    view = view_of("tutorial")
    assert "Not one of the 64 galaxies changes this unit" in sentences.measured(None, view)
    assert "Training" not in sentences.comparison(None, None, view)


def measured_of(gradient):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effective, "_mean_gradient", lambda *_: gradient)
        view = view_of("tutorial")
        return measure(view.network, "block4_pool", (0, 3, 3), (33, 33, 79, 79), untrained=False)


def test_a_field_by_hand():
    gradient = np.zeros((96, 96))
    gradient[50, 40], gradient[50, 44], gradient[34, 42] = 1, 1, 2
    found = measured_of(gradient)
    assert found.inside == 1
    assert found.half == 0.0  # rows and columns 45 to 66
    assert found.deviation == (8.0, pytest.approx(2**0.5))


def test_the_sentences_have_the_numbers():
    view = view_of("tutorial", layer="block4_pool", row=0, column=5, redshift=0.05)
    assert sentences.seen(view).startswith("**This unit sees 31 pixels = 11.6 arcsec = 11.7 kpc**")
    place = sentences.place(view)
    assert "rows \N{MINUS SIGN}15 to 30, columns 65 to 110, centre (7.5, 87.5)" in place
    assert "Stride 16: the next unit looks 16 pixels = " in place
    # 31 by 31 of 46 by 46 pixels are galaxy
    assert "55\N{NO-BREAK SPACE}% of it lies in the padding" in place
    trained = Measured(np.ones((2, 2)), (5.0, 5.0), 1.0, 0.25)
    wider = Measured(np.ones((2, 2)), (6.0, 9.0), 1.0, 0.25)
    assert "Training made this field 33\N{NO-BREAK SPACE}% narrower." in sentences.comparison(
        trained, wider, view
    )
    assert "50\N{NO-BREAK SPACE}% wider" in sentences.comparison(wider, trained, view)
    assert "left its width as it was" in sentences.comparison(wider, wider, view)
    assert "100\N{NO-BREAK SPACE}%, as must be" in sentences.comparison(wider, wider, view)


def test_a_layer_that_sees_everything_has_no_place():
    view = view_of("tutorial", layer="linear")
    assert "sees the whole image" in sentences.place(view)
    assert "96 pixels" in sentences.seen(view)


def test_what_everything_is_where_a_stride_leaves_pixels_out():
    built = Network(size=28, padding="none", blocks=(Block(4, kernel=3, stride=4, pooling="none"),))
    view = view_of("tutorial", network="built", built=built, layer="linear")
    times = "\N{MULTIPLICATION SIGN}"
    assert f"sees the first 27 {times} 27 pixels, as a stride leaves out" in sentences.place(view)


def test_a_layer_with_one_unit_has_no_next():
    built = Network(size=8, padding="none", blocks=(Block(4, kernel=7, pooling="max"),))
    view = view_of("tutorial", network="built", built=built, layer="block1_pool")
    assert view.layer.shape == (4, 1, 1)
    assert "one unit in each map, without neighbours" in sentences.place(view)
    assert "the next unit" not in sentences.place(view)


def test_a_field_in_the_padding_sees_nothing():
    assert even_deviation((-5, -5, -1, 0), 96) == (0, 0)
    view = view_of("tutorial", layer="block1_conv")
    outside = replace(view, layer=replace(view.layer, field=Field("x", (3, 3), (1, 1), (-90, -90))))
    assert "sees nothing of the image" in sentences.seen(outside)
    assert "lies in the padding: nothing of the image" in sentences.comparison(None, None, outside)
    assert "100\N{NO-BREAK SPACE}% of it lies in the padding" in sentences.place(outside)


def test_a_small_field_is_enlarged():
    small = view_of("tutorial", layer="block1_conv", row=0, column=95)
    assert small.window == (-3, 92, 4, 99)  # two pixels around rows -1 to 1, columns 94 to 96
    assert "Both maps show the 7 \N{MULTIPLICATION SIGN} 7 pixels" in sentences.comparison(
        None, None, small
    )
    large = view_of("tutorial")
    assert large.window == (-17, -17, 113, 113)  # 15 pixels of padding, and two more
    assert "Both maps show" not in sentences.comparison(None, None, large)


def test_a_field_that_is_cut_off_is_known():
    assert not view_of("tutorial").cut
    assert view_of("tutorial", network="resnet152", layer="layer4_2_conv3").cut


def test_the_arrays_to_take_away():
    view = view_of("tutorial")
    found = {"trained": measured_of(np.eye(96)), "untrained": None}
    arrays = np.load(io.BytesIO(files.arrays(view, found)))
    np.testing.assert_array_equal(arrays["trained"], np.eye(96))
    np.testing.assert_array_equal(arrays["untrained"], np.zeros((96, 96)))
    assert tuple(arrays["box"]) == view.box
    assert tuple(arrays["unit"]) == view.unit
    assert tuple(arrays["half"]) == network.inner(view.box)


def test_another_layer_is_chosen_at_the_same_place():
    from cnnviz.ui.receptive_field.choices import MIDDLE
    from cnnviz.ui.receptive_field.controls import moved

    corner = view_of("tutorial", layer="block4_pool", channel=12, row=5, column=0)
    found = moved(corner, "block2_conv")
    assert (found["layer"], found["channel"]) == ("block2_conv", 5)
    field = network.field(corner.network.layer("block2_conv"))
    centre = (87.5, 7.5)  # of the corner's field
    for axis in (0, 1):
        index = found[("row", "column")[axis]]
        assert abs(field.centre[axis] + index * field.stride[axis] - centre[axis]) <= 1
    middle = moved(replace(corner, now=replace(corner.now, row=MIDDLE, column=MIDDLE)), "linear")
    assert (middle["row"], middle["column"]) == (MIDDLE, MIDDLE)
