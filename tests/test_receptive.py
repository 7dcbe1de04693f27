"""Published tables, then gradients through the same networks made linear, then every error."""

import copy
import threading

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import fx, nn

from cnnviz import layers, receptive, weights, zoo
from cnnviz.conv import Window
from cnnviz.receptive import Axis, Field, clear, effective, fields

DISTILL = "Araujo, Norris and Sim, Computing Receptive Fields, Distill 2019, and its released table"
# layers of torchvision's networks that are the published ones': name, size, stride, start
VGG16 = {
    "features_0": (3, 1, -1),  # conv1_1
    "features_4": (6, 2, -2),  # pool1
    "features_5": (10, 2, -4),  # conv2_1
    "features_9": (16, 4, -6),  # pool2
    "features_10": (24, 4, -10),  # conv3_1
    "features_16": (44, 8, -18),  # pool3
    "features_23": (100, 16, -42),  # pool4
    "features_30": (212, 32, -90),  # pool5
}
ALEXNET = {
    "features_0": (11, 4),  # conv1
    "features_2": (19, 8),  # pool1
    "features_3": (51, 8),  # conv2
    "features_6": (99, 16),  # conv3
    "features_8": (131, 16),  # conv4
    "features_10": (163, 16),  # conv5
    "features_12": (195, 32),  # pool5
}


def built(name):
    with torch.device("meta"):
        return zoo.build(name)


def by_name(model, size):
    found, _ = clear(model, size)
    return {field.layer: field for field in found}


def test_two_layers_by_hand():
    # Distill's example: k3 s3 p1, then k2: 3 + (2 - 1) 3 = 6 pixels from -1
    first, second = fields(nn.Sequential(nn.Conv2d(1, 1, 3, 3, 1), nn.Conv2d(1, 1, 2)), 9)
    assert first == Field("_0", (3, 3), (3, 3), (-1, -1))
    assert second == Field("_1", (6, 6), (3, 3), (-1, -1))


@pytest.mark.parametrize(("layer", "published"), VGG16.items())
def test_vgg16_is_as_published(layer, published):
    field = by_name(built("vgg16"), 224)[layer]
    assert (field.size[0], field.stride[0], field.start[0]) == published, DISTILL
    assert (field.size[1], field.stride[1], field.start[1]) == published, DISTILL


@pytest.mark.parametrize(("layer", "published"), ALEXNET.items())
def test_alexnet_is_as_published(layer, published):
    field = by_name(built("alexnet"), 224)[layer]
    assert (field.size[0], field.stride[0]) == published, DISTILL


def test_resnet50_has_its_stride_in_the_second_convolution():
    # 483 is published for the stride in the first 1x1 convolution; torchvision's v1.5 has it in
    # the 3x3
    field = by_name(built("resnet50"), 224)["layer4_2_relu_2"]
    assert field == Field("layer4_2_relu_2", (427, 427), (32, 32), (-213, -213))
    model = built("resnet50")
    for block in (model.layer2[0], model.layer3[0], model.layer4[0]):
        block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
    assert by_name(model, 224)["layer4_2_relu_2"].size == (483, 483)


def test_the_tutorial_network_sees_46_pixels_after_its_fourth_pooling():
    found = by_name(built("galaxy_cnn"), 96)
    assert found["block4_pool"] == Field("block4_pool", (46, 46), (16, 16), (-15, -15))
    assert found["linear"] == Field("linear", (96, 96), (0, 0), (0, 0))


def test_lenet_and_the_fully_connected_network():
    assert by_name(built("lenet5"), 28)["pool2"] == Field("pool2", (16, 16), (4, 4), (0, 0))
    assert {field.size for field in fields(built("mlp"), (96, 80))} == {(96, 80)}


@pytest.mark.parametrize("name", zoo.MODELS)
def test_names_and_order_are_torch_fxs(name):
    model = built(name)
    nodes = fx.symbolic_trace(model).graph.nodes
    expected = [node.name for node in nodes if node.op not in ("placeholder", "output")]
    assert [field.layer for field in fields(model, 224)] == expected


