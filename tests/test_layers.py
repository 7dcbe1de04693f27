"""Parameters by hand and as published, torchvision's own counts, PyTorch as oracle of shapes."""

import sys
from subprocess import run

import pytest
import torch
from torch import fx, nn

from cnnviz import layers, receptive, zoo
from cnnviz.vision import torchvision


def test_the_tutorial_network_has_the_published_parameters():
    # the course's tutorial on galaxy classification
    found = layers.describe(zoo.build("galaxy_cnn"), (3, 96, 96))
    learned = [layer for layer in found if layer.parameters]
    assert [layer.parameters for layer in learned] == [112, 222, 495, 1066, 3283]
    assert layers.total(found).parameters == 5178
    assert [layer.shape for layer in learned] == [
        (4, 96, 96), (6, 48, 48), (9, 24, 24), (13, 12, 12), (7,),
    ]  # fmt: skip
    assert learned[0].arithmetic == "4·3·3·3 + 4"
    assert learned[-1].arithmetic == "7·468 + 7"


def test_a_layer_by_hand():
    conv, pool, relu = layers.describe(zoo.build("galaxy_cnn"), (3, 96, 96))[:3]
    assert conv == layers.Layer(
        "block1.conv",
        "Conv2d",
        (4, 96, 96),
        112,
        "4·3·3·3 + 4",
        96 * 96 * 4 * 27,
        receptive.Field("block1_conv", (3, 3), (1, 1), (-1, -1)),
        "block1_conv",
        (),
    )
    assert (conv.output_bytes, conv.parameter_bytes, conv.memory) == (147_456, 448, 147_904)
    assert pool == layers.Layer(
        "block1.pool",
        "AvgPool2d",
        (4, 48, 48),
        field=receptive.Field("block1_pool", (4, 4), (2, 2), (-1, -1)),
        name="block1_pool",
        sources=("block1_conv",),
    )
    assert layers.total([conv, pool, relu]) == layers.Total(
        112, 96 * 96 * 108, 4 * (4 * 96 * 96 + 2 * 4 * 48 * 48), 448
    )


def test_lenet_has_the_lectures_shapes():
    found = [x for x in layers.of("lenet5") if x.kind in ("Conv2d", "MaxPool2d")]
    shapes = ["x".join(map(str, (*layer.shape[1:], layer.shape[0]))) for layer in found]
    assert layers.input_shape("lenet5") == (1, 28, 28)
    assert shapes == ["24x24x6", "12x12x6", "8x8x16", "4x4x16"]


@pytest.mark.parametrize("name", zoo.TORCHVISION)
def test_counts_are_those_that_torchvision_publishes(name):
    published = torchvision.models.get_model_weights(name).DEFAULT.meta
    counted = layers.total(layers.of(name))
    assert counted.parameters == published["num_params"]
    assert round(counted.multiply_adds / 1e9, 3) == published["_ops"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("alexnet", 61_100_840), ("vgg16", 138_357_544), ("resnet18", 11_689_512)],
)
def test_parameters_are_the_published_ones(name, parameters):
    assert layers.total(layers.of(name)).parameters == parameters


def test_alexnets_parameters_sit_in_its_dense_layers():
    found = layers.of("alexnet")
    dense = layers.total(x for x in found if x.kind == "Linear")
    convolutions = layers.total(x for x in found if x.kind == "Conv2d")
    assert dense.parameters == 58_631_144  # 37,752,832 + 16,781,312 + 4,097,000
    assert convolutions.parameters == 2_469_696
    assert convolutions.multiply_adds > 10 * dense.multiply_adds


def outputs(model, x):
    """Shapes by PyTorch's own tracing of a real forward pass."""

    class Saved(fx.Interpreter):
        def run_node(self, node):
            result = super().run_node(node)
            found[node.name] = result.shape[1:] if isinstance(result, torch.Tensor) else None
            return result

    found = {}
    with torch.no_grad():
        Saved(fx.symbolic_trace(model.eval())).run(x)
    return found


