"""torch.fx's and torchvision's own names as the oracle; nothing is replaced while tracing."""

import copy
from importlib import import_module

import pytest
import torch
from torch import fx, nn

from cnnviz import graph, zoo
from cnnviz.vision import torchvision


@pytest.mark.parametrize("name", ["galaxy_cnn", "mlp", "alexnet", "resnet18", "resnet50"])
def test_nodes_have_the_names_of_torch_fx_and_torchvision(name):
    with torch.device("meta"):
        model = zoo.build(name).eval()
    found = graph.trace(model)
    nodes = list(fx.symbolic_trace(model).graph.nodes)
    assert found.source.name == nodes[0].name
    assert [node.name for node in found.nodes] == [node.name for node in nodes[1:-1]]
    torchvisions = import_module(f"{torchvision.__name__}.models.feature_extraction")
    paths = torchvisions.get_graph_node_names(copy.deepcopy(model))[1][1:]
    assert tuple(found.node(path) for path in paths) == found.nodes


class Twice(nn.Module):
    """One convolution under two names, one of which calls it twice."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 1, 1)
        self.parts = nn.ModuleList([nn.ReLU(), self.first])
        self.unused = None

    def forward(self, image):
        for part in self.parts:
            image = part(image)
        return self.first(image) + 1


def test_a_module_in_two_places_has_its_first_name():
    found = graph.trace(Twice())
    assert found.source.name == "image"
    assert [node.name for node in found.nodes] == ["parts_0", "first", "first_1", "add"]
    assert [graph.path(node) for node in found.nodes] == ["parts.0", "first", "first", "add"]
    assert found.node("first_1") is found.nodes[2]
    assert found.module(found.nodes[0]).__class__ is nn.ReLU
    assert found.module(found.nodes[3]) is None


def test_nothing_is_replaced_or_called_while_tracing():
    called, seen = [], []

    class Watching(nn.Module):
        def forward(self, x):
            seen.append(nn.Module.__call__)
            return -x

    model = nn.Sequential(nn.ReLU(), Watching())
    model.train()
    for module in model.modules():
        module.register_forward_hook(lambda *_: called.append(1))
        module.register_forward_pre_hook(lambda *_: called.append(2))
    before = nn.Module.__call__
    graph.trace(model)
    assert (called, seen) == ([], [before])
    assert nn.Module.__call__ is before
    assert model.training
    assert all(module._forward_hooks for module in model.modules())


class Rows(nn.Module):
    def forward(self, x):
        return sum(row for row in x)


class Branches(nn.Module):
    def forward(self, x):
        return x if x.max() > 0 else -x


class Scaled(nn.Module):
    """Parameters and arrays of its own beside the image."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(3.0))

    def forward(self, x):
        return self.scale * x + torch.ones(1)


def test_a_network_may_use_its_parameters_itself():
    found = graph.trace(Scaled())
    last = found.nodes[-1]
    with torch.no_grad():
        assert found.outputs(torch.tensor([2.0]), [last])[last].tolist() == [7]


@pytest.mark.parametrize("network", [Rows, Branches])
def test_what_cannot_be_followed_is_a_sentence(network):
    with pytest.raises(ValueError, match=rf"{network.__name__} cannot be followed \(.+\)"):
        graph.trace(network())


def test_only_what_is_wanted_is_computed():
    found = graph.trace(Twice())
    outputs = found.outputs(torch.tensor([[[[-1.0, 2.0]]]]), [found.nodes[0]])
    assert list(outputs) == [found.nodes[0]]
    assert outputs[found.nodes[0]].tolist() == [[[[0, 2]]]]
