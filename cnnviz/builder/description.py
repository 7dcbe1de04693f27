"""What a network is built from: blocks of convolutions, and a dense head."""

from dataclasses import dataclass

from cnnviz.builder.checks import one_of, several, share, truth, whole

POOLING = ("max", "average", "none")
ACTIVATIONS = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "none": "",
}
PADDING = ("half", "none")
HEADS = ("flatten", "global_average")

# least and most of each whole number
IN_BLOCK = {
    "channels": (1, 1024),
    "kernel": (1, 11),
    "stride": (1, 4),
    "dilation": (1, 8),
    "convolutions": (1, 4),
}
IN_NETWORK = {"in_channels": (1, 16), "size": (8, 512), "classes": (2, 1000)}
BLOCKS, LAYERS = 8, 4  # at most
WIDTH = (1, 4096)  # of a dense layer
DROPOUT = 0.9


@dataclass(frozen=True)
class Block:
    """Convolutions, each with its activation, and a pooling.

    Args:
        channels: of its output
        kernel: k of its convolutions
        stride: s of the first of them
        dilation: d of all of them
        convolutions: how many there are
        pooling: of 2 by 2 pixels, one of POOLING
        residual: whether the block's input is added to what its convolutions make of it

    Raises:
        ValueError: one sentence that names the value
    """

    channels: int
    kernel: int = 3
    stride: int = 1
    dilation: int = 1
    convolutions: int = 1
    pooling: str = "max"
    residual: bool = False

    def __post_init__(self) -> None:
        for name, (least, most) in IN_BLOCK.items():
            whole(name, getattr(self, name), least, most)
        one_of("pooling", self.pooling, POOLING)
        truth("residual", self.residual)


# the tutorial's channels
FOUR_BLOCKS = (Block(4), Block(6), Block(9), Block(13))


@dataclass(frozen=True)
class Network:
    """A network; its defaults are the tutorial's with max pooling.

    Args:
        in_channels: C of the images
        size: H and W of the images, pixels
        classes: K
        blocks: one to eight
        padding: "half" adds floor((d (k - 1) + 1) / 2) pixels at each edge, "none" nothing
        activation: one of ACTIVATIONS
        batch_norm: whether each convolution's output is normalised over the batch
        head: "flatten" passes every value of the last maps to the dense layers,
            "global_average" the mean of each map
        dense: widths of the layers between the maps and the classes
        dropout: probability with which a value before a dense layer is dropped in training

    Raises:
        ValueError: one sentence that names the value
    """

    in_channels: int = 3
    size: int = 96
    classes: int = 7
    blocks: tuple[Block, ...] = FOUR_BLOCKS
    padding: str = "half"
    activation: str = "relu"
    batch_norm: bool = False
    head: str = "flatten"
    dense: tuple[int, ...] = ()
    dropout: float = 0.0

    def __post_init__(self) -> None:
        for name, (least, most) in IN_NETWORK.items():
            whole(name, getattr(self, name), least, most)
        several("blocks", self.blocks, 1, BLOCKS)
        one_of("padding", self.padding, PADDING)
        one_of("activation", self.activation, tuple(ACTIVATIONS))
        truth("batch_norm", self.batch_norm)
        one_of("head", self.head, HEADS)
        several("dense layers", self.dense, 0, LAYERS)
        for width in self.dense:
            whole("a dense layer's width", width, *WIDTH)
        share("dropout", self.dropout, DROPOUT)