# the oracle: the same network with one channel, positive weights, averages and no ReLU, so that the
# gradient is positive just where a unit looks


def made_linear(model):
    model = copy.deepcopy(model)
    for path, module in list(model.named_modules()):
        parent, _, leaf = path.rpartition(".")
        if path and not list(module.children()):
            setattr(model.get_submodule(parent), leaf, _linear(module))
    return model.eval()


def _linear(module):
    match module:
        case nn.Conv2d():
            layer = nn.Conv2d(
                *(1, 1, module.kernel_size, module.stride, module.padding, module.dilation),
                bias=False,
                dtype=torch.float64,
            )
            nn.init.constant_(layer.weight, 1 / layer.weight.numel())
            return layer
        case nn.MaxPool2d():
            assert module.dilation == 1
            return nn.AvgPool2d(module.kernel_size, module.stride, module.padding, module.ceil_mode)
        case nn.BatchNorm2d() | nn.ReLU() | nn.Dropout():
            return nn.Identity()
    return module


class Saved(fx.Interpreter):
    """Runs PyTorch's own tracing of a network up to a node."""

    def __init__(self, model, last):
        super().__init__(fx.symbolic_trace(model))
        self.last, self.kept = last, {}

    def run_node(self, node):
        if self.last in self.kept:
            return None
        self.kept[node.name] = super().run_node(node)
        return self.kept[node.name]


def seen(model, layers, units, size):
    """The box of pixels with a gradient, of each layer's unit."""
    x = torch.ones(1, 1, *size, dtype=torch.float64, requires_grad=True)
    saved = Saved(model, layers[-1])
    saved.run(x)
    for layer, unit in zip(layers, units, strict=True):
        (gradient,) = torch.autograd.grad(saved.kept[layer][(0, 0, *unit)], x, retain_graph=True)
        rows, columns = (gradient[0, 0] > 0).nonzero(as_tuple=True)
        yield tuple(map(int, (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)))


