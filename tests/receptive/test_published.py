"""Published tables, and networks small enough to be followed by hand."""

import pytest
from torch import fx, nn

from cnnviz import zoo
from cnnviz.receptive import Field, fields
from tests.receptive.models import built, by_name

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
