"""Random descriptions of networks, possible or not."""

from hypothesis import strategies as st

from cnnviz.builder import Block, Network
from cnnviz.builder.description import ACTIVATIONS, HEADS, PADDING, POOLING

BLOCKS = st.builds(
    Block,
    channels=st.integers(1, 6),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 3),
    dilation=st.integers(1, 3),
    convolutions=st.integers(1, 3),
    pooling=st.sampled_from(POOLING),
    residual=st.booleans(),
)
NETWORKS = st.builds(
    Network,
    in_channels=st.integers(1, 3),
    size=st.integers(8, 40),
    classes=st.integers(2, 5),
    blocks=st.lists(BLOCKS, min_size=1, max_size=3).map(tuple),
    padding=st.sampled_from(PADDING),
    activation=st.sampled_from(tuple(ACTIVATIONS)),
    batch_norm=st.booleans(),
    head=st.sampled_from(HEADS),
    dense=st.lists(st.integers(1, 5), max_size=2).map(tuple),
    dropout=st.sampled_from((0, 0.25, 0.5)),
)