def inner(field):
    """The first unit whose field lies in the image."""
    return tuple(-(-max(-a, 0) // s) for a, s in zip(field.start, field.stride, strict=True))


DEEPEST = {
    "galaxy_cnn": ("block2_conv", "block4_relu"),
    "lenet5": ("conv2", "pool2"),
    "alexnet": ("features_3", "features_12"),
    "vgg11": ("features_10", "features_20"),
    "vgg16": ("features_16", "features_30"),
    "vgg19": ("features_18", "features_36"),
    "resnet18": ("layer2_0_conv1", "add_2", "add_7"),
    "resnet34": ("layer3_0_downsample_0", "add_9", "add_15"),
    "resnet50": ("layer2_1_conv2", "add_15"),
    "resnet101": ("layer3_5_relu_1", "add_32"),
    "resnet152": ("add_6", "add_49"),
}


@pytest.mark.parametrize("name", DEEPEST)
def test_the_zoos_fields_are_where_gradients_are(name):
    layers = DEEPEST[name]
    model = built(name)
    field = by_name(model, 224)[layers[-1]]
    size = field.box(*(i + 1 for i in inner(field)))[2] + 8  # its neighbour is there too
    assert size > field.size[0]
    found = by_name(model, size)
    units = [inner(found[layer]) for layer in layers]
    linear = made_linear(model)
    boxes = [found[layer].box(*unit) for layer, unit in zip(layers, units, strict=True)]
    assert list(seen(linear, layers, units, (size, size))) == boxes
    units = [(row + 1, column) for row, column in units]
    boxes = [found[layer].box(*unit) for layer, unit in zip(layers, units, strict=True)]
    assert list(seen(linear, layers, units, (size, size))) == boxes


class Residual(nn.Module):
    """A branch that keeps size and centre, beside the identity."""

    def __init__(self, branch):
        super().__init__()
        self.branch = branch

    def forward(self, x):
        return self.branch(x) + x


axis = st.tuples(
    st.integers(1, 4), st.integers(1, 3), st.integers(1, 2)
)  # kernel, stride, dilation


@st.composite
def convolution(draw, dilations=2):
    (k1, s1, d1), (k2, s2, d2) = draw(axis), draw(axis)
    d1, d2 = min(d1, dilations), min(d2, dilations)
    pads = [draw(st.integers(0, d * (k - 1) // 2)) for k, d in ((k1, d1), (k2, d2))]
    strides = (min(s1, k1), min(s2, k2))  # no pixel is left out
    return nn.Conv2d(1, 1, (k1, k2), strides, tuple(pads), (d1, d2))


@st.composite
def pooling(draw):
    kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    stride = tuple(draw(st.integers(1, k)) for k in kernel)
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    kind = draw(st.sampled_from([nn.MaxPool2d, nn.AvgPool2d]))
    return kind(kernel, stride, padding, ceil_mode=draw(st.booleans()))


@st.composite
def residual(draw, dilations=2):
    kernel = draw(st.tuples(st.sampled_from([1, 3, 5]), st.sampled_from([1, 3])))
    dilation = draw(st.integers(1, dilations))
    conv = nn.Conv2d(1, 1, kernel, padding="same", dilation=dilation)
    return Residual(nn.Sequential(conv, nn.BatchNorm2d(1), nn.ReLU(inplace=True)))


networks = st.lists(st.one_of(convolution(), pooling(), residual()), min_size=1, max_size=5)
# a dilated kernel may step over the first pixel, which a box about all that is seen does not show
without_gaps = st.lists(st.one_of(convolution(1), pooling(), residual(1)), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(networks, st.integers(0, 10), st.integers(0, 10))
def test_fields_of_random_networks_are_where_gradients_are(parts, extra, wider):
    model = nn.Sequential(*parts)
    last = fields(model, 4096)[-1]
    bottom, right = last.box(*inner(last))[2:]
    size = (bottom + extra, right + wider)
    found = fields(model, size)
    layers = [field.layer for field in found]
    units = [inner(field) for field in found]
    boxes = [field.box(*inner(field)) for field in found]
    assert list(seen(made_linear(model), layers, units, size)) == boxes


@settings(max_examples=40, deadline=None)
@given(without_gaps, st.integers(40, 60))
def test_what_is_flattened_sees_what_any_unit_sees(parts, size):
    model = nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1))
    try:
        found = fields(model, (size, size + 3))
    except ValueError:  # shrunk to nothing
        return
    linear, layer = made_linear(model), found[-1].layer
    assert [found[-1].box()] == list(seen(linear, [layer], [(0, 0)], (size, size + 3)))


@settings(max_examples=40, deadline=None)
@given(networks, st.integers(40, 60))
def test_the_number_of_units_is_pytorchs(parts, size):
    model = nn.Sequential(*parts).eval()
    try:
        shape = model(torch.zeros(1, 1, size, size)).shape[2:]
    except RuntimeError:
        with pytest.raises(ValueError, match="window spans"):
            fields(model, size)
        return
    axes = dict(receptive.theoretical.axes(receptive.theoretical.trace(model), size))
    assert tuple(a.units for a in list(axes.values())[-1]) == tuple(shape)


# what else a network may hold


def test_adaptive_pooling_is_a_window_where_its_windows_are_equal():
    model = nn.Sequential(nn.Conv2d(1, 1, 3, 2, 1), nn.AdaptiveAvgPool2d((4, None)))
    assert fields(model, 16)[1] == Field("_1", (5, 3), (4, 2), (-1, -1))
    same = nn.Sequential(nn.Conv2d(1, 1, 3, 2, 1), nn.AdaptiveMaxPool2d(8))
    assert fields(same, 16)[1] == Field("_1", (3, 3), (2, 2), (-1, -1))
    # 5 rows to 4: two of each, one apart
    overlapping = nn.Sequential(nn.AdaptiveAvgPool2d(4))
    assert fields(overlapping, 5)[0] == Field("_0", (2, 2), (1, 1), (0, 0))


@pytest.mark.parametrize("size", [9, 4])  # 4: more units than cells, each sees one or two
def test_adaptive_pooling_with_unequal_windows_has_no_one_field(size):
    model = nn.Sequential(
        nn.AdaptiveAvgPool2d(7), nn.ReLU(), nn.Conv2d(1, 1, 3), nn.Flatten(), nn.Linear(25, 2)
    )
    found, problems = clear(model, size)
    said = f"_0: the windows of adaptive pooling, {size} to 7, differ in size or distance"
    assert problems == dict.fromkeys(("_0", "_1", "_2"), said)
    assert [field.box() for field in found] == [(0, 0, size, size)] * 2
    with pytest.raises(ValueError, match=said):
        fields(model, size)


def test_uneven_windows_of_alexnet():
    # 8 rows of features to 6; a window of two and one of three: unit 0 sees less than all
    found, problems = clear(built("alexnet"), 300)
    assert problems == {
        "avgpool": "avgpool: the windows of adaptive pooling, 8 to 6, differ in size or distance"
    }
    assert found[-1] == Field("classifier_6", (297, 297), (0, 0), (0, 0))


def test_uneven_windows_beside_a_branch_that_sees_everything():
    uneven = nn.AdaptiveAvgPool2d(7)
    assert by_name(Branches(uneven, nn.AdaptiveAvgPool2d(1)), 9)["add"] == Field(
        "add", (9, 9), (0, 0), (0, 0)
    )
    assert "add" not in by_name(Branches(uneven, nn.Conv2d(1, 1, 3)), 9)


def test_adaptive_pooling_of_one_cell():
    # of one cell all see the same
    one = nn.Sequential(nn.Conv2d(1, 1, 5), nn.AdaptiveAvgPool2d(3))
    assert fields(one, 5)[1] == Field("_1", (5, 5), (0, 0), (0, 0))


def test_pixels_that_no_window_reaches_are_not_seen():
    # windows of 3 from 0, 2, 4: the eighth pixel is in none of them
    model = nn.Sequential(nn.Conv2d(1, 1, 3, 2), nn.Flatten(), nn.Linear(9, 2))
    assert fields(model, 8)[1:] == [
        Field("_1", (7, 7), (0, 0), (0, 0)),
        Field("_2", (7, 7), (0, 0), (0, 0)),
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 7), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.integers(1, 2),
    st.sampled_from([nn.MaxPool2d, nn.AvgPool2d]),
)  # fmt: skip
def test_windows_that_hang_over_the_end_are_pytorchs(size, kernel, stride, padding, dilation, kind):
    given = (kernel, stride, min(padding, kernel // 2))
    options = {"dilation": dilation} if kind is nn.MaxPool2d else {}
    model = nn.Sequential(kind(*given, ceil_mode=True, **options))
    try:
        expected = model(torch.zeros(1, 1, size, size)).shape[2]
    except RuntimeError:
        with pytest.raises(ValueError, match="_0: window spans"):
            fields(model, size)
        return
    (axes,) = dict(receptive.theoretical.axes(receptive.theoretical.trace(model), size)).values()
    assert axes[0].units == axes[1].units == expected


def test_a_window_larger_than_its_input_may_hang_over_the_end():
    pool = nn.MaxPool2d(3, 2, ceil_mode=True)
    assert fields(pool, 2) == [Field("_unnamed", (3, 3), (2, 2), (0, 0))]


def circular(padding, mode="circular"):
    return nn.Sequential(nn.Conv2d(1, 1, 3, padding=padding, padding_mode=mode), nn.ReLU())


def test_circular_padding_has_no_one_field_and_the_others_have():
    found, problems = clear(nn.Sequential(*circular(1), nn.AdaptiveAvgPool2d(1)), 8)
    assert list(problems) == ["_0", "_1"]
    assert found == [Field("_2", (8, 8), (0, 0), (0, 0))]
    assert by_name(circular(0), 8)["_0"].start == (0, 0)  # nothing is padded
    for mode in ("reflect", "replicate"):
        assert by_name(circular(1, mode), 8)["_0"] == Field("_0", (3, 3), (1, 1), (-1, -1))


class Written(nn.Module):
    """A convolution, one way to write an operation, and a linear layer for vectors."""

    def __init__(self, ending, values):
        super().__init__()
        self.conv, self.ending = nn.Conv2d(1, 2, 3), ending
        self.linear = nn.Linear(values, 3) if values else nn.Identity()

    def forward(self, x):
        return self.linear(self.ending(self.conv(x)))


SAME = {  # endings of maps (N, 2, 4, 5), and values for the linear layer; 0 for none
    "flatten": (lambda x: torch.flatten(x, 1), 40),
    "flatten, last": (lambda x: torch.flatten(x, 1, -1), 40),
    "flatten, counted": (lambda x: x.flatten(start_dim=-3, end_dim=3), 40),
    "module": (nn.Flatten(1, 3), 40),
    "module, from the end": (nn.Flatten(-3), 40),
    "view": (lambda x: x.view(x.size(0), -1), 40),
    "view, shape": (lambda x: x.view(x.shape[0], 40), 40),
    "view of values": (lambda x: x.view(-1, 40), 40),
    "reshape, tuple": (lambda x: x.reshape((x.size(dim=0), -1)), 40),
    "torch.reshape": (lambda x: torch.reshape(x, (-1, 40)), 40),
    "mean": (lambda x: x.mean((2, 3)), 2),
    "mean, from the end": (lambda x: x.mean([-1, -2]), 2),
    "mean, torch": (lambda x: torch.mean(x, dim=(3, 2)), 2),
    "mean, kept": (lambda x: x.mean((-2, -1), keepdim=True).flatten(1), 2),
    "mean, kept by position": (lambda x: x.mean((2, 3), True), 0),
    "cat": (lambda x: torch.cat([x, x], dim=-3), 0),
    "cat of vectors": (lambda x: torch.cat([x.flatten(1), x.flatten(1)], -1), 80),
    "softmax of vectors": (nn.Sequential(nn.Flatten(), nn.Softmax(-1)), 40),
    "softmax of channels": (nn.Softmax(-3), 0),
}


@pytest.mark.parametrize("name", SAME)
def test_dimensions_are_counted_from_both_ends(name):
    model = Written(*SAME[name])
    found = layers.describe(model, (1, 6, 7))
    assert found[-1].shape == tuple(model(torch.zeros(2, 1, 6, 7)).shape[1:])
    names = [field.layer for field in fields(model, (6, 7))]
    assert names == [layer.name for layer in found]


OTHER = {
    "flatten, maps alone": lambda x: torch.flatten(x, 1, 2),
    "flatten, images too": lambda x: x.flatten(),
    "flatten, last two": nn.Flatten(-2),
    "view, channels": lambda x: x.view(x.size(1), -1),
    "view, one image": lambda x: x.view(1, -1),
    "view of one": lambda x: x.view(-1),
    "mean of rows": lambda x: x.mean(-1),
    "mean of channels": lambda x: x.mean((1, 2)),
    "mean of all": lambda x: x.mean(),
    "cat of rows": lambda x: torch.cat([x, x], -2),
    "softmax of columns": nn.Softmax(-1),
    "softmax of images": nn.Softmax(0),
}


@pytest.mark.parametrize("name", OTHER)
def test_other_dimensions_are_refused(name):
    with pytest.raises(ValueError, match="there is no rule for"):
        fields(Written(OTHER[name], 0), 6)


def test_a_view_of_another_number_of_values_is_refused():
    model = Written(lambda x: x.view(-1, 64), 64)
    with pytest.raises(ValueError, match="view takes 64 values but gets 40"):
        layers.describe(model, (1, 6, 7))


class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 4, 1), nn.Sigmoid())
        self.fc = nn.Linear(4 * 4 * 8, 2)

    def forward(self, x):
        f = nn.functional
        x = f.relu(self.conv(x), inplace=True)
        x = f.max_pool2d(x, 2)
        x = torch.cat([x, 2 * x], 1)
        x = f.avg_pool2d(f.dropout(x, training=False), 2, stride=2)
        x = f.adaptive_avg_pool2d(x, 4)
        return self.fc(x.view(x.size(0), -1))


def test_functions_are_followed_as_modules_are():
    found = by_name(Functional(), 16)
    pooled = next(field for name, field in found.items() if name.startswith("max_pool2d"))
    assert (pooled.size, pooled.stride, pooled.start) == ((4, 4), (2, 2), (-1, -1))
    assert found["cat"].size == (4, 4)
    assert found["avg_pool2d"].size == found["adaptive_avg_pool2d"].size == (6, 6)
    assert found["fc"] == Field("fc", (16, 16), (0, 0), (0, 0))
    assert "size" not in found


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 3, 1), nn.Sigmoid())

    def forward(self, x):
        x = self.conv(x)
        return x * self.gate(x)


def test_a_gate_lets_every_unit_see_everything():
    assert by_name(Gated(), 12)["mul"] == Field("mul", (12, 12), (0, 0), (0, 0))


def test_padding_alone_moves_the_start():
    model = nn.Sequential(nn.ZeroPad2d((1, 2, 3, 4)), nn.Conv2d(1, 1, 3))
    assert fields(model, 8)[1] == Field("_1", (3, 3), (1, 1), (-3, -1))


def test_a_field_tells_its_box_and_centre():
    field = Field("pool", (4, 6), (2, 3), (-1, 0))
    assert field.box(2, 1) == (3, 3, 7, 9)
    assert field.centre == (0.5, 2.5)


def test_a_stack_of_windows():
    windows = [Window(3, 3, 1), Window(2), Window(3, dilation=2)]
    axes = receptive.stack(windows, 18)
    assert axes[1:] == [Axis(5, 6, 3, -1, 17), Axis(1, 18, 3, -1, 17)]
    assert axes[0].centre == 0
    with pytest.raises(
        ValueError, match="layer 2: window spans 9 pixels but the padded input has 4"
    ):
        receptive.stack([Window(3), Window(5, dilation=2)], 6)


# errors


class Branches(nn.Module):
    def __init__(self, left, right):
        super().__init__()
        self.left, self.right = left, right

    def forward(self, x):
        return self.left(x) + self.right(x)


def test_misaligned_branches_are_named():
    centres = Branches(nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, 2, 2))
    message = (
        r"add: the branches left and right are misaligned \(strides of 2 and 2 pixels, "
        r"centres at 0 and 0.5 along the rows\)"
    )
    with pytest.raises(ValueError, match=message):
        fields(centres, 16)
    strides = Branches(nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, (1, 9), (2, 1)))
    with pytest.raises(ValueError, match=r"misaligned .strides of 2 and 1 .* along the columns"):
        fields(strides, 16)


