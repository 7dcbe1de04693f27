"""Networks before any training, held against PyTorch's own random numbers."""

import threading

import pytest
import torch

from cnnviz import weights, zoo
from cnnviz.untrained import untrained

BUILT = {"blocks": [{"channels": 5, "residual": True}], "batch_norm": True, "dense": [11]}
CASES = [
    *[tuple(weights.load(name)[1].build.values()) for name in weights.names()],
    ("lenet5", {}), ("mlp", {}), ("built", BUILT),
    ("vgg11", {"classes": 3}), ("resnet18", {}), ("resnet50", {"classes": 7}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments"), CASES)
@pytest.mark.parametrize("seed", [0, 12345])
def test_it_is_pytorchs_own(name, arguments, seed):
    torch.manual_seed(seed)
    expected = zoo.build(name, **arguments).state_dict()
    found = untrained(name, arguments, seed)
    assert not found.training
    assert not any(parameter.requires_grad for parameter in found.parameters())
    assert found.state_dict().keys() == expected.keys()
    for key, value in found.state_dict().items():
        assert torch.equal(value, expected[key]), key


def test_it_is_the_same_while_other_threads_draw_numbers():
    expected = untrained("galaxy_cnn", {}).state_dict()
    found = []

    def make():
        torch.rand(1000)
        found.append(untrained("galaxy_cnn", {}).state_dict())

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for state in found:
        assert all(torch.equal(state[key], expected[key]) for key in expected)


def test_the_numbers_of_the_process_are_left_alone():
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    untrained("lenet5", {})
    assert torch.equal(torch.rand(3), expected)
