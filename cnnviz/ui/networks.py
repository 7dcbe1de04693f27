"""The networks that a visitor may look into beside the chosen model."""

from cnnviz import builder, zoo
from cnnviz.ui.address import kept

BUILT = "built"
TUTORIAL = builder.Network()  # with max pooling
TITLES = {
    BUILT: "Your own network", "galaxy_cnn": "Galaxy CNN", "lenet5": "LeNet-5",
    "mlp": "Fully connected", "alexnet": "AlexNet",
    **{name: name.upper().replace("VGG", "VGG-") for name in zoo.TORCHVISION if "vgg" in name},
    **{name: name.replace("resnet", "ResNet-") for name in zoo.TORCHVISION if "res" in name},
}  # fmt: skip


def built_before(built: builder.Network) -> builder.Network:
    """The network that the visitor built on the page of the layers.

    Args:
        built: instead, where there is none or where it is none of the first visit
    """
    text = kept("network").get("network_built", "")
    if built != TUTORIAL or not text:
        return built
    try:
        return builder.from_json(text)
    except ValueError:  # one that is not possible is explained there
        return built


def one_of(text: str, names: tuple[str, ...]) -> str:
    """One of the known words.

    Raises:
        ValueError: one sentence with all of them
    """
    if text not in names:
        raise ValueError(f"'{text[:20]}' is none of {', '.join(names)}")
    return text
