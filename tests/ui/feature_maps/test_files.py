"""The lines on the page, run, and the files to take away."""

import contextlib
import io

import numpy as np
import pytest
import torch
from PIL import Image

from cnnviz import figures
from cnnviz.builder import Block, Network
from cnnviz.figures._colours import viridis
from cnnviz.figures._theme import diverging
from cnnviz.ui import cached
from cnnviz.ui.feature_maps import files, snippet
from cnnviz.ui.feature_maps import subject as subjects
from tests.imagenet import put, state

BUILT = Network(in_channels=4, size=40, blocks=(Block(5, kernel=5, dilation=2, residual=True),))


def run(view):
    scope, said = {}, io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(snippet.code(view), scope)
    return scope, said.getvalue()


@pytest.mark.parametrize(
    ("model", "chosen"),
    [
        ("tutorial", {}),
        ("tutorial", {"at": (("block2_conv", (3, 0, 47)),)}),
        ("explorer", {"layer": "block3_conv_1", "channel": 7}),
        ("explorer", {"layer": "stem_conv", "channel": 23}),
        ("tutorial", {"layer": "linear", "channel": 6}),
        ("tutorial", {"network": "lenet5", "layer": "conv2", "channel": 15}),
        ("tutorial", {"network": "mlp"}),
        ("tutorial", {"network": "built", "built": BUILT}),
        ("tutorial", {"network": "resnet18", "layer": "layer2_0_conv1", "channel": 3}),
    ],
)
def test_the_lines_give_the_same_maps(view_of, model, chosen):
    view = view_of(model, **chosen)
    scope, said = run(view)
    name, channel = view.place
    expected = view.passed.outputs[name][channel]
    np.testing.assert_allclose(scope["found"], expected, rtol=1e-4, atol=1e-5)
    last = view.passed.outputs[view.subject.layers[-1].name]
    np.testing.assert_allclose(scope["logits"], last, rtol=1e-5, atol=1e-6)
    assert "% zeros" in said
    if "total" in scope:
        pixel = view.passed.outputs[name][snippet.unit(view)]
        assert float(scope["total"]) == pytest.approx(float(pixel), rel=1e-4, abs=1e-5)
    assert ("total" in scope) == (view.layer.kind == "Conv2d")
    assert ("loss" in scope) == (view.subject.label(view.galaxy) is not None)


def test_the_pixel_is_the_one_where_the_visitor_is(view_of):
    view = view_of("tutorial", at=(("linear", (3,)), ("block2_conv", (3, 0, 47))))
    assert view.place == ("block2_conv", 3)
    assert snippet.unit(view) == (3, 0, 47)
    other = view_of("tutorial", at=(("block2_conv", (3, 0, 47)),), layer="block1_conv", channel=1)
    assert other.place == ("block1_conv", 1)
    assert snippet.unit(other) == (1, 48, 48)


def test_a_sum_of_two_layers_is_no_module(view_of):
    built = Network(size=40, blocks=(Block(5, residual=True),))
    view = view_of("tutorial", network="built", built=built)
    total = next(layer.name for layer in view.subject.layers if layer.kind == "add")
    text = snippet.code(view_of("tutorial", network="built", built=built, layer=total))
    assert "is a function, no module" in text
    exec(compile(text, "lines", "exec"), {"print": lambda *_: None})


def test_the_lines_of_a_network_that_imagenet_taught(view_of, tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path))
    put(monkeypatch, "resnet18", state("resnet18"))
    try:
        view = view_of("tutorial", network="resnet18")
        assert view.subject.trained
        scope, _ = run(view)
        np.testing.assert_allclose(scope["logits"], view.passed.outputs["fc"], rtol=1e-5, atol=1e-6)
    finally:
        cached.imagenet.clear()
        subjects._large.clear()


def test_all_arrays_are_in_the_file(view_of):
    view = view_of("tutorial")
    arrays = np.load(io.BytesIO(files.arrays(view.passed.outputs)))
    assert set(arrays) == {"image"} | {layer.name for layer in view.subject.layers}
    model = cached.model("tutorial")[0]
    with torch.no_grad():
        logits = model(torch.from_numpy(arrays["image"])[None])
    np.testing.assert_allclose(arrays["linear"], logits[0], rtol=1e-5, atol=1e-6)


def test_a_map_as_csv_gives_every_digit_back(view_of):
    values = view_of("tutorial").passed.outputs["block1_conv"][1]
    text = files.map_rows(files.as_maps(values[None])[0])
    found = np.array([[float(x) for x in line.split(",")] for line in text.splitlines()])
    np.testing.assert_array_equal(found.astype("f4"), values)


@pytest.mark.parametrize("colours", ["map", "layer", "network"])
@pytest.mark.parametrize("layer", ["block1_conv", "block4_relu", "flatten", "linear"])
def test_a_picture_of_every_layer(view_of, layer, colours):
    view = view_of("tutorial", layer=layer, colours=colours)
    image = Image.open(io.BytesIO(figures.mosaic_png(*files.coloured(view))))
    assert image.format == "PNG"
    assert max(image.size) <= 1024


def test_the_ranges_of_colours_make_different_pictures(view_of):
    made = {
        figures.mosaic_png(
            *files.coloured(view_of("tutorial", layer="block1_relu", colours=colours))
        )
        for colours in ("map", "layer", "network")
    }
    assert len(made) == 3


def test_the_picture_of_one_map_has_the_colours_of_the_page(view_of):
    """Worked out from PyTorch's numbers alone."""
    for colours in ("map", "layer", "network"):
        view = view_of("tutorial", layer="block2_relu", channel=1, colours=colours)
        outputs = {n: v for n, v in view.passed.outputs.items() if n and v.ndim == 3}
        values = outputs["block2_relu"][1].astype("f8")
        reach = {
            "map": values,
            "layer": outputs["block2_relu"],
            "network": np.concatenate([v.ravel() for v in outputs.values()]),
        }[colours]
        maps, ranges = files.coloured(view)
        file = io.BytesIO(figures.mosaic_png(maps[1:2], ranges[1:2]))
        image = np.asarray(Image.open(file).convert("RGB"))
        side = image.shape[0] // len(values)
        row, column = np.unravel_index(values.argmax(), values.shape)
        found = tuple(image[side * row + side // 2, side * column + side // 2])
        limit, share = np.abs(reach).max(), values.max()
        if reach.min() < 0:
            assert found == tuple(diverging()[round(127 + 127 * share / limit)])
        else:
            assert found == tuple(viridis()[round(254 * share / limit)])


def test_of_a_large_network_the_layers_that_are_here_are_taken(view_of):
    view = view_of("tutorial", network="resnet18", layer="layer2_0_conv1")
    assert "of this large network" in files.about(view).lower()
    arrays = np.load(io.BytesIO(files.arrays(view.passed.outputs)))
    assert "layer2_0_conv1" in arrays
    assert "conv1" not in arrays
