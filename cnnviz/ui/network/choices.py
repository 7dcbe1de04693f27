"""What the visitor chooses on the page of the layers."""

from dataclasses import dataclass, replace

from cnnviz import zoo
from cnnviz.builder import Network
from cnnviz.ui import models as known_models

CHOSEN, BUILT, NONE = "chosen", "built", "none"
TITLES = {
    "lenet5": "LeNet-5",
    "mlp": "Fully connected",
    "alexnet": "AlexNet",
    **{name: f"VGG-{name.removeprefix('vgg')}" for name in zoo.TORCHVISION if "vgg" in name},
    **{name: f"ResNet-{name.removeprefix('resnet')}" for name in zoo.TORCHVISION if "res" in name},
    BUILT: "Build your own",
}
VIEWS = ("table", "costs", "compare", "block", "pytorch")
ROWS = ("layers", "stages")
# channels, pixels and classes; none where each network has its own
TASKS: dict[str, tuple[int, int, int] | None] = {
    "own": None,
    "galaxies": (3, 96, 7),
    "digits": (1, 28, 10),
    "photographs": (3, 224, 1000),
}
ALL_BLOCKS = 0


@dataclass(frozen=True)
class Look:
    """The choices.

    Args:
        model: "chosen", which follows the frame, the name of other weights, or one of TITLES
        other: what it is compared with, the same or "none"
        task: one of TASKS, the same for both
        built: the visitor's own network; where one is looked at, it has the task's sizes
        edited: number of the block that the controls change, from 1; 0 for all
        rows: of the table, one of ROWS
        block: number of the residual block that is drawn, from 1
        view: the section below the picture
    """

    model: str = CHOSEN
    other: str = NONE
    task: str = "own"
    built: Network = Network()  # noqa: RUF009  # frozen
    edited: int = ALL_BLOCKS
    rows: str = "layers"
    block: int = 1
    view: str = "table"


def fitted(network: Network, task: str) -> Network:
    """A built network as it takes a task's images and tells its classes apart.

    Args:
        network: the description
        task: a key of TASKS; "own" leaves the network as it is
    """
    sizes = TASKS[task]
    if sizes is None:
        return network
    channels, pixels, classes = sizes
    return replace(network, in_channels=channels, size=pixels, classes=classes)


def sized(sizes: tuple[int, int, int]) -> dict[str, int]:
    """Channels, pixels and classes by the names that networks give them."""
    return dict(zip(("in_channels", "size", "classes"), sizes, strict=True))


def sizes_of(network: Network) -> tuple[int, int, int]:
    """Channels, pixels and classes of a built network."""
    return network.in_channels, network.size, network.classes


def models() -> tuple[str, ...]:
    """Everything that can be looked at."""
    return (CHOSEN, *known_models.names(), *TITLES)
