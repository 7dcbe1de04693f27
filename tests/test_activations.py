"""PyTorch's own forward pass as the oracle, also when many threads share one network."""

import copy
import threading
from importlib import import_module

import pytest
import torch
from torch import fx, nn
from torch.nn import functional

from cnnviz import weights, zoo
from cnnviz.activations import record
from cnnviz.vision import torchvision


def without_writing_in_place(model):
    model = copy.deepcopy(model)
    for module in model.modules():
        if hasattr(module, "inplace"):
            module.inplace = False
    return model


class Saved(fx.Interpreter):
    """PyTorch's own tracing, each output kept."""

    def __init__(self, model):
        super().__init__(fx.symbolic_trace(model))
        self.kept = {}

    def run_node(self, node):
        self.kept[node.name] = super().run_node(node)
        return self.kept[node.name]


def test_two_layers_by_hand():
    model = nn.Sequential(nn.Conv2d(1, 1, 1, bias=False), nn.ReLU(inplace=True))
    with torch.no_grad():
        model[0].weight.fill_(-2)
    x = torch.tensor([[[[1.0, -3.0]]]])
    found = record(zoo.freeze(model), x)
    assert found["_0"].tolist() == [[[[-2, 6]]]]  # as the convolution made it
    assert found["_1"].tolist() == [[[[0, 6]]]]
    assert list(found) == ["_0", "_1"]
    assert x.tolist() == [[[[1, -3]]]]


@pytest.mark.parametrize("name", ["galaxy_cnn", "lenet5", "mlp", "alexnet", "resnet18", "resnet50"])
def test_every_output_is_pytorchs(name):
    torch.manual_seed(2)
    arguments = {"size": 64} if name in zoo.TORCHVISION else {}
    model = zoo.freeze(zoo.build(name, **arguments))
    size = {"lenet5": (1, 28, 28), "galaxy_cnn": (3, 96, 96), "mlp": (3, 96, 96)}
    x = torch.rand(2, *size.get(name, (3, 64, 64)))
    found = record(model, x)
    oracle = Saved(without_writing_in_place(model))
    with torch.no_grad():
        logits = oracle.run(x)
    assert list(found) == list(oracle.kept)[1:-1]
    for layer, output in found.items():
        torch.testing.assert_close(output, oracle.kept[layer], rtol=0, atol=0)
    assert torch.equal(list(found.values())[-1], logits)
    assert not any(output.requires_grad for output in found.values())


def test_chosen_layers_also_by_torchvisions_names():
    torch.manual_seed(3)
    model = zoo.freeze(zoo.build("resnet18", size=64))
    x = torch.rand(1, 3, 64, 64)
    names = ["layer1.0.relu_1", "layer1.0.add", "layer2.0.downsample.0", "fc"]
    extract = import_module(f"{torchvision.__name__}.models.feature_extraction")
    private = without_writing_in_place(model)
    extractor = extract.create_feature_extractor(private, names)
    expected = extractor.eval()(x)
    found = record(model, x, names)
    assert list(found) == names
    for name in names:
        assert torch.equal(found[name], expected[name])
    by_node = record(model, x, ["layer1_0_relu_1", "add"])
    assert torch.equal(by_node["layer1_0_relu_1"], expected["layer1.0.relu_1"])
    assert torch.equal(by_node["add"], expected["layer1.0.add"])


class Counted(nn.Module):
    def forward(self, x):
        functional.relu(x, inplace=True)
        x = x.add_(1)
        x += 1
        return x.view(x.size(0), -1)


def test_functions_that_write_in_place_and_numbers():
    x = torch.tensor([[[[1.0, -3.0]]]])
    found = record(Counted(), x)
    assert [name for name in found if name.startswith("size")] == []
    assert found["relu"].tolist() == [[[[1, 0]]]]
    assert x.tolist() == [[[[1, -3]]]]
    assert found["view"].shape == (1, 2)


def test_nothing_behind_the_last_chosen_layer_is_run():
    model, _ = weights.load("tutorial")
    x = torch.rand(1, 3, 128, 128)  # too large for the linear layer
    assert record(model, x, ["block4_relu"])["block4_relu"].shape == (1, 13, 8, 8)
    with pytest.raises(RuntimeError):
        record(model, x)


def test_an_unknown_layer_is_refused():
    model, _ = weights.load("tutorial")
    with pytest.raises(ValueError, match="no layer is called 'block5'; there are block1_conv, "):
        record(model, torch.zeros(1, 3, 96, 96), ["block5"])


def test_hooks_of_another_thread_are_not_called():
    model, _ = weights.load("tutorial")
    called = []
    for module in model.modules():
        module.register_forward_hook(lambda *_: called.append(1))
    record(model, torch.zeros(1, 3, 96, 96))
    assert called == []


def test_threads_share_one_network_without_disturbing_each_other():
    model, _ = weights.load("explorer")
    images = torch.rand(6, 1, 3, 96, 96, generator=torch.Generator().manual_seed(4))
    expected = [record(model, image) for image in images]
    with torch.no_grad():
        logits = [model(image) for image in images]
    mistakes = []

    def recorder(offset):
        for turn in range(18):
            i = (turn + offset) % len(images)
            found = record(model, images[i])
            mistakes.extend(
                name for name, x in found.items() if not torch.allclose(x, expected[i][name])
            )

    def classifier(offset):
        with torch.no_grad():
            for turn in range(60):
                i = (turn + offset) % len(images)
                if model.training or not torch.allclose(model(images[i]), logits[i], rtol=1e-4):
                    mistakes.append("forward")

    failed = []
    hook, threading.excepthook = threading.excepthook, failed.append
    try:
        threads = [threading.Thread(target=recorder, args=(n,)) for n in range(3)]
        threads += [threading.Thread(target=classifier, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        threading.excepthook = hook
    assert (mistakes, failed) == ([], [])
