"""A residual block as a file."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures, layers, stages
from cnnviz.figures import Box
from cnnviz.ui.network import residual

CONVOLUTION = Box("convolution", "Conv2d to 28 \N{MULTIPLICATION SIGN} 28", "3\N{MIDDLE DOT}3 = 9")


def read(data):
    image = Image.open(BytesIO(data))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGB"))


def test_each_layer_has_a_row_and_the_ways_stand_side_by_side():
    one = read(figures.residual_block_png("8", [CONVOLUTION], [], []))
    two = read(figures.residual_block_png("8", [CONVOLUTION] * 2, [CONVOLUTION], []))
    behind = read(figures.residual_block_png("8", [CONVOLUTION] * 2, [], [Box("other", "ReLU")]))
    assert one.shape[1] == two.shape[1] == behind.shape[1]
    step = two.shape[0] - one.shape[0]
    assert step == behind.shape[0] - two.shape[0] > 50
    # the way around is a white box where nothing is computed, and has a colour where something is
    middle = one.shape[1] * 3 // 4
    row = 2 * (20 + 62 + 6)
    assert tuple(one[row, middle]) == (255, 255, 255)
    assert tuple(two[row, middle]) != (255, 255, 255)


@pytest.mark.parametrize("network", ["resnet18", "resnet50"])
def test_the_blocks_of_the_zoo_are_drawn(network):
    for block in stages.blocks(layers.of(network), (3, 224, 224))[:4]:
        assert read(residual.png(block)).shape[0] > 400
