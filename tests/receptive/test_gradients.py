"""Fields are where the gradients of the same networks made linear are."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnnviz import receptive
from cnnviz.receptive import fields
from tests.receptive.models import Residual, built, by_name, inner, made_linear, seen

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


def test_pixels_that_a_stride_leaves_out_are_not_seen():
    model = nn.Sequential(
        nn.Conv2d(1, 1, 1), nn.Conv2d(1, 1, 4, 3), nn.AvgPool2d(2), nn.Conv2d(1, 1, 5, 2, 2)
    )
    found = fields(model, 32)
    last = [(9, 9), (4, 4), (2, 2)]  # the last unit of each layer behind a stride
    boxes = list(seen(made_linear(model), ["_1", "_2", "_3"], last, (32, 32)))
    for field, unit, box in zip(found[1:], last, boxes, strict=True):
        first, end = max(field.box(*unit)[0], 0), min(field.box(*unit)[2], field.seen[0])
        assert box == (first, first, end, end)
    assert boxes[-1][2] < 32  # some are left out
