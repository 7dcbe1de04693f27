"""The networks. Each takes images (N, C, H, W) and returns logits (N, K); softmax is outside."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

from torch import nn

from cnnviz.builder import built

POOLING: dict[str, Callable[[int], nn.Module]] = {"average": nn.AvgPool2d, "max": nn.MaxPool2d}
HEADS = ("flatten", "global_average")
TORCHVISION = (
    "alexnet",
    *("vgg11", "vgg16", "vgg19"),
    *("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"),
)


def plain_block(inputs: int, outputs: int, kernel: int, pooling: str) -> nn.Sequential:
    """The tutorial's block g = ReLU o Pool(2) o Conv(k x k, padding k // 2); halves H and W."""
    return nn.Sequential(
        OrderedDict(
            conv=nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2),
            pool=POOLING[pooling](2),
            relu=nn.ReLU(),
        )
    )


def normalised_block(
    inputs: int, outputs: int, kernel: int, pooling: str, convolutions: int
) -> nn.Sequential:
    """Convolution, batch normalisation (Ioffe and Szegedy 2015), ReLU, so often; then Pool(2)."""
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    for i in range(convolutions):
        suffix = "" if convolutions == 1 else f"_{i + 1}"
        source = outputs if i else inputs
        # the normalisation's own shift makes a bias of the convolution superfluous
        parts[f"conv{suffix}"] = nn.Conv2d(source, outputs, kernel, padding=kernel // 2, bias=False)
        parts[f"norm{suffix}"] = nn.BatchNorm2d(outputs)
        parts[f"relu{suffix}"] = nn.ReLU()
    parts["pool"] = POOLING[pooling](2)
    return nn.Sequential(parts)


def strided_stem(inputs: int, outputs: int, kernel: int) -> nn.Sequential:
    """A convolution of stride 2 in place of the first block: a quarter of the cost."""
    return nn.Sequential(
        OrderedDict(
            conv=nn.Conv2d(inputs, outputs, kernel, stride=2, padding=kernel // 2, bias=False),
            norm=nn.BatchNorm2d(outputs),
            relu=nn.ReLU(),
        )
    )


def galaxy_cnn(
    in_channels: int = 3,
    size: int = 96,
    classes: int = 7,
    *,
    channels: Sequence[int] = (4, 6, 9, 13),
    kernel: int = 3,
    pooling: str = "average",
    batch_norm: bool = False,
    stem: int = 0,
    convolutions: int = 1,
    head: str = "flatten",
    dropout: float = 0.0,
) -> nn.Sequential:
    """The galaxy network; without arguments the tutorial's, with 5,178 parameters.

    Args:
        in_channels: C of the images
        size: H and W of the images in pixels
        classes: K
        channels: output channels of each block
        kernel: k of every block's convolution, odd
        pooling: "average" as in the lecture, "max" as in the notebook
        batch_norm: normalise each convolution's output over the batch
        stem: kernel of a convolution with stride 2 that replaces the first block; 0 for none;
            needs batch_norm
        convolutions: convolutions in each block; more than one needs batch_norm
        head: "flatten" feeds every value of the last maps to the linear layer, "global_average"
            the mean of each map
        dropout: probability with which a value before the linear layer is dropped in training

    Raises:
        ValueError: an argument that is out of range, or maps that shrink to nothing
    """
    _check(channels, kernel, pooling, head, batch_norm or not (stem or convolutions > 1))
    width = size // 2 ** len(channels)
    if width < 1:
        raise ValueError(f"{len(channels)} blocks halve {size} pixels to nothing")
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for i, (inputs, outputs) in enumerate(zip((in_channels, *channels), channels, strict=False)):
        if stem and i == 0:
            layers["stem"] = strided_stem(inputs, outputs, stem)
        elif batch_norm:
            layers[f"block{i + 1}"] = normalised_block(
                inputs, outputs, kernel, pooling, convolutions
            )
        else:
            layers[f"block{i + 1}"] = plain_block(inputs, outputs, kernel, pooling)
    features = channels[-1] * (width**2 if head == "flatten" else 1)
    if head == "global_average":
        layers["average"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    if dropout:
        layers["dropout"] = nn.Dropout(dropout)
    layers["linear"] = nn.Linear(features, classes)
    return nn.Sequential(layers)


def _check(channels: Sequence[int], kernel: int, pooling: str, head: str, norm: bool) -> None:
    if not channels or min(channels) < 1:
        raise ValueError(f"channels are at least one positive number, got {tuple(channels)}")
    if kernel < 1 or kernel % 2 == 0:
        raise ValueError(f"kernel is an odd positive number, got {kernel}")
    if pooling not in POOLING:
        raise ValueError(f"pooling is one of {tuple(POOLING)}, got {pooling!r}")
    if head not in HEADS:
        raise ValueError(f"head is one of {HEADS}, got {head!r}")
    if not norm:
        raise ValueError("a stem and several convolutions in a block need batch_norm")


def lenet5(in_channels: int = 1, size: int = 28, classes: int = 10) -> nn.Sequential:
    """LeNet-5 as the lecture draws it: 28x28x1, 24x24x6, 12x12x6, 8x8x16, 4x4x16 (LeCun 1998)."""
    width = ((size - 4) // 2 - 4) // 2
    if width < 1:
        raise ValueError(f"LeNet-5 needs images of at least 16 pixels, got {size}")
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(in_channels, 6, 5),
            relu1=nn.ReLU(),
            pool1=nn.MaxPool2d(2),
            conv2=nn.Conv2d(6, 16, 5),
            relu2=nn.ReLU(),
            pool2=nn.MaxPool2d(2),
            flatten=nn.Flatten(),
            linear1=nn.Linear(16 * width**2, 120),
            relu3=nn.ReLU(),
            linear2=nn.Linear(120, 84),
            relu4=nn.ReLU(),
            linear3=nn.Linear(84, classes),
        )
    )


def mlp(
    in_channels: int = 3, size: int = 96, classes: int = 7, *, hidden: Sequence[int] = (64, 32)
) -> nn.Sequential:
    """A fully connected network: it knows nothing of which pixels are neighbours."""
    layers: OrderedDict[str, nn.Module] = OrderedDict(flatten=nn.Flatten())
    widths = (in_channels * size**2, *hidden)
    for i, (inputs, outputs) in enumerate(zip(widths, hidden, strict=False), start=1):
        layers[f"linear{i}"] = nn.Linear(inputs, outputs)
        layers[f"relu{i}"] = nn.ReLU()
    layers["output"] = nn.Linear(widths[-1], classes)
    return nn.Sequential(layers)


def _torchvision(name: str) -> Callable[..., nn.Module]:
    def make(in_channels: int = 3, size: int = 224, classes: int = 1000) -> nn.Module:
        """Torchvision's network with random weights; a first convolution for in_channels."""
        from cnnviz.vision import torchvision  # only these networks need the import

        if size < 64:
            raise ValueError(f"{name} needs images of at least 64 pixels, got {size}")
        model: nn.Module = torchvision.models.get_model(name, weights=None, num_classes=classes)
        if in_channels != 3:
            _replace_first_convolution(model, in_channels)
        return model

    return make


def _replace_first_convolution(model: nn.Module, in_channels: int) -> None:
    path, old = next((n, m) for n, m in model.named_modules() if isinstance(m, nn.Conv2d))
    parent, _, leaf = path.rpartition(".")
    new = nn.Conv2d(
        in_channels,
        old.out_channels,
        old.kernel_size,  # type: ignore[arg-type]
        old.stride,  # type: ignore[arg-type]
        old.padding,  # type: ignore[arg-type]
        bias=old.bias is not None,
    )
    setattr(model.get_submodule(parent), leaf, new)


MODELS: dict[str, Callable[..., nn.Module]] = {
    "galaxy_cnn": galaxy_cnn,
    "lenet5": lenet5,
    "mlp": mlp,
    "built": built,
    **{name: _torchvision(name) for name in TORCHVISION},
}


def build(name: str, **arguments: object) -> nn.Module:
    """A network with random weights.

    Args:
        name: a key of MODELS
        arguments: in_channels, size, classes, and those of the named network

    Returns:
        the module; it maps (N, in_channels, size, size) to logits (N, classes)

    Raises:
        ValueError: an unknown name, or an argument that the network does not take, or
            a number below 1
    """
    if name not in MODELS:
        raise ValueError(f"no network is called {name!r}; there are {', '.join(MODELS)}")
    for argument in ("in_channels", "size", "classes"):
        given = arguments.get(argument, 1)
        if isinstance(given, int) and given < 1:
            raise ValueError(f"{name}: {argument} is at least 1, got {given}")
    try:
        return MODELS[name](**arguments)
    except TypeError as error:
        raise ValueError(f"{name}: {error}") from error


def parameter_count(model: nn.Module) -> int:
    """Number of trainable and frozen parameters."""
    return sum(parameter.numel() for parameter in model.parameters())


def freeze(model: nn.Module) -> nn.Module:
    """Put a network into eval mode with frozen parameters, so that threads may share it."""
    return model.eval().requires_grad_(False)
