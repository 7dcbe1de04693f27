"""What a linear model must get: closed forms."""

import pytest
import torch
from torch import nn

from cnnviz.attribution import METHODS, attribute, segments
from tests.attribution.models import linear

COMPLETE = ("integrated_gradients", "deep_lift", "gradient_shap")


def image(channels=1, size=4, count=2, seed=1):
    return torch.rand(count, channels, size, size, generator=torch.Generator().manual_seed(seed))


def test_saliency_and_smooth_saliency_are_the_weights_magnitudes():
    model, w = linear()
    for method in ("saliency", "smooth_grad"):
        found = attribute(model, image(), 1, method)
        torch.testing.assert_close(found, w[1].abs().expand(2, -1, -1, -1))


@pytest.mark.parametrize("method", ["input_x_gradient", "lrp"])
def test_each_pixel_gives_its_product(method):
    model, w = linear()
    with torch.no_grad():
        model[1].bias.zero_()
    torch.testing.assert_close(attribute(model, image(), 2, method), w[2] * image())


@pytest.mark.parametrize("method", COMPLETE)
@pytest.mark.parametrize("baseline", ["black", "blurred", "noise", "tensor"])
def test_a_pixels_share_is_its_weight_times_its_change(method, baseline):
    model, w = linear(3)
    x, other = image(3), image(3, count=1, seed=2)
    given = other if baseline == "tensor" else baseline
    found = attribute(model, x, 0, method, baseline=given)
    from cnnviz.attribution import baseline as named

    x0 = other if baseline == "tensor" else named(baseline, x)
    torch.testing.assert_close(found, w[0] * (x - x0), atol=1e-6, rtol=1e-5)


def test_each_image_has_its_own_target():
    model, w = linear()
    found = attribute(model, image(), torch.tensor([2, 0]), "saliency")
    torch.testing.assert_close(found, torch.stack([w[2].abs(), w[0].abs()]))


def test_occlusion_of_single_pixels():
    model, w = linear(2)
    found = attribute(model, image(2), 1, "occlusion", window=1, stride=1)
    expected = (w[1] * image(2)).sum(1, keepdim=True).expand(-1, 2, -1, -1)
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-4)


@pytest.mark.parametrize("method", ["feature_ablation", "shapley_value_sampling"])
@pytest.mark.parametrize(("regions", "count"), [("patches", 4), ("superpixels", 3), ("patches", 1)])
def test_a_region_gives_the_sum_of_its_pixels(method, regions, count):
    model, w = linear()
    x = image()
    found = attribute(model, x, 0, method, regions=regions, count=count)
    for given, products, pixels in zip(found[:, 0], (w[0] * x)[:, 0], x, strict=True):
        parts = torch.from_numpy(segments(pixels.permute(1, 2, 0).numpy(), regions, count))
        for part in parts.unique():
            expected = products[parts == part].sum()
            torch.testing.assert_close(
                given[parts == part], expected.expand((parts == part).sum()), atol=1e-5, rtol=1e-4
            )


def test_grad_cam_by_hand():
    model = nn.Sequential(nn.Conv2d(1, 2, 1, bias=False), nn.Flatten(), nn.Linear(8, 1, bias=False))
    with torch.no_grad():
        model[0].weight[:] = torch.tensor([1.0, -2.0]).view(2, 1, 1, 1)
        model[2].weight[:] = torch.tensor([1.0, 2, 3, 4, 5, 5, 5, 5])  # means 2.5 and 5
    x = torch.tensor([[[[1.0, 2], [3, 4]]]])
    found = attribute(model, x, 0, "grad_cam")
    torch.testing.assert_close(found, 2.5 * x + 5 * -2 * x)
    assert not attribute(model, x, 0, "grad_cam", relu="yes").any()
    torch.testing.assert_close(attribute(model, -x, 0, "grad_cam", relu="yes"), 7.5 * x)


def test_doubles_stay_doubles():
    model, _ = linear()
    found = attribute(model.double(), image().double(), 0, "integrated_gradients")
    assert found.dtype == torch.float64


def test_evaluations_are_the_images_that_pass():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 36, 3))
    x = image(1, 8, 1)
    for name, method in METHODS.items():
        chosen = {"regions": "patches", "count": 9} if "count" in _names(method) else {}
        seen = []
        attribute(model, x, 0, name, progress=lambda *now, seen=seen: seen.append(now), **chosen)
        assert seen[-1] == (method.evaluations((1, 8, 8), **chosen),) * 2, name
        assert [done for done, _ in seen] == sorted({done for done, _ in seen}), name


def _names(method):
    return [parameter.name for parameter in method.parameters]