def test_aligned_branches_have_the_larger_field():
    aligned = Branches(nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, (1, 5), 2, (0, 2)))
    assert by_name(aligned, 16)["add"] == Field("add", (3, 5), (2, 2), (-1, -2))


def test_branches_of_different_sizes_are_named():
    with pytest.raises(ValueError, match="add: the branches left and right have 14 and 12 rows"):
        fields(Branches(nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 5)), 16)


class Sorted(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


@pytest.mark.parametrize(
    ("model", "size", "message"),
    [
        (nn.Sequential(nn.Conv1d(1, 1, 3)), 8, "_0: there is no rule for Conv1d"),
        (nn.Sequential(nn.Flatten(2)), 8, "_0: there is no rule for Flatten"),
        (nn.Sequential(nn.Conv2d(1, 1, 5)), 4, "_0: window spans 5 pixels but the padded input"),
        (nn.Sequential(nn.Linear(8, 8)), 8, "_0: a linear layer needs flattened maps"),
        (nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Linear(4, 3)), 8, "_1: a linear layer needs fl"),
        (nn.Sequential(nn.Softmax(-1)), 8, "_0: there is no rule for Softmax"),
        (nn.Sequential(nn.Flatten(0)), 8, "_0: there is no rule for Flatten"),
        (
            nn.Sequential(nn.Conv2d(1, 1, 3, padding=1, padding_mode="circular")),
            8,
            "_0: circular padding lets units at one edge see the opposite edge too",
        ),
        (nn.Sequential(nn.ReLU()), 0, "at least one pixel along each axis, got 0"),
        (Sorted(), 8, "Sorted cannot be followed"),
    ],
)
def test_what_cannot_be_followed_is_a_sentence(model, size, message):
    with pytest.raises(ValueError, match=message):
        fields(model, size)


# effective fields


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
