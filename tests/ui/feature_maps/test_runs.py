"""What the microscope is told of a galaxy in a network."""

import numpy as np
import pytest
import torch

from cnnviz import activations, maps, scale
from cnnviz.data import simulator
from cnnviz.origin import IMAGE
from cnnviz.ui.components.microscope_data import pack_net, pack_run
from cnnviz.ui.feature_maps import large, runs
from cnnviz.ui.feature_maps.subject import subject
from cnnviz.ui.galaxy import from_simulation
from cnnviz.ui.receptive_field.choices import ReceptiveField
from tests.ui.feature_maps.conftest import GALAXY

OTHER = from_simulation(simulator.galaxy(1, 2))


def hooked(subject, x):
    """Outputs by path as PyTorch's hooks see them."""
    found, hooks = {}, []
    for path, module in subject.model.named_modules():
        if not list(module.children()):
            hooks.append(
                module.register_forward_hook(
                    lambda m, i, o, path=path: found.setdefault(path, []).append(o[0].clone())
                )
            )
    with torch.no_grad():
        subject.model(x)
    for hook in hooks:
        hook.remove()
    return found


@pytest.mark.parametrize("name", ["", "lenet5", "mlp", "built"])
def test_of_a_small_network_every_number_goes_and_is_pytorchs(name):
    shown = subject(name, "tutorial")
    run = runs.run(GALAXY, shown)
    assert run.outputs.keys() == {IMAGE} | {layer.name for layer in shown.layers}
    assert run.previews == {}
    assert run.net.weighted is None
    x = torch.from_numpy(run.outputs[IMAGE].copy())[None]
    expected = hooked(shown, x)
    for layer in shown.layers:
        torch.testing.assert_close(
            torch.from_numpy(run.outputs[layer.name].copy()), expected[layer.path][0]
        )
        assert run.outputs[layer.name].dtype == np.float32
    assert run.pixels.shape == (*shown.size[1:], 3)
    assert run.label == (None if name == "lenet5" else 3)
    assert run.arcsec == pytest.approx(
        GALAXY.truth["pxscale"] * 96 / shown.size[1]
    )  # the whole image
    assert run.kpc is None
    pack_net(run.net)
    pack_run(run)


def test_a_redshift_that_is_assumed_on_receptive_fields_gives_kpc_here(monkeypatch):
    before = runs.run(GALAXY, subject("", "tutorial"))
    monkeypatch.setattr(runs.reading, "assumed", lambda: ReceptiveField(redshift=0.03))
    run = runs.run(GALAXY, subject("", "tutorial"))
    assert run.kpc == pytest.approx(scale.kpc(run.arcsec, 0.03))
    assert run.key != before.key


def test_other_galaxies_and_networks_have_other_keys():
    tutorial, random = subject("", "tutorial"), subject("", "tutorial", seed=1)
    pairs = [(GALAXY, tutorial), (OTHER, tutorial), (GALAXY, random), (GALAXY, subject("mlp", ""))]
    assert len({runs.run(*pair).key for pair in pairs}) == 4
    assert len({runs.run(*pair).net.key for pair in pairs}) == 3


@pytest.fixture(scope="module")
def resnet():
    return subject("resnet18", "")


def test_of_a_large_network_vectors_go_and_small_pictures_of_the_rest(resnet):
    run = runs.run(GALAXY, resnet)
    assert run.outputs.keys() == {IMAGE, "flatten", "fc"}
    spatial = [layer for layer in resnet.layers if len(layer.shape) == 3]
    assert run.previews.keys() == {layer.name for layer in spatial}
    for layer in spatial:
        preview = run.previews[layer.name]
        side = min(24, layer.shape[1])
        assert preview.pictures.shape == (16, side, side)
        assert preview.low.shape == (layer.shape[0],)
    assert run.net.weighted == set()
    assert run.net.slices == set()
    assert len(pack_run(run)) < 2_000_000