@pytest.mark.parametrize("size", [64, 97])
@pytest.mark.parametrize("name", ["alexnet", "vgg11", "resnet18", "resnet50"])
def test_the_shapes_are_pytorchs(name, size):
    model = zoo.build(name, in_channels=2, size=size, classes=5)
    found = layers.describe(model, (2, size, size))
    oracle = outputs(model, torch.zeros(1, 2, size, size))
    assert {layer.name: layer.shape for layer in found} == {
        layer.name: tuple(oracle[layer.name]) for layer in found
    }
    assert found == layers.of(name, in_channels=2, size=size, classes=5)
    assert layers.total(found).parameters == zoo.parameter_count(model)


@pytest.mark.parametrize(
    "arguments",
    [
        {"batch_norm": True, "stem": 5, "head": "global_average"},
        {"batch_norm": True, "convolutions": 2, "dropout": 0.2},
        {"pooling": "max", "kernel": 5},
    ],
    ids=str,
)
def test_the_sums_are_the_parameters_and_the_shapes_pytorchs(arguments):
    model = zoo.freeze(zoo.build("galaxy_cnn", **arguments))
    found = layers.describe(model, (3, 96, 96))
    for layer in found:
        assert eval(layer.arithmetic.replace("·", "*") or "0") == layer.parameters
    assert layers.total(found).parameters == zoo.parameter_count(model)
    x = torch.zeros(1, 3, 96, 96)
    for layer in found:
        x = model.get_submodule(layer.path)(x)
        assert layer.shape == tuple(x.shape[1:])


def test_the_multiply_adds_are_those_of_the_flop_counter():
    from torch.utils.flop_counter import FlopCounterMode

    model = zoo.build("galaxy_cnn", batch_norm=True, stem=5, channels=[8, 12, 5], size=50)
    counter = FlopCounterMode(display=False)
    with counter:
        model.eval()(torch.zeros(1, 3, 50, 50))
    counted = layers.total(layers.describe(model, (3, 50, 50))).multiply_adds
    assert counted == counter.get_total_flops() // 2


def test_a_residual_block_says_what_it_reads():
    found = {layer.name: layer for layer in layers.of("resnet18")}
    added = found["add_2"]
    assert (added.path, added.kind, added.shape) == ("layer2.0.add", "add", (128, 28, 28))
    assert added.sources == ("layer2_0_bn2", "layer2_0_downsample_1")
    assert found["layer1_0_relu_1"].path == found["layer1_0_relu"].path == "layer1.0.relu"
    assert found["conv1"].sources == ()
    assert found["layer4_1_relu_1"].field.size == (435, 435)


def test_the_model_is_left_as_it_is():
    model = zoo.freeze(zoo.build("galaxy_cnn"))
    before = {name: id(module) for name, module in model.named_modules()}
    layers.describe(model, (3, 96, 96))
    assert {name: id(module) for name, module in model.named_modules()} == before
    assert not any("forward" in vars(module) for module in model.modules())
    assert {parameter.device.type for parameter in model.parameters()} == {"cpu"}


def test_the_table_of_a_galaxy_network_needs_no_compiler_and_no_torchvision():
    code = (
        "import sys; from cnnviz import layers; layers.of('galaxy_cnn', batch_norm=True)\n"
        "found = {'torch._dynamo', 'torch._inductor', 'torchvision', 'sympy'} & set(sys.modules)\n"
        "assert not found, found"
    )
    result = run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 3, padding=1)

    def forward(self, x):
        x = torch.cat([self.conv(x), self.conv(self.conv(x))], 1)
        return x.mean((2, 3))


