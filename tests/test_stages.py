"""Layers put together: the lectures' shapes, the published blocks, sums that lose nothing."""

import pytest
from torch import nn

from cnnviz import builder, layers, stages, zoo


def stages_of(name, **arguments):
    found = layers.of(name, **arguments)
    return stages.stages(found, layers.input_shape(name, **arguments))


def blocks_of(name, **arguments):
    found = layers.of(name, **arguments)
    return stages.blocks(found, layers.input_shape(name, **arguments))


def paths(some):
    return [layer.path for layer in some]


def test_lenet_is_the_lectures_row_of_tensors():
    found = stages_of("lenet5")
    assert [stage.shape for stage in found] == [
        (1, 28, 28), (6, 24, 24), (6, 12, 12), (16, 8, 8), (16, 4, 4), (256,), (120,), (84,), (10,),
    ]  # fmt: skip
    assert [stage.role for stage in found] == [
        "input", "convolution", "pooling", "convolution", "pooling", "other", *["dense"] * 3,
    ]  # fmt: skip
    assert paths(found[1].layers) == ["conv1", "relu1"]


def test_resnet_152_has_the_published_blocks():
    # He et al. 2016, table 1: 3, 8, 36 and 3 blocks
    found = [stage for stage in stages_of("resnet152") if stage.role == "residual"]
    assert [(stage.name, stage.blocks) for stage in found] == [
        ("layer1.0 to 2", 3), ("layer2.0 to 7", 8), ("layer3.0 to 35", 36), ("layer4.0 to 2", 3),
    ]  # fmt: skip
    assert len(blocks_of("resnet152")) == 50


@pytest.mark.parametrize("name", sorted(zoo.MODELS))
def test_every_layer_is_in_one_stage_in_order(name):
    found = layers.of(name)
    put = stages.stages(found, layers.input_shape(name))
    assert [layer for stage in put for layer in stage.layers] == found
    assert put[0].role == "input"
    for stage in put[1:]:
        assert stage.role in stages.ROLES
        assert stage.shape == stage.layers[-1].shape
    roles = stages.by_role(found)
    assert sum(total.parameters for total in roles.values()) == layers.total(found).parameters
    assert sum(stage.total.multiply_adds for stage in put) == layers.total(found).multiply_adds


def test_alexnets_parameters_sit_in_its_dense_layers():
    found = stages.by_role(layers.of("alexnet"))
    # 61,100,840 as torchvision publishes; 37,752,832 + 16,781,312 + 4,097,000 in dense layers
    assert {role: total.parameters for role, total in found.items()} == {
        "convolution": 2_469_696, "pooling": 0, "dense": 58_631_144, "other": 0,
    }  # fmt: skip


def test_a_bottleneck_with_its_projection():
    first, second = blocks_of("resnet50")[:2]
    assert (first.name, first.source, first.join.shape) == ("layer1.0", (64, 56, 56), (256, 56, 56))
    assert paths(first.body) == [
        f"layer1.0.{name}"
        for name in ("conv1", "bn1", "relu", "conv2", "bn2", "relu", "conv3", "bn3")
    ]
    assert paths(first.shortcut) == ["layer1.0.downsample.0", "layer1.0.downsample.1"]
    assert paths(first.after) == ["layer1.0.relu"]
    assert second.shortcut == ()
    assert second.source == (256, 56, 56)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_built_block_knows_its_shortcut(batch_norm):
    blocks = [{"channels": 3, "residual": True}, {"channels": 4, "residual": True}]
    identity, projection = blocks_of("built", blocks=blocks, batch_norm=batch_norm)
    assert identity.source == (3, 96, 96)
    assert identity.shortcut == ()
    assert paths(identity.body)[0] == "block1.residual.body.conv"
    assert projection.source == (3, 48, 48)
    assert paths(projection.body)[0] == "block2.residual.body.conv"
    assert paths(projection.shortcut)[0] == "block2.residual.shortcut.conv"


def test_blocks_of_one_shape_in_different_places_have_their_whole_names():
    block = {"channels": 4, "residual": True, "pooling": "none"}
    found = stages_of("built", blocks=[block, block])
    assert (found[1].name, found[1].blocks) == ("block1.residual to block2.residual", 2)


def test_a_network_without_sums_has_no_blocks():
    assert blocks_of("vgg11") == []


class Shifted(nn.Module):
    """A convolution and a number: nothing goes around it."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 3, padding=1)

    def forward(self, x):
        return self.conv(x) + 1


class Sums(nn.Module):
    """Two sums in one module."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(2, 2, 3, padding=1), nn.Conv2d(2, 2, 5, padding=2)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(x + self.a(x))
        return self.relu(self.b(x) + x)


def described(*modules):
    return layers.describe(nn.Sequential(*modules), (2, 4, 4))


def test_a_number_that_is_added_is_no_way_around():
    found = described(Shifted(), nn.Flatten())
    assert stages.blocks(found, (2, 4, 4)) == []
    assert [s.role for s in stages.stages(found, (2, 4, 4))] == ["input", "convolution", "other"]


@pytest.mark.parametrize("before", [(), (nn.Tanh(),)])
def test_each_sum_of_a_module_is_a_block(before):
    found = described(*before, Sums(), nn.Flatten())
    unit = str(len(before))
    first, second = stages.blocks(found, (2, 4, 4))
    assert (first.name, second.name) == (f"{unit}, sum 1 of 2", f"{unit}, sum 2 of 2")
    assert (paths(first.body), paths(second.body)) == ([f"{unit}.a"], [f"{unit}.b"])
    assert first.shortcut == second.shortcut == ()
    assert [layer.name for layer in (first.join, second.join)] == ["add", "add_1"]
    assert paths(first.after) == paths(second.after) == [f"{unit}.relu"]
    (stage,) = [s for s in stages.stages(found, (2, 4, 4)) if s.role == "residual"]
    assert (stage.name, stage.blocks) == (unit, 2)


def test_the_activation_behind_a_built_sum_belongs_to_its_block():
    network = builder.Network(
        blocks=(builder.Block(channels=4, residual=True), builder.Block(channels=8, residual=True))
    )
    found = layers.describe(builder.module(network), (3, 96, 96))
    made = stages.blocks(found, (3, 96, 96))
    assert [paths(block.after) for block in made] == [["block1.activation"], ["block2.activation"]]
