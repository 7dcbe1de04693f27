"""The table of methods, regions and baselines."""

import inspect

import numpy as np
import pytest
import torch

from cnnviz.attribution import BASELINES, METHODS, AttributionError, attribute, baseline, segments
from cnnviz.data import simulator

NAMES = [
    *("saliency", "input_x_gradient", "integrated_gradients", "smooth_grad", "deep_lift"),
    *("gradient_shap", "guided_backprop", "deconvolution", "grad_cam", "guided_grad_cam"),
    *("occlusion", "feature_ablation", "lrp", "shapley_value_sampling"),
]


def test_the_methods():
    assert list(METHODS) == NAMES
    assert [name for name, m in METHODS.items() if m.needs_layer] == ["grad_cam", "guided_grad_cam"]
    assert [name for name, m in METHODS.items() if not m.signed] == ["saliency", "smooth_grad"]


@pytest.mark.parametrize("method", METHODS.values(), ids=NAMES)
def test_a_method_says_what_it_is(method):
    assert method.measures.endswith(".")
    assert "arXiv:" in method.paper or "doi:" in method.paper
    taken = set(inspect.signature(attribute).parameters) - {"parameters"}
    assert not {parameter.name for parameter in method.parameters} & taken
    for parameter in method.parameters:
        assert parameter.check(parameter.default) == parameter.default
        for side in (28, 96, 224):
            own = parameter.default_of((3, side, side))
            assert parameter.check(own) == own
        if parameter.kind == "choice":
            assert parameter.default in parameter.choices
        else:
            assert parameter.least < parameter.most


@pytest.mark.parametrize(("side", "places"), [(28, 1 + 13**2), (96, 1 + 15**2), (224, 1 + 15**2)])
def test_the_squares_follow_the_image(side, places):
    assert METHODS["occlusion"].evaluations((3, side, side)) == places


@pytest.mark.parametrize(
    ("method", "expected"),
    [("saliency", 1), ("integrated_gradients", 50), ("lrp", 2), ("shapley_value_sampling", 1251)],
)
def test_evaluations(method, expected):
    assert METHODS[method].evaluations((3, 96, 96)) == expected


def test_evaluations_of_what_is_chosen():
    assert METHODS["integrated_gradients"].evaluations((3, 96, 96), n_steps=7) == 7
    with pytest.raises(AttributionError, match="n_steps is a whole number from 1 to 1000, got 0"):
        METHODS["integrated_gradients"].evaluations((3, 96, 96), n_steps=0)


GALAXY = simulator.galaxy(3, 17).pixels[0]


@pytest.mark.parametrize("kind", ["superpixels", "patches"])
@pytest.mark.parametrize("count", [1, 9, 50, 200])
def test_regions_are_numbered_without_a_gap_and_are_always_the_same(kind, count):
    found = segments(GALAXY, kind, count)
    assert found.shape == GALAXY.shape[:2]
    assert found.dtype == np.int64
    assert set(np.unique(found)) == set(range(found.max() + 1))
    assert 0.5 * count <= found.max() + 1 <= 1.1 * count
    np.testing.assert_array_equal(found, segments(GALAXY.copy(), kind, count))


def test_superpixels_follow_edges():
    image = np.zeros((32, 32, 3))
    image[:, 11:] = 1
    found = segments(image, "superpixels", 4)
    assert not set(found[:, :11].ravel()) & set(found[:, 11:].ravel())
    grey = segments(image[..., :1], "superpixels", 4)
    assert not set(grey[:, :11].ravel()) & set(grey[:, 11:].ravel())


def test_patches_by_hand():
    found = segments(np.zeros((4, 6)), "patches", 6)
    assert found.tolist() == [[0, 0, 1, 1, 2, 2]] * 2 + [[3, 3, 4, 4, 5, 5]] * 2


@pytest.mark.parametrize(
    ("kind", "count", "message"),
    [
        ("hexagons", 4, "regions are one of .* got 'hexagons'"),
        ("patches", 0, "4 x 4 pixels cannot be cut into 0 regions"),
        ("superpixels", 17, "4 x 4 pixels cannot be cut into 17 regions"),
    ],
)
def test_impossible_regions(kind, count, message):
    with pytest.raises(AttributionError, match=message):
        segments(np.zeros((4, 4, 3)), kind, count)


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize("shape", [(2, 3, 48, 48), (1, 1, 28, 20)])
def test_a_baseline_is_an_image(name, shape):
    x = torch.rand(shape, generator=torch.Generator().manual_seed(1)) - 0.2
    found = baseline(name, x)
    assert found.shape == x.shape
    assert found.dtype == x.dtype
    assert torch.equal(found, baseline(name, x))


def test_baselines_are_what_they_say():
    x = torch.rand(2, 3, 48, 48, generator=torch.Generator().manual_seed(1)) - 0.2
    assert not baseline("black", x).any()
    blurred = baseline("blurred", x)
    torch.testing.assert_close(blurred.mean((2, 3)), x.mean((2, 3)), atol=0.02, rtol=0)
    assert blurred.std() < 0.2 * x.std()
    noise = baseline("noise", x)
    assert torch.all(noise.amin((1, 2, 3)) >= x.amin((1, 2, 3)))
    assert torch.all(noise.amax((1, 2, 3)) <= x.amax((1, 2, 3)))
    assert not torch.equal(noise, baseline("noise", x, seed=1))
    mean = baseline("mean", x)
    assert mean[0, :, 20:28, 20:28].mean() > 3 * mean[0, :, :8].abs().mean()  # a bright middle
    mean += 1  # is nobody else's
    assert not torch.equal(mean, baseline("mean", x))
