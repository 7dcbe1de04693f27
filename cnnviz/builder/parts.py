"""The parts of a described network, from which its module and its source are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cnnviz.builder.description import ACTIVATIONS, Block, Network
from cnnviz.conv import Window

MOST_PARAMETERS = 200_000_000
LARGEST_MAPS = 2**28  # values in the output of one layer, as of weights that are loaded
POOLINGS = {"max": "MaxPool2d", "average": "AvgPool2d"}


@dataclass(frozen=True)
class Part:
    """One layer of torch.nn.

    Args:
        name: within its group
        kind: name of the class in torch.nn
        arguments: by position
        options: by name
    """

    name: str
    kind: str
    arguments: tuple[int | float, ...] = ()
    options: tuple[tuple[str, int | bool], ...] = ()

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        match self.kind, self.arguments:
            case "Conv2d", (inputs, outputs, kernel):
                weights = int(inputs * outputs * kernel**2)
                return weights + int(outputs) * dict(self.options).get("bias", True)
            case "Linear", (inputs, outputs):
                return int((inputs + 1) * outputs)
            case "BatchNorm2d", (channels,):
                return int(2 * channels)
        return 0


@dataclass(frozen=True)
class Group:
    """Parts one after the other; `about` says what comes out."""

    name: str
    parts: tuple["Part | Group | Addition", ...]
    about: str = ""


@dataclass(frozen=True)
class Addition:
    """The sum of what two ways make of the same input."""

    name: str
    body: Group
    shortcut: Group | Part


def check(network: Network) -> None:
    """Refuse a network that cannot be built, before anything is.

    Raises:
        ValueError: one sentence that names the block and the numbers
    """
    parts(network)


def parts(network: Network) -> Group:
    """All parts of a network.

    Raises:
        ValueError: as `check`
    """
    groups: list[Part | Group | Addition] = []
    inputs, pixels = network.in_channels, network.size
    for number, block in enumerate(network.blocks, start=1):
        try:
            after = _sizes(network, block, pixels)
        except ValueError as error:
            raise ValueError(f"block {number}: {error}") from error
        about = f"{block.channels} x {after} x {after}"
        groups.append(Group(f"block{number}", tuple(_block(network, block, inputs)), about))
        inputs, pixels = block.channels, after
    groups += _head(network, inputs, pixels)
    whole = Group("", tuple(groups))
    if (count := parameters(whole)) > MOST_PARAMETERS:
        raise ValueError(f"the network has {count:,} parameters, more than {MOST_PARAMETERS:,}")
    return whole


def parameters(part: Part | Group | Addition) -> int:
    """How many numbers it learns."""
    match part:
        case Group():
            return sum(map(parameters, part.parts))
        case Addition():
            return parameters(part.body) + parameters(part.shortcut)
    return part.parameters


def _sizes(network: Network, block: Block, pixels: int) -> int:
    """Rows and columns behind a block.

    Raises:
        ValueError: a window that does not fit, or branches that cannot be added
    """
    within = pixels
    for i in range(block.convolutions):
        window = _window(network, block, i)
        if network.padding == "none" and window.span > within:
            raise ValueError(_too_wide(block, window, within))
        within = window.output_size(within)
        if block.channels * within**2 > LARGEST_MAPS:
            raise ValueError(
                f"{block.channels} maps of {within} by {within} pixels are more than "
                f"{LARGEST_MAPS:,} values"
            )
    shortcut = -(-pixels // block.stride)
    if block.residual and within != shortcut:
        raise ValueError(_not_added(within, shortcut))
    if block.pooling == "none":
        return within
    if within < 2:
        raise ValueError("pooling needs 2 by 2 pixels, but its maps have 1 by 1")
    return within // 2


def _window(network: Network, block: Block, i: int) -> Window:
    """The window of a block's convolution i."""
    padding = "half" if network.padding == "half" else "valid"
    return Window(block.kernel, block.stride if i == 0 else 1, padding, block.dilation)  # type: ignore[arg-type]


