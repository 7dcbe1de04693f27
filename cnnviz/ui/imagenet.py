"""The ImageNet weights of torchvision's networks: how they get here."""

from cnnviz import layers, pretrained, zoo
from cnnviz.ui import networks

MEGABYTE = 10**6


def offer(network: str) -> str:
    """How the weights of a network get here, one sentence, as Markdown.

    Args:
        network: name in the zoo

    Returns:
        empty for a network that ImageNet did not teach, or whose weights are here
    """
    if network not in zoo.TORCHVISION or pretrained.available(network):
        return ""
    size = layers.total(networks.table(network)).parameter_bytes / MEGABYTE
    return (
        f"With a network connection, `python -m cnnviz download {network}` fetches, once, the "
        f"weights that torchvision trained on ImageNet ({size:.0f}\N{NO-BREAK SPACE}MB)."
    )
