"""The end of a network beside PyTorch's."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import activations, information, origin, weights
from cnnviz.decision import by_pytorch, decision
from cnnviz.untrained import untrained

# name, arguments, size of the input, the maps that the linear layer reads, and whether their means
NETWORKS = [
    ("tutorial", None, (3, 96, 96), ("block4_relu", (13, 6, 6)), False),
    ("explorer", None, (3, 96, 96), ("block5_pool", (96, 3, 3)), True),
    ("lenet5", {}, (1, 28, 28), ("relu4", (84,)), False),
    ("mlp", {}, (3, 96, 96), ("relu2", (32,)), False),
    ("resnet18", {"classes": 5}, (3, 64, 64), ("layer4_1_relu_1", (512, 2, 2)), True),
]


def passed(model, size, seed=0):
    """Rules and outputs of a network for noise."""
    x = torch.from_numpy(np.random.default_rng(seed).normal(size=(1, *size)).astype("f4"))
    found = {n: output[0].numpy() for n, output in activations.record(model, x).items()}
    return origin.rules(model, size), found | {origin.IMAGE: x[0].numpy()}


@pytest.fixture(params=NETWORKS, ids=lambda case: case[0])
def case(request):
    name, arguments, size, maps, averaged = request.param
    model = weights.load(name)[0] if arguments is None else untrained(name, arguments)
    rules, outputs = passed(model, size)
    return decision(rules, outputs), outputs[rules[-1].layer.name], maps, averaged


def test_a_logit_by_hand():
    model = nn.Sequential(nn.Flatten(), nn.Linear(2, 2)).eval()
    with torch.no_grad():
        model[1].weight.copy_(torch.tensor([[1.0, 2.0], [-1.0, 0.5]]))
        model[1].bias.copy_(torch.tensor([0.5, 0.0]))
    outputs = {"_0": np.array([3.0, -1.0], "f4"), "": np.array([[[3.0, -1.0]]], "f4")}
    found = decision(origin.rules(model, (1, 1, 2)), outputs)
    np.testing.assert_allclose(found.logits, [1.5, -3.5])
    np.testing.assert_allclose(found.probabilities, [1 / (1 + np.exp(-5)), 1 / (1 + np.exp(5))])
    assert found.maps == ("", (1, 1, 2))
    np.testing.assert_allclose(found.evidence(0), [[3, -2]])
    np.testing.assert_allclose(found.by_map(1), [-3.5])
    assert found.unit(1) == (0, 0, 1)


def test_the_numbers_are_pytorchs(case):
    found, logits, *_ = case
    np.testing.assert_allclose(found.logits, logits, rtol=1e-5, atol=1e-5)
    for k in (0, int(logits.argmax())):
        shares, loss = by_pytorch(logits, k)
        np.testing.assert_allclose(found.probabilities, shares, rtol=1e-4, atol=1e-7)
        assert -found.log_shares[k] == pytest.approx(loss, rel=1e-4, abs=1e-6)
        truth = np.eye(len(logits))[k]
        assert information.cross_entropy(truth, found.probabilities) == pytest.approx(
            loss, rel=1e-4, abs=1e-6
        )


def test_maps_terms_and_evidence_add_up_to_the_logit(case):
    found, logits, maps, averaged = case
    assert (found.maps, found.averaged) == (maps, averaged)
    for k in range(len(logits)):
        terms = found.terms(k)
        assert terms.total == pytest.approx(found.logits[k], abs=1e-9)
        assert found.by_map(k).sum() + terms.bias == pytest.approx(found.logits[k], abs=1e-9)
        evidence = found.evidence(k)
        assert (evidence is None) == (len(maps[1]) == 1)
        if evidence is not None:
            assert evidence.shape == maps[1][1:]
            assert evidence.sum() + terms.bias == pytest.approx(found.logits[k], abs=1e-5)


def test_each_value_has_its_place_in_the_maps(case):
    found, _, (name, _), _ = case
    read = found.outputs[found.rule.sources[0]]
    for index in (0, 7, len(read) - 1):
        value = found.outputs[name][found.unit(index)]
        assert float(np.mean(value)) == pytest.approx(float(read[index]), rel=1e-5)


def test_a_pooling_that_leaves_pixels_out_is_no_mean_of_the_map():
    model = nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), nn.Linear(2, 3)).eval()
    found = decision(*passed(model, (2, 3, 3)))
    assert found.maps == ("_0", (2, 1, 1))
    assert not found.averaged
    assert found.evidence(0) is None


def test_probabilities_beyond_all_measure_are_still_told_apart():
    model = nn.Sequential(nn.Linear(1, 3)).eval()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[0.0], [2e3], [1e3]]))
        model[0].bias.zero_()
    rules = origin.rules(nn.Sequential(nn.Flatten(), model[0]), (1, 1, 1))
    found = decision(rules, {"_0": np.array([1.0], "f4"), "": np.ones((1, 1, 1), "f4")})
    np.testing.assert_allclose(found.log_shares, [-2000, 0, -1000])
    np.testing.assert_array_equal(found.probabilities, [0, 1, 0])


def test_without_a_linear_layer_at_the_end_there_is_no_decision():
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 2), nn.ReLU()).eval()
    assert decision(*passed(model, (1, 2, 2))) is None
