"""Published receptive fields beside those that this app finds in the same networks."""

from dataclasses import dataclass

import streamlit as st

from cnnviz.ui import downloads
from cnnviz.ui.networks import TITLES
from cnnviz.ui.receptive_field import network

SOURCE = (
    "Published: A. Araujo, W. Norris and J. Sim, Computing Receptive Fields of Convolutional "
    "Neural Networks, Distill 2019, and its released table. Start: minus their padding P."
)
DIFFERENT = (
    "ResNet-50: 483 pixels are published for ResNet v1, whose bottleneck blocks have their stride "
    "in the first 1 \N{MULTIPLICATION SIGN} 1 convolution. Torchvision's ResNet, called v1.5, "
    "has it in the 3 \N{MULTIPLICATION SIGN} 3 convolution one layer later: the kernel steps "
    "over pixels half as far apart, and the field has 427. Both are right, each for its network."
)
MISSING = "not compared"


@dataclass(frozen=True)
class Published:
    """A layer's published field along either axis, in pixels.

    Args:
        network: of the zoo
        known: the layer as the authors call it
        layer: the same in this app, torch.fx's name
        size: of the field
        stride: of the field
        start: first pixel of unit 0; None where the table has none
    """

    network: str
    known: str
    layer: str
    size: int
    stride: int
    start: int | None = None


ALL = (
    Published("alexnet", "conv1", "features_0", 11, 4),
    Published("alexnet", "pool1", "features_2", 19, 8),
    Published("alexnet", "conv2", "features_3", 51, 8),
    Published("alexnet", "conv3", "features_6", 99, 16),
    Published("alexnet", "conv4", "features_8", 131, 16),
    Published("alexnet", "conv5", "features_10", 163, 16),
    Published("alexnet", "pool5", "features_12", 195, 32),
    Published("vgg16", "conv1_1", "features_0", 3, 1, -1),
    Published("vgg16", "pool1", "features_4", 6, 2, -2),
    Published("vgg16", "conv2_1", "features_5", 10, 2, -4),
    Published("vgg16", "pool2", "features_9", 16, 4, -6),
    Published("vgg16", "conv3_1", "features_10", 24, 4, -10),
    Published("vgg16", "pool3", "features_16", 44, 8, -18),
    Published("vgg16", "pool4", "features_23", 100, 16, -42),
    Published("vgg16", "pool5", "features_30", 212, 32, -90),
    Published("resnet50", "last block (v1)", "layer4_2_relu_2", 483, 32),
)


def draw() -> None:
    """Draw the table, and say where conventions differ."""
    st.caption(DIFFERENT)
    st.table(table(), hide_index=True, width="content",
             alt="Published receptive fields beside those found here")  # fmt: skip
    st.caption(SOURCE)
    downloads.button(
        "Published numbers (CSV)", "published-receptive-fields.csv",
        lambda: downloads.table(table()), "text/csv",
    )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=1)
def table() -> list[dict[str, str]]:
    """Each published layer beside the same one here, as the rows of a table."""
    return [_row(published) for published in ALL]


def _row(published: Published) -> dict[str, str]:
    layer = network.of(published.network, "").layer(published.layer)
    assert layer is not None
    field = network.field(layer)
    here = [field.size[0], field.stride[0], field.start[0]]
    given = [published.size, published.stride, published.start]
    pairs = zip(given, here, strict=True)
    same = all(value is None or value == found for value, found in pairs)
    return {
        "Network": TITLES[published.network],
        "Layer": published.known,
        "Published size": str(published.size),
        "Size here": str(here[0]),
        "Published stride": str(published.stride),
        "Stride here": str(here[1]),
        "Published start": _signed(published.start),
        "Start here": _signed(here[2]),
        "Agree": "yes" if same else "no, see above",
    }


def _signed(value: int | None) -> str:
    return MISSING if value is None else str(value).replace("-", "\N{MINUS SIGN}")
