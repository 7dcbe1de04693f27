"""Whether a map changes with a little noise, and whether it forgets with the network."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import weights
from cnnviz.attribution import METHODS, AttributionError, attribute
from cnnviz.attribution.belief import (
    randomised,
    rank_correlation,
    sensitivity,
)
from tests.attribution.models import linear
from tests.attribution.test_linear import image
from tests.attribution.test_threads import CHEAP
from tests.attribution.test_twin import check, state


def test_a_linear_models_gradient_is_not_sensitive():
    model, _ = linear()
    assert sensitivity(model, image(), 0, "saliency").tolist() == [0, 0]


def test_sensitivity_by_hand():
    """f = x^2 by relu(x) x: the gradient 2 x changes as the pixel does."""

    class Square(nn.Module):
        def forward(self, x):
            return (x * torch.relu(x)).flatten(1)

    x = torch.full((1, 1, 1, 1), 2.0)
    found = sensitivity(Square(), x, 0, "saliency", radius=0.1, samples=400).item()
    assert 0.048 < found < 0.05  # the largest of 400 shares of 0.1 / 2
    assert found == sensitivity(Square(), x, 0, "saliency", radius=0.1, samples=400).item()


@pytest.mark.parametrize("method", METHODS)
def test_every_methods_sensitivity_is_measured(galaxy, method):
    """An image as the preprocessing makes it does not lie in memory in the order of its axes."""
    model, x, k = galaxy
    assert not x.is_contiguous()
    found = sensitivity(model, x, k, method, samples=2, **CHEAP.get(method, {}))
    assert 0 < found.item() < 100


def test_sensitivity_tells_how_far_it_is(galaxy):
    model, x, k = galaxy
    for method, steps in (("saliency", 1), ("smooth_grad", 3)):
        seen, given = [], CHEAP.get(method, {})
        sensitivity(
            model, x, k, method, samples=2, progress=lambda *now, to=seen: to.append(now), **given
        )
        assert seen[-1] == (3 * steps, 3 * steps)
        assert seen == sorted(seen)


def test_sensitivity_of_several_galaxies_with_their_own_targets(galaxy):
    model, x, _ = galaxy
    both = torch.cat([x, x.flip(3)])
    found = sensitivity(model, both, torch.tensor([0, 3]), "grad_cam", samples=3)
    assert found.shape == (2,)
    assert torch.all(found > 0)


@pytest.mark.parametrize("method", ["smooth_grad", "gradient_shap"])
def test_the_noise_of_a_method_is_no_sensitivity(method):
    """A linear network's map is the same for any noise that both are given."""
    model, _ = linear()
    given = {"n_samples": 2, "stdev": 1.0, "seed": 3}
    if method == "gradient_shap":  # (x + noise - x0) w: changes with x, not with the noise
        with torch.no_grad():
            model[1].weight.fill_(1)
    found = sensitivity(model, image(count=1), 0, method, radius=1e-3, samples=8, **given)
    noise = attribute(model, image(count=1), 0, method, **given).norm()
    assert found.item() <= 1e-3 * 4 / noise.item() + 1e-6  # 16 pixels of at most 0.001


def test_a_layer_without_known_weights_is_named():
    model = nn.Sequential(nn.Conv2d(3, 2, 1), nn.GroupNorm(1, 2), nn.Flatten())
    with pytest.raises(AttributionError, match="1 is of the kind GroupNorm, for which no new"):
        list(randomised(model))


def test_the_network_forgets_from_the_top():
    model, _ = weights.load("explorer")
    before = state(model)
    paths, counts = [], []
    kept = model.state_dict()
    for path, forgotten in randomised(model):
        paths.append(path)
        now = forgotten.state_dict()
        new = [name for name in now if not torch.equal(now[name], kept[name])]
        assert all(name.rpartition(".")[0] in paths for name in new)
        shared = [n for n in now if now[n].data_ptr() == kept[n].data_ptr()]
        assert {name.rpartition(".")[0] for name in shared}.isdisjoint(paths)
        counts.append(len(new))
        assert not forgotten.training
    assert paths[:3] == ["linear", "block5.norm_2", "block5.conv_2"]
    assert paths[-1] == "stem.conv"
    assert counts == sorted(counts)
    check(before, state(model))


def test_networks_that_forgot_stay_as_they_were():
    model, _ = weights.load("tutorial")
    networks = list(randomised(model, 3))
    x = torch.rand(1, 3, 96, 96)
    first = [network(x) for _, network in networks]
    again = [network(x) for _, network in randomised(model, 3)]
    assert all(map(torch.equal, first, again))
    other = [network(x) for _, network in randomised(model, 4)]
    assert not any(map(torch.equal, first, other))


def test_saliency_knows_the_network(galaxy):
    model, x, k = galaxy
    trained = attribute(model, x, k, "input_x_gradient")
    for _, forgotten in randomised(model):  # noqa: B007
        pass
    found = attribute(forgotten, x, k, "input_x_gradient")
    assert abs(rank_correlation(trained, found)) < 0.3


def test_rank_correlation_by_hand():
    a = torch.tensor([[1.0, 5.0], [2.0, 9.0]])
    assert rank_correlation(a, a**3) == pytest.approx(1)
    assert rank_correlation(a, -a) == pytest.approx(-1)
    # ranks 1 3 2 4 and 1 2 3 4: 1 - 6 * 2 / (4 * 15)
    assert rank_correlation(a, torch.tensor([[0.0, 1.0], [2.0, 3.0]])) == pytest.approx(0.8)
    assert np.isnan(rank_correlation(a, torch.ones(2, 2)))
    assert np.isnan(rank_correlation(a, a / torch.tensor([[1.0, 0.0], [1.0, 1.0]])))
    with pytest.raises(AttributionError, match=r"got \(2, 2\) and \(4,\)"):
        rank_correlation(a, a.flatten())