def test_shared_parameters_are_counted_once_and_maps_put_together():
    found = layers.describe(Shared(), (2, 8, 9))
    assert [layer.parameters for layer in found] == [38, 0, 0, 0, 0]
    assert [layer.multiply_adds for layer in found] == [2592, 2592, 2592, 0, 0]
    assert [layer.shape for layer in found] == [*[(2, 8, 9)] * 3, (4, 8, 9), (4,)]
    assert found[3].sources == ("conv", "conv_2")


class Misaligned(nn.Module):
    def __init__(self):
        super().__init__()
        self.left, self.right = nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, 2, 2)
        self.after, self.linear = nn.Conv2d(1, 1, 3), nn.Linear(36, 2)

    def forward(self, x):
        return self.linear(torch.flatten(self.after(self.left(x) + self.right(x)), 1))


def test_misaligned_branches_leave_the_field_open():
    found = {layer.name: layer for layer in layers.describe(Misaligned(), (1, 16, 16))}
    assert [name for name, layer in found.items() if layer.field is None] == ["add", "after"]
    assert found["after"].shape == (1, 6, 6)
    assert found["linear"].field.size == (16, 16)


def test_grouped_convolution_and_other_layers():
    assert layers.arithmetic(nn.Conv2d(4, 8, 3, groups=2, bias=False)) == "8·2·3·3"
    assert layers.arithmetic(nn.BatchNorm2d(24)) == "24 + 24"
    assert layers.arithmetic(nn.ReLU()) == ""
    grouped = nn.Sequential(nn.Conv2d(4, 8, 3, groups=2, bias=False))
    assert layers.describe(grouped, (4, 5, 5))[0].multiply_adds == 9 * 8 * 18


@pytest.mark.parametrize(
    ("model", "size", "message"),
    [
        (zoo.build("galaxy_cnn"), (3, 64, 64), r"linear takes 468 values but gets 208 \(208\)"),
        (zoo.build("galaxy_cnn"), (1, 96, 96), "block1.conv takes 3 channels but gets 1 .1 × 96"),  # noqa: RUF001
        (zoo.build("lenet5"), (1, 8, 8), "conv2: window spans 5 pixels but the padded input has 2"),
        (nn.Sequential(nn.BatchNorm2d(2)), (3, 4, 4), "0 takes 2 channels but gets 3"),
        (nn.Sequential(nn.GRU(4, 4)), (3, 4, 4), "_0: there is no rule for GRU"),
    ],
)
def test_an_image_that_the_network_cannot_take_is_refused(model, size, message):
    with pytest.raises(ValueError, match=message):
        layers.describe(model, size)


def test_a_network_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no network is called 'resnet19'"):
        layers.of("resnet19")
    with pytest.raises(ValueError, match="at least 64 pixels, got 32"):
        layers.of("alexnet", size=32)


def test_why_a_layer_has_no_field_is_kept():
    found = {layer.name: layer for layer in layers.describe(Misaligned(), (1, 16, 16))}
    assert found["after"].problem == found["add"].problem
    assert found["add"].problem.startswith("add: the branches left and right are misaligned (")
    assert found["left"].problem == found["linear"].problem == ""


class Twice(nn.Module):
    def forward(self, x):
        return torch.cat([x, x], 1)


def test_maps_that_are_put_together_with_themselves():
    assert layers.describe(Twice(), (2, 4, 4))[0].shape == (4, 4, 4)


class Scaled(nn.Module):
    """A convolution whose weights are another's, and a number that a function is given."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(4, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1)
        self.b.weight = self.a.weight
        self.scale = nn.Parameter(torch.ones(4, 1, 1))
        self.shift = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        return self.scale * self.b(self.a(x)) + self.shift


def test_the_arithmetic_is_that_of_the_parameters_that_are_counted():
    model = Scaled()
    found = layers.describe(model, (4, 8, 8))
    assert [layer.parameters for layer in found] == [148, 4, 4, 1]
    assert [layer.arithmetic for layer in found] == ["4·4·3·3 + 4", "4", "4·1·1", "1"]
    assert layers.total(found).parameters == zoo.parameter_count(model)