def _too_wide(block: Block, window: Window, pixels: int) -> str:
    dilated = f" with dilation {block.dilation}" if block.dilation > 1 else ""
    plural = "pixel" if pixels == 1 else "pixels"
    return (
        f"a kernel of {block.kernel}{dilated} spans {window.span} pixels, but its input has "
        f"{pixels} {plural} along each edge"
    )


def _not_added(within: int, shortcut: int) -> str:
    return (
        f"a residual connection adds maps of one size, but the convolutions make {within} by "
        f"{within} pixels and the shortcut {shortcut} by {shortcut}; padding and an odd kernel "
        "make them equal"
    )


def _block(network: Network, block: Block, inputs: int) -> Iterator[Part | Group | Addition]:
    body = list(_convolutions(network, block, inputs))
    activation = _activation(network, "activation")
    if block.residual:
        # as He et al. (2016): the last activation follows the sum
        while body and body[-1].name.startswith("activation"):
            body.pop()
        shortcut = _shortcut(network, block, inputs)
        yield Addition("residual", Group("body", tuple(body)), shortcut)
        yield from activation
    else:
        yield from body
    if block.pooling != "none":
        yield Part("pool", POOLINGS[block.pooling], (2,))


def _convolutions(network: Network, block: Block, inputs: int) -> Iterator[Part]:
    for i in range(block.convolutions):
        end = "" if block.convolutions == 1 else f"_{i + 1}"
        window = _window(network, block, i)
        chosen: list[tuple[str, int | bool]] = [
            (name, value)
            for name, value, default in (
                ("stride", window.stride, 1),
                ("padding", window.before, 0),
                ("dilation", window.dilation, 1),
            )
            if value != default
        ]
        source = block.channels if i else inputs
        yield _convolution(network, f"conv{end}", (source, block.channels, block.kernel), chosen)
        yield from _norm(network, f"norm{end}", block.channels)
        yield from _activation(network, f"activation{end}")


def _convolution(
    network: Network, name: str, sizes: tuple[int, int, int], options: list[tuple[str, int | bool]]
) -> Part:
    # the normalisation's own shift makes a bias of the convolution superfluous
    bias = [("bias", False)] if network.batch_norm else []
    return Part(name, "Conv2d", sizes, (*options, *bias))


def _shortcut(network: Network, block: Block, inputs: int) -> Group | Part:
    """The input itself, or where its shape is another, a convolution with a kernel of 1."""
    if inputs == block.channels and block.stride == 1:
        return Part("shortcut", "Identity")
    stride: list[tuple[str, int | bool]] = [("stride", block.stride)] if block.stride > 1 else []
    conv = _convolution(network, "conv", (inputs, block.channels, 1), stride)
    return Group("shortcut", (conv, *_norm(network, "norm", block.channels)))


def _norm(network: Network, name: str, channels: int) -> list[Part]:
    return [Part(name, "BatchNorm2d", (channels,))] if network.batch_norm else []


def _activation(network: Network, name: str) -> list[Part]:
    kind = ACTIVATIONS[network.activation]
    return [Part(name, kind)] if kind else []


def _head(network: Network, channels: int, pixels: int) -> Iterator[Part]:
    values = channels * pixels**2
    if network.head == "global_average":
        yield Part("average", "AdaptiveAvgPool2d", (1,))
        values = channels
    yield Part("flatten", "Flatten")
    widths = (values, *network.dense, network.classes)
    for i, (inputs, outputs) in enumerate(pairwise(widths), start=1):
        last = i == len(widths) - 1
        end = "" if last else str(i)
        if network.dropout:
            yield Part(f"dropout{end}", "Dropout", (network.dropout,))
        yield Part(f"linear{end}", "Linear", (inputs, outputs))
        if not last:
            yield from _activation(network, f"activation{end}")