def test_a_layer_that_is_asked_for_comes_with_what_it_reads(resnet):
    plain = runs.run(GALAXY, resnet)
    total = next(layer.name for layer in resnet.layers if layer.path == "layer1.0.add")
    run = runs.run(GALAXY, resnet, [(total, 5), ("layer3_0_conv1", 7), ("conv1", 1)])
    asked = {total, "layer1_0_bn2", "maxpool", "layer3_0_conv1", "layer2_1_relu_1"}
    assert run.outputs.keys() == {IMAGE, "flatten", "fc", "conv1"} | asked
    assert not run.previews.keys() & run.outputs.keys()
    x = torch.from_numpy(run.outputs[IMAGE].copy())[None]
    expected = hooked(resnet, x)
    for name, path in (("layer3_0_conv1", "layer3.0.conv1"), ("maxpool", "maxpool")):
        np.testing.assert_allclose(run.outputs[name], expected[path][0], rtol=1e-5, atol=1e-5)
    added = expected["layer1.0.bn2"][0] + expected["maxpool"][0]
    np.testing.assert_allclose(run.outputs[total], added, rtol=1e-5, atol=1e-5)
    # 294,912 weights of layer3.0.conv1: those of one map go; all of the first layer
    assert run.net.weighted == {"conv1"}
    assert run.net.slices == {("layer3_0_conv1", 7)}
    assert run.key != plain.key
    assert run.net.key != plain.net.key
    assert run.net.key == runs.run(OTHER, resnet, [("conv1", 0), ("layer3_0_conv1", 7)]).net.key


def test_a_preview_is_the_map_made_small(resnet):
    run = runs.run(GALAXY, resnet, [("maxpool", 0)])
    plain = runs.run(GALAXY, resnet)
    output = torch.from_numpy(run.outputs["maxpool"])
    np.testing.assert_array_equal(plain.previews["maxpool"].pictures, maps.small(output[:16], 24))
    np.testing.assert_array_equal(plain.previews["maxpool"].high, output.amax((1, 2)))
    np.testing.assert_allclose(
        plain.previews["maxpool"].zeros, (output == 0).float().mean((1, 2)), rtol=1e-6
    )


def test_of_hundreds_of_layers_those_that_change_little_are_not_shown_small(monkeypatch, resnet):
    monkeypatch.setattr(runs, "MANY", 20)
    run = runs.run(GALAXY, resnet)
    kinds = {layer.kind for layer in resnet.layers if layer.name in run.previews}
    assert kinds == {"Conv2d", "add", "MaxPool2d", "AdaptiveAvgPool2d"}


@pytest.fixture
def passes(monkeypatch):
    """Which layers each forward pass was asked for; None for all."""
    asked, record = [], activations.record

    def counted(model, images, layers=None):
        asked.append(layers)
        return record(model, images, layers)

    monkeypatch.setattr(activations, "record", counted)
    return asked


def test_a_layer_costs_one_pass_and_one_that_was_opened_none(monkeypatch, resnet, passes):
    kept = {}
    make = runs._opened
    monkeypatch.setattr(runs, "_opened", lambda *args: kept.get(args[3:]) or kept.setdefault(
        args[3:], make(*args)))  # fmt: skip
    runs.run(GALAXY, resnet)
    assert passes == [None]
    first = runs.passed(GALAXY, resnet, [("layer1_0_conv1", 0)])
    assert len(passes) == 2
    assert set(passes[1]) == {"layer1_0_conv1", "maxpool"}
    # the click asks for the layer, then the visitor stands there: the same, and no pass
    runs.passed(GALAXY, resnet, [("layer1_0_conv1", 3)])
    both = runs.passed(GALAXY, resnet, [("maxpool", 0), ("layer1_0_conv1", 3)])
    assert len(passes) == 3
    assert passes[2] == ["relu"]
    assert both.outputs["layer1_0_conv1"] is first.outputs["layer1_0_conv1"]
    back = runs.passed(GALAXY, resnet)
    assert back.outputs.keys() == {IMAGE, "flatten", "fc"}
    assert len(passes) == 3


def test_the_first_pass_is_enough_for_a_layer_of_the_address(resnet, passes):
    found = runs.passed(GALAXY, resnet, [("conv1", 0)])
    assert passes == [None]
    assert "conv1" in found.outputs


def test_what_was_opened_long_ago_is_forgotten(monkeypatch, resnet, passes):
    known = runs._opened(GALAXY, resnet, (), GALAXY.key, resnet.key)
    monkeypatch.setattr(large, "MOST_BYTES", 4_000_000)  # conv1 has 3.2 MB
    known.outputs(resnet, ["conv1"])
    known.outputs(resnet, ["layer4_0_conv1"])
    assert known.bytes == 4 * (64 * 112 * 112 + 512 * 7 * 7)
    known.outputs(resnet, ["relu"])
    assert known.bytes == 4 * (512 * 7 * 7 + 64 * 112 * 112)
    count = len(passes)
    again = known.outputs(resnet, ["conv1"])
    assert len(passes) == count + 1
    with torch.no_grad():
        x = torch.from_numpy(again[IMAGE].copy())[None]
        expected = resnet.model.conv1(x)[0]
    np.testing.assert_allclose(again["conv1"], expected, rtol=1e-4, atol=1e-5)
