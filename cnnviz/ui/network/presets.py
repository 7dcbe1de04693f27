"""Networks to begin with."""

from cnnviz.builder import Block, Network

PRESETS = {
    "tutorial": ("The tutorial's", Network()),
    "lenet": (
        "LeNet-5",
        Network(
            1, 28, 10, (Block(6, kernel=5), Block(16, kernel=5)), padding="none", dense=(120, 84)
        ),
    ),
    "residual": (
        "Residual blocks",
        Network(
            blocks=(
                Block(16, kernel=5, stride=2),
                *(Block(n, convolutions=2, residual=True) for n in (16, 32, 64)),
            ),
            batch_norm=True,
            head="global_average",
        ),
    ),
    "dilated": (
        "Dilation in place of pooling",
        Network(
            blocks=tuple(Block(8, dilation=d, pooling="none") for d in (1, 2, 4, 8)),
            head="global_average",
        ),
    ),
}
