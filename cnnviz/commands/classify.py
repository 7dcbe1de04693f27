"""python -m cnnviz classify: which class each image belongs to."""

import argparse
import json
import os
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.commands import classify_table, reporting

if TYPE_CHECKING:
    from torch import nn

    from cnnviz.preprocessing import Preprocessing
    from cnnviz.weights import Card

BATCH = 64  # images in memory at once
SHOWN = 0.01  # the least probability that is worth a word


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="IMAGE|FOLDER",
        help="PNG, JPEG, WebP, GIF, BMP, TIFF or FITS file, or a folder of them, at any depth",
    )
    parser.add_argument("--weights", default="explorer", metavar="NAME", help="name or path")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument(
        "--out",
        metavar="FILE.parquet",
        help="write a table instead, of as many images as there are; the same command goes on with "
        "one that was interrupted, and adds what is new",
    )


def run(arguments: argparse.Namespace) -> int:
    """Classify every image; those that cannot be read are told, and the rest are done.

    Returns:
        0 when every image was classified, else 1

    Raises:
        WeightsError: weights that cannot be used
        UsageError: a table that cannot be written
    """
    from cnnviz import weights

    if arguments.out is not None:
        classify_table.check(arguments.out)
    model, card = weights.load(arguments.weights)
    classifier = _Classifier(model, card)
    if arguments.out is not None:
        names = list(classifier.files(arguments.inputs))
        folders = [name for name in arguments.inputs if os.path.isdir(name)]
        failures = classify_table.write(
            names, folders, model, card, arguments.out, as_json=arguments.json
        )
        return int(failures + classifier.failures > 0)
    results = []
    for result in classifier.results(arguments.inputs):
        if arguments.json:
            results.append(result)
        else:
            reporting.say(_line(result))
    if arguments.json:
        print(json.dumps(results, indent=2))
    return int(classifier.failures > 0)


class _Classifier:
    """Reads images, gives results in their order and counts those that failed."""

    def __init__(self, model: "nn.Module", card: "Card") -> None:
        self.model, self.card = model, card
        self.failures = 0

    def results(self, inputs: list[str]) -> Iterator[dict[str, Any]]:
        """`{"file", "class", "probabilities"}` of each image that can be read."""
        from cnnviz import inference

        files = list(self.files(inputs))
        with reporting.progress("images") as show:
            images, done = self._images(files, self.card.preprocessing), 0
            while batch := list(islice(images, BATCH)):
                pixels = np.stack([square for _, square in batch])
                rows = inference.probabilities(self.model, self.card.preprocessing, pixels)
                for (name, _), row in zip(batch, rows, strict=True):
                    yield self._result(name, row)
                done += len(batch)
                show(min(done + self.failures, len(files)), len(files))

    def _result(self, name: str, row: NDArray[np.float64]) -> dict[str, Any]:
        probabilities = dict(zip(self.card.classes, map(float, row), strict=True))
        best = self.card.classes[int(row.argmax())]
        return {"file": name, "class": best, "probabilities": probabilities}

    def _images(
        self, files: list[str], preprocessing: "Preprocessing"
    ) -> Iterator[tuple[str, NDArray[np.uint8]]]:
        from cnnviz.data import image_file

        for name in files:
            try:
                image = image_file.read(Path(name), name)
            except image_file.ImageFileError as error:
                self._failed(error)
            else:
                yield name, preprocessing.pixels(image)

    def files(self, inputs: list[str]) -> Iterator[str]:
        """Names as they were given, those in a folder behind the folder's."""
        from cnnviz.data.folder import image_names

        for name in inputs:
            found = image_names(name) if os.path.isdir(name) else iter([name])
            first = next(found, None)
            if first is None:
                self._failed(f"{name}: there is no image file in this folder")
            else:
                yield from chain([first], found)

    def _failed(self, error: object) -> None:
        self.failures += 1
        reporting.fail(error)


def _line(result: dict[str, Any]) -> str:
    likely = sorted(result["probabilities"].items(), key=lambda item: -item[1])
    words = [f"{name} {p:.1%}" for i, (name, p) in enumerate(likely) if i == 0 or p >= SHOWN]
    return f"{result['file']}: {', '.join(words)}"
