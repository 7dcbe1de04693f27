"""python -m cnnviz receptive-field: what the units of each layer of a network can see."""

import argparse
import json
from typing import TYPE_CHECKING

from cnnviz.commands import reporting

if TYPE_CHECKING:
    from torch import nn

    from cnnviz.receptive import Field

TITLES = ("layer", "size", "stride", "start")
BETWEEN = "    "  # columns


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "model", metavar="MODEL", help="a network, as vgg16, or the name or path of weights"
    )
    parser.add_argument(
        "--input-size",
        type=_pixels,
        metavar="N",
        help="height and width of the image in pixels; default: the network's own",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document")


def _pixels(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no positive number of pixels")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Say size, stride and start of every layer's receptive field, in pixels of the image.

    Returns:
        0; 1 where some layers have no one field, which are said on standard error

    Raises:
        UsageError: no network and no weights of this name, or an image that is too small
        WeightsError: weights that cannot be used
    """
    from cnnviz.receptive import clear

    model, size = _model(arguments.model)
    try:
        found, problems = clear(model, arguments.input_size or size)
    except ValueError as error:
        raise reporting.UsageError(f"{arguments.model}: {error}") from error
    if arguments.json:
        print(json.dumps([_row(field) for field in found], indent=2))
    else:
        _print(found)
    for problem in dict.fromkeys(problems.values()):
        reporting.fail(f"{arguments.model}: {problem}")
    return int(bool(problems))


def _model(name: str) -> "tuple[nn.Module, int]":
    """The network and the side in pixels of the images that it was made for."""
    import torch

    from cnnviz import layers, weights, zoo

    if name in zoo.MODELS:
        with torch.device("meta"):  # fields depend on no parameter
            return zoo.build(name), layers.input_shape(name)[1]
    try:
        model, card = weights.load(name)
    except weights.WeightsError as error:
        if "no weights have this name" in str(error):
            networks = ", ".join(zoo.MODELS)
            raise reporting.UsageError(f"{error}, and networks {networks}") from error
        raise
    return model, card.preprocessing.size


def _row(field: "Field") -> dict[str, object]:
    """A layer as an object of the JSON document."""
    return {name: getattr(field, name) for name in ("layer", "size", "stride", "start")}


def _print(fields: "list[Field]") -> None:
    """A row for each layer; one number where rows and columns agree."""
    rows = [TITLES]
    for field in fields:
        size, stride, start = map(_number, (field.size, field.stride, field.start))
        rows.append((field.layer, size, stride, start))
    layer, *widths = (max(map(len, column)) for column in zip(*rows, strict=True))
    for name, *numbers in rows:
        columns = (f"{text:>{width}}" for text, width in zip(numbers, widths, strict=True))
        reporting.say(BETWEEN.join([f"{name:{layer}}", *columns]))


def _number(pair: tuple[int, int]) -> str:
    rows, columns = pair
    return str(rows) if rows == columns else f"{rows} x {columns}"
