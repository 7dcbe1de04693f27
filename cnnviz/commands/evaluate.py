"""python -m cnnviz evaluate: a network's accuracy on a set of galaxies, with its error."""

import argparse
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.commands import reporting
from cnnviz.data import CLASSES, DataError, Images, load
from cnnviz.data.images import known
from cnnviz.data.sets import parts

if TYPE_CHECKING:
    from torch import nn

    from cnnviz.card import Card
    from cnnviz.evaluation import Judged
    from cnnviz.preprocessing import Preprocessing

PARTS = ("train", "valid", "test")
BATCH = 512
GALAXIES = 12_600  # of data.sets, whose import this saves


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--weights", default="explorer", metavar="NAME", help="name or path")
    parser.add_argument(
        "--data",
        required=True,
        metavar="NAME|PATH",
        help="simulated, galaxy10, galaxy10-tutorial (the course's subset), a folder with one "
        "folder per class, an HDF5 file, or RUN/data.h5 of the app's run that has its own images",
    )
    parser.add_argument(
        "--split",
        choices=("all", *PARTS),
        default="all",
        help="a part as `train` cut it for these weights: valid and test were not trained on",
    )
    for option, default, text in (
        ("--galaxies", GALAXIES, "how many simulated galaxies"),
        ("--first-galaxy", 0, "seed of the first simulated galaxy"),
    ):
        parser.add_argument(option, type=int, default=default, metavar="N", help=text)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate the network; images that cannot be read are told and left out.

    Returns:
        0 when every image was read, else 1

    Raises:
        WeightsError: weights that cannot be used
        DataError: a set that cannot be read, or has no image of a class that the network knows
    """
    from cnnviz import weights
    from cnnviz.evaluation import judge
    from cnnviz.training import own_data

    _check(arguments)
    model, card = weights.load(arguments.weights)
    images, failures = _images(own_data.place(arguments.data), arguments, card)
    if arguments.split != "all":
        cut = parts(arguments.data, known(images), card.split, card.seed)
        images = cut[PARTS.index(arguments.split)]
    logits = _logits(model, card.preprocessing, images.pixels)
    judged = judge(images, logits, card.classes)
    if not len(judged):
        raise DataError(f"{arguments.data}: no image ({arguments.split}) of a class that is known")
    about = {"weights": arguments.weights, "data": arguments.data, "split": arguments.split}
    _report(judged, about, failures, as_json=arguments.json)
    return int(failures > 0)


def _check(arguments: argparse.Namespace) -> None:
    if arguments.data == "simulated" and arguments.split != "all":
        raise reporting.UsageError(
            "--split: none of these simulated galaxies was trained on; leave the option out"
        )
    for option, least in (("galaxies", 1), ("first_galaxy", 0)):
        value = getattr(arguments, option)
        if value < least:
            name = option.replace("_", "-")
            raise reporting.UsageError(f"--{name}: a whole number from {least} on, got {value}")


def _images(place: str, arguments: argparse.Namespace, card: "Card") -> tuple[Images, int]:
    from cnnviz.training import sets

    failures = []

    def failed(error: Exception) -> None:
        failures.append(error)
        reporting.fail(error)

    with reporting.progress("images") as show:
        images = load(
            place,
            card.preprocessing,
            count=arguments.galaxies,
            seed=arguments.first_galaxy,
            progress=show,
            failed=failed,
            own=card.classes != CLASSES and sets.classes_of([place]) != CLASSES,
        )
    return images, len(failures)


def _logits(
    model: "nn.Module", preprocessing: "Preprocessing", pixels: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """The outputs of the network, shape (N, K)."""
    from cnnviz import inference

    parts = []
    with reporting.progress("images") as show:
        for start in range(0, max(len(pixels), 1), BATCH):  # once without images, for the shape
            part = pixels[start : start + BATCH]
            parts.append(inference.logits(model, preprocessing, part))
            show(start + len(part), len(pixels))
    return np.concatenate(parts)


def _report(judged: "Judged", about: dict[str, str], failures: int, *, as_json: bool) -> None:
    from cnnviz.evaluation import document

    found = document(judged)
    if as_json:
        print(json.dumps({**about, **found, "failed": failures}, indent=2, allow_nan=False))
        return
    reporting.say(
        f"{' '.join(about.values())}: {found['images']} images, {judged.left_out} left out"
    )
    for line in [_accuracy(found), *_table(judged), *_scores(judged), *_sureness(found)]:
        reporting.say(line)


def _accuracy(found: dict[str, Any]) -> str:
    share = _between((found["accuracy"], found["interval"]))
    return f"accuracy {share}".replace("(", f"+- {found['error']:.1%} (95 %: ")


def _sureness(found: dict[str, Any]) -> list[str]:
    """How sure the network is, beside how often it is right."""
    top2 = _between((found["top2_accuracy"], found["top2_interval"]))
    lines = [
        "",
        f"among the two likeliest {top2}",
        f"cross-entropy {found['cross_entropy']:.3f} nats",
        f"mean confidence {found['mean_confidence']:.1%}, "
        f"expected calibration error {found['expected_calibration_error']:.1%}",
    ]
    return [*lines, *_bins(found), *_areas(found)]


def _table(judged: "Judged") -> list[str]:
    """Rows are the labels, columns the numbered predictions; recall stands at the end."""
    result = judged.evaluation
    columns = range(1, len(result.predictions) + 1)
    width = max(map(len, result.classes))
    cell = max(4, len(str(result.matrix.max())) + 1)
    lines = ["", f"{'label':{width}}" + "".join(f"{i:>{cell}}" for i in columns) + "  recall"]
    for name, row, share in zip(result.classes, result.matrix, result.recall, strict=True):
        counts = "".join(f"{count:>{cell}}" for count in row)
        lines.append(f"{name:{width}}{counts}  {_percent(share):>6}")
    return [*lines, "", *(f"{i}: taken for {result.predictions[i - 1]}" for i in columns)]


def _scores(judged: "Judged") -> list[str]:
    """Precision, recall and F1 with their intervals."""
    from cnnviz.evaluation import per_class

    scores = per_class(judged.evaluation)
    width = max(len(score.name) for score in scores)
    lines = [
        "",
        f"{'label':{width}}" + "".join(f"{name:>25}" for name in ("precision", "recall", "F1")),
    ]
    for score in scores:
        precision = (score.precision.value, score.precision.interval) if score.precision else None
        f1 = (score.f1, score.f1_interval) if score.either else None
        recall = (score.recall.value, score.recall.interval)
        cells = "".join(f"{_between(each):>25}" for each in (precision, recall, f1))
        lines.append(f"{score.name:{width}}{cells}")
    return lines


def _bins(found: dict[str, Any]) -> list[str]:
    """Confidence and share right; intervals without images are left out."""
    lines = ["", "confidence      images  mean    right"]
    for b in found["reliability"]:
        if b["images"]:
            share = _between((b["right"] / b["images"], b["interval"]))
            low, high = f"{b['low']:4.0%}", f"{b['high']:4.0%}"
            lines.append(f"{low} to {high}  {b['images']:>7}  {b['confidence']:6.1%}  {share}")
    return lines


def _areas(found: dict[str, Any]) -> list[str]:
    """Areas under the curves of each prediction against the rest."""
    width = max(map(len, found["roc_area"]))
    lines = ["", f"{'taken for':{width}}  ROC area           average precision"]
    for name, area in found["roc_area"].items():
        error, precision = found["roc_area_error"][name], found["average_precision"][name]
        roc = "-" if area is None else f"{area:.4f} +- {error or 0:.4f}"
        lines.append(
            f"{name:{width}}  {roc:17}  {'-' if precision is None else f'{precision:.4f}'}"
        )
    return lines


def _between(value: tuple[float, tuple[float, float]] | None) -> str:
    if value is None or np.isnan(value[0]):
        return "-"
    low, high = value[1]
    return f"{_percent(value[0])} ({low:.1%} to {high:.1%})"


def _percent(share: float) -> str:
    return "-" if np.isnan(share) else f"{share:.1%}"
