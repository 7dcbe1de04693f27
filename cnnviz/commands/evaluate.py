"""python -m cnnviz evaluate: a network's accuracy on a set of galaxies, with its error."""

import argparse
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.commands import reporting
from cnnviz.data import DataError, Images, load
from cnnviz.data.images import known, split

if TYPE_CHECKING:
    from torch import nn

    from cnnviz.metrics import Evaluation
    from cnnviz.preprocessing import Preprocessing

PARTS = ("train", "valid", "test")
BATCH = 512


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--weights", default="explorer", metavar="NAME", help="name or path")
    parser.add_argument(
        "--data",
        required=True,
        metavar="NAME|PATH",
        help="simulated, a folder with one folder per class, or an HDF5 file",
    )
    parser.add_argument(
        "--split",
        choices=("all", *PARTS),
        default="all",
        help="a part as `train` cut it for these weights: valid and test were not trained on",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate the network; images that cannot be read are told and left out.

    Returns:
        0 when every image was read, else 1

    Raises:
        WeightsError: weights that cannot be used
        DataError: a set that cannot be read, or has no image of a class that the network knows
    """
    from cnnviz import metrics, weights

    if arguments.data == "simulated" and arguments.split != "all":
        raise reporting.UsageError(
            "--split: none of these simulated galaxies was trained on; leave the option out"
        )
    model, card = weights.load(arguments.weights)
    images, failures = _images(arguments.data, card.preprocessing)
    if arguments.split != "all":
        images = split(known(images), card.split, card.seed)[PARTS.index(arguments.split)]
    predicted = _predicted(model, card.preprocessing, images.pixels)
    result = metrics.evaluate(images, predicted, card.classes)
    if not result.images:
        raise DataError(f"{arguments.data}: no image ({arguments.split}) of a class that is known")
    about = {"weights": arguments.weights, "data": arguments.data, "split": arguments.split}
    if arguments.json:
        print(json.dumps({**about, **_document(result), "failed": failures}, indent=2))
    else:
        _print(result, " ".join(about.values()))
    return int(failures > 0)


def _images(name: str, preprocessing: "Preprocessing") -> tuple[Images, int]:
    failures = []

    def failed(error: Exception) -> None:
        failures.append(error)
        reporting.fail(error)

    with reporting.progress("images") as show:
        images = load(name, preprocessing, progress=show, failed=failed)
    return images, len(failures)


def _predicted(
    model: "nn.Module", preprocessing: "Preprocessing", pixels: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """The class of the largest output for each image, shape (N,)."""
    from cnnviz import inference

    predicted = np.empty(len(pixels), np.int64)
    with reporting.progress("images") as show:
        for start in range(0, len(pixels), BATCH):
            part = slice(start, start + BATCH)
            predicted[part] = inference.logits(model, preprocessing, pixels[part]).argmax(axis=1)
            show(min(start + BATCH, len(pixels)), len(pixels))
    return predicted


def _document(result: "Evaluation") -> dict[str, Any]:
    from cnnviz import metrics

    recall = [None if np.isnan(share) else share for share in result.recall.tolist()]
    return {
        "images": result.images,
        "left_out": result.left_out,
        "accuracy": result.accuracy,
        "error": metrics.standard_error(result.correct, result.images),
        "interval": metrics.wilson_interval(result.correct, result.images),
        "confidence": 0.95,
        "classes": result.classes,
        "predictions": result.predictions,
        "confusion_matrix": result.matrix.tolist(),
        "recall": dict(zip(result.classes, recall, strict=True)),
    }


def _print(result: "Evaluation", title: str) -> None:
    from cnnviz import metrics

    low, high = metrics.wilson_interval(result.correct, result.images)
    error = metrics.standard_error(result.correct, result.images)
    reporting.say(f"{title}: {result.images} images, {result.left_out} left out")
    reporting.say(f"accuracy {result.accuracy:.1%} +- {error:.1%} (95 %: {low:.1%} to {high:.1%})")
    for line in _table(result):
        reporting.say(line)


def _table(result: "Evaluation") -> list[str]:
    """Rows are the labels, columns the numbered predictions; recall stands at the end."""
    columns = range(1, len(result.predictions) + 1)
    width = max(map(len, result.classes))
    cell = max(4, len(str(result.matrix.max())) + 1)
    lines = ["", f"{'label':{width}}" + "".join(f"{i:>{cell}}" for i in columns) + "  recall"]
    for name, row, share in zip(result.classes, result.matrix, result.recall, strict=True):
        counts = "".join(f"{count:>{cell}}" for count in row)
        recall = "-" if np.isnan(share) else f"{share:.1%}"
        lines.append(f"{name:{width}}{counts}  {recall:>6}")
    return [*lines, "", *(f"{i}: taken for {result.predictions[i - 1]}" for i in columns)]
