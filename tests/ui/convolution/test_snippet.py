"""The PyTorch lines give the numbers that the bench shows."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings

from cnnviz import weights as shipped
from cnnviz.ui.convolution import arithmetic, files, snippet
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.convolution.possible import settle
from cnnviz.ui.convolution.weights import first_layer
from cnnviz.ui.galaxy import from_file
from tests.pages.opening import png
from tests.ui.convolution.test_possible import GALAXY, LEARNED, benches


def run(lines):
    names = {}
    exec(lines, names)
    return names["output"].numpy()


def check(bench, galaxy, learned, model="explorer"):
    work = arithmetic.compute(bench, galaxy, learned)
    found = run(snippet.code(bench, work, galaxy, model))
    np.testing.assert_allclose(found, work.outputs, rtol=1e-12, atol=1e-9)


@pytest.fixture(scope="module")
def explorer():
    model, card = shipped.load("explorer")
    received = card.preprocessing.tensor(card.preprocessing.pixels(GALAXY.image())[None])
    return first_layer("explorer", model, received[0].double().numpy())


def test_the_lectures_example_is_written_out(capsys):
    work = arithmetic.compute(Bench(), GALAXY, LEARNED)
    lines = snippet.code(Bench(), work, GALAXY, "explorer")
    np.testing.assert_array_equal(run(lines)[0], [[4, 3, 4], [2, 4, 3], [2, 3, 4]])
    assert "torch.tensor([[[[1, 1, 1, 0, 0]," in lines
    assert "(1, 3, 3)" in capsys.readouterr().out


@settings(max_examples=60, deadline=None)
@given(benches)
def test_whatever_is_on_the_bench(asked):
    # the lines take learned kernels from shipped weights, which these are not
    kernels = tuple(k for k in asked.kernels if not k.startswith("network")) or ("box",)
    bench, _ = settle(replace(asked, source="random", kernels=kernels), GALAXY, LEARNED)
    check(bench, GALAXY, LEARNED)


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("dimensions", [1, 2])
def test_the_whole_galaxy_is_read_not_written(channels, dimensions):
    bench = Bench(source="galaxy", channels=channels, dimensions=dimensions, kernels=("box",))
    bench, _ = settle(bench, GALAXY, LEARNED)
    work = arithmetic.compute(bench, GALAXY, LEARNED)
    assert len(snippet.code(bench, work, GALAXY, "explorer")) < 2000
    check(bench, GALAXY, LEARNED)


def test_a_learned_kernel_gives_the_networks_own_feature_map(explorer):
    import torch

    bench, _ = settle(
        Bench(source="galaxy", kernels=("network-3",), padding=("same", "same")), GALAXY, explorer
    )
    check(bench, GALAXY, explorer)
    model, _ = shipped.load("explorer")
    layer = next(m for m in model.modules() if isinstance(m, torch.nn.Conv2d))
    with torch.inference_mode():
        expected = layer(torch.as_tensor(explorer.received[None]).float())[0, 2].numpy()
    stride = layer.stride
    bench = replace(bench, stride=stride, padding=tuple(str(p) for p in layer.padding))
    work = arithmetic.compute(bench, GALAXY, explorer)
    np.testing.assert_allclose(work.outputs[0], expected, rtol=1e-4, atol=1e-5)


def test_an_image_larger_than_the_stage(tmp_path, monkeypatch):
    own = from_file(png(200, 300), "own.png")
    (tmp_path / "your_image.png").write_bytes(own.file)
    monkeypatch.chdir(tmp_path)
    bench, _ = settle(Bench(source="galaxy", channels=3, kernels=("laplacian",)), own, LEARNED)
    check(bench, own, LEARNED)
    for source in ("galaxy", "patch"):
        bench = Bench(source=source, dimensions=1, kernels=("box",), place=(150, 20))
        check(settle(bench, own, LEARNED)[0], own, LEARNED)


def test_a_learned_kernel_on_an_edited_part(explorer):
    edits = (((0, 1, 2), 5.0), ((2, 0, 0), -1.0))
    bench = Bench(source="patch", kernels=("network-3", "network-1"), place=(12, 50), changed=edits)
    bench, _ = settle(bench, GALAXY, explorer)
    check(bench, GALAXY, explorer)


def test_the_arrays_to_take_away():
    work = arithmetic.compute(Bench(channels=1, bias=2.0), GALAXY, LEARNED)
    with np.load(BytesIO(files.arrays(work))) as arrays:
        np.testing.assert_array_equal(arrays["output"], work.outputs)
        np.testing.assert_array_equal(arrays["channel_sums"].sum(axis=1) + 2, work.outputs)
        assert arrays["weight"].shape == (1, 1, 3, 3)
