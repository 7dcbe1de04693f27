"""Effective fields."""

import threading

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import receptive, weights, zoo
from cnnviz.receptive import effective, fields
from tests.receptive.models import by_name


def test_an_effective_field_by_hand():
    model = nn.Sequential(nn.Conv2d(2, 1, 3, padding=1, bias=False), nn.Flatten())
    with torch.no_grad():
        model[0].weight[0, 0] = torch.arange(-4.0, 5).view(3, 3)
        model[0].weight[0, 1] = 0
    zoo.freeze(model)
    images = torch.rand(3, 2, 4, 5)
    found = effective(model, "_0", (0, 1, 2), images)
    expected = np.zeros((4, 5))
    expected[0:3, 1:4] = np.abs(np.arange(-4, 5)).reshape(3, 3) / 2  # the mean of two channels
    assert found.dtype == np.float64
    assert np.array_equal(found, expected)
    assert np.array_equal(effective(model, "_1", (7,), images), expected)
    assert np.array_equal(effective(model, "_1", (7, 0, 0), images), expected)
    assert receptive.share_inside(found, (0, 1, 3, 4)) == 1
    assert receptive.share_inside(found, (-2, 0, 1, 2)) == 4 / 20
    rows, columns = receptive.deviation(found)  # of rows 9, 2, 9 and columns 8, 4, 8
    assert rows == pytest.approx((18 / 20) ** 0.5)
    assert columns == pytest.approx(((7 + 7) / 20) ** 0.5)


def test_absolute_gradients_of_several_images_are_averaged():
    model, _ = weights.load("tutorial")
    torch.manual_seed(1)
    images = torch.rand(35, 3, 96, 96)  # more than are computed at once
    each = []
    for image in images:
        x = image[None].clone().requires_grad_(True)
        out = model.get_submodule("block2")(model.get_submodule("block1")(x))
        each.append(torch.autograd.grad(out[0, 3, 4, 5], x)[0][0].abs().double().mean(0))
    expected = torch.stack(each).mean(0).numpy()
    found = effective(model, "block2_relu", (3, 4, 5), images)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-9)
    assert found.sum() > 0
    field = by_name(model, 96)["block2_relu"]
    assert receptive.share_inside(found, field.box(4, 5)) == 1


def test_the_network_is_left_as_it_is_and_may_be_frozen():
    model, _ = weights.load("tutorial")
    before = {name: x.clone() for name, x in model.state_dict().items()}
    with torch.inference_mode():
        effective(model, "linear", (2,), torch.rand(1, 3, 96, 96))
    assert all(torch.equal(x, before[name]) for name, x in model.state_dict().items())
    assert not model.training
    assert all(p.grad is None and not p.requires_grad for p in model.parameters())


def test_effective_fields_in_threads_on_one_network():
    model, _ = weights.load("explorer")
    images = torch.rand(4, 1, 3, 96, 96)
    layers = [field.layer for field in fields(model, 96) if field.layer.startswith("block3")]
    jobs = [(layer, i) for layer in layers for i in range(len(images))]
    expected = {job: effective(model, job[0], (0, 3, 3), images[job[1]]) for job in jobs}
    wrong = []

    def work(offset):
        for layer, i in jobs[offset:] + jobs[:offset]:
            found = effective(model, layer, (0, 3, 3), images[i])
            if not np.allclose(found, expected[layer, i], rtol=1e-5, atol=1e-10):
                wrong.append((layer, i))

    threads = [threading.Thread(target=work, args=(3 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("size", [None, "8", 3.5, (3,), (3, 3, 3), True, (8, "8")])
def test_a_size_that_is_none_is_a_sentence(size):
    with pytest.raises(ValueError, match=r"size of an image is a whole number or \(H, W\), got"):
        fields(nn.ReLU(), size)


@pytest.mark.parametrize(
    ("layer", "unit", "shape", "message"),
    [
        ("block9", (0, 0, 0), (1, 3, 96, 96), "no layer is called 'block9'; there are block1_conv"),
        (
            "block4_relu",
            (13, 0, 0),
            (1, 3, 96, 96),
            r"units \(13, 6, 6\), and \(13, 0, 0\) is none",
        ),
        ("block4_relu", (0, -1, 0), (1, 3, 96, 96), "is none of them"),
        ("block4_relu", (0,), (1, 3, 96, 96), "is none of them"),
        ("linear", (0, 1, 0), (1, 3, 96, 96), r"units \(7,\), and \(0, 1, 0\) is none"),
        ("linear", (0,), (0, 3, 96, 96), r"shape \(N, C, H, W\), got \(0, 3, 96, 96\)"),
        ("linear", (0,), (3, 96, 96), r"shape \(N, C, H, W\), got \(3, 96, 96\)"),
    ],
)
def test_what_has_no_effective_field_is_a_sentence(layer, unit, shape, message):
    model, _ = weights.load("tutorial")
    with pytest.raises(ValueError, match=message):
        effective(model, layer, unit, torch.zeros(shape))


def test_a_dead_unit_has_neither_share_nor_width():
    for measure in (lambda x: receptive.share_inside(x, (0, 0, 2, 2)), receptive.deviation):
        with pytest.raises(ValueError, match="zero everywhere: nothing changes it"):
            measure(np.zeros((3, 3)))
