"""python -m cnnviz explain: which pixels of a galaxy decided."""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.atomic import written
from cnnviz.commands import reporting

if TYPE_CHECKING:
    from torch import nn

    from cnnviz.attribution import Explained, Method
    from cnnviz.data.reading import Progress
    from cnnviz.weights import Card

FORMATS = ("png", "npz")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "input",
        metavar="IMAGE|FOLDER",
        help="PNG, JPEG, WebP, GIF, BMP, TIFF or FITS file, or a folder of them, at any depth",
    )
    parser.add_argument("--method", required=True, help="as saliency or integrated_gradients")
    parser.add_argument("--weights", default="explorer", metavar="NAME", help="name or path")
    parser.add_argument("--layer", help="that Grad-CAM looks at; default: the last with maps")
    parser.add_argument(
        "--target", metavar="CLASS", help="name or number of the class; default: the likeliest"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the method, as n_steps=100; may be given again",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="a picture, FILE.png, or the numbers, FILE.npz; a folder where the input is one",
    )
    parser.add_argument("--format", choices=FORMATS, default="png", help="of files in a folder")


def run(arguments: argparse.Namespace) -> int:
    """Explain one image, or all in a folder; those that cannot be read are told.

    Returns:
        0 when every image was explained, else 1

    Raises:
        UsageError: an output that is no PNG or NPZ file, or a class that the network does not know
        AttributionError: a method, layer or parameter that there is not
        WeightsError: weights that cannot be used
    """
    from cnnviz import weights

    jobs = list(_jobs(arguments))
    model, card = weights.load(arguments.weights)
    explainer = _Explainer.of(arguments, model, card)
    failures = int(not jobs)
    with reporting.progress("images" if len(jobs) > 1 else "passes") as show:
        for done, (name, out) in enumerate(jobs):
            failures += not _done(explainer, name, out, show if len(jobs) == 1 else None)
            if len(jobs) > 1:
                show(done + 1, len(jobs))
    return int(failures > 0)


def _done(explainer: "_Explainer", name: str, out: Path, show: "Progress | None") -> bool:
    from cnnviz.data.image_file import ImageFileError

    try:
        explainer.explain(name, out, show)
    except ImageFileError as error:
        reporting.fail(error)
        return False
    return True


def _jobs(arguments: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """Each image's name, as it was given, with the file to write."""
    name, out = arguments.input, arguments.out
    if not os.path.isdir(name):
        if out.suffix.lower().removeprefix(".") not in FORMATS:
            raise reporting.UsageError(f"--out {out}: a file is .png or .npz")
        if out.exists() and os.path.exists(name) and out.samefile(name):
            raise reporting.UsageError(f"--out {out}: that is the image itself")
        yield name, out
        return
    if out.is_file() or out.suffix.lower().removeprefix(".") in FORMATS:
        raise reporting.UsageError(f"--out {out}: {name} is a folder, so this has to be one")
    if out.resolve().is_relative_to(Path(name).resolve()):
        raise reporting.UsageError(f"--out {out}: inside {name}, it would be explained too")
    yield from _in_folder(name, out, arguments.format)


def _in_folder(name: str, out: Path, form: str) -> Iterator[tuple[str, Path]]:
    from cnnviz.data.folder import image_files

    found = image_files(Path(name))
    if not found:
        reporting.fail(f"{name}: there is no image file in this folder")
    for path in found:
        inner = path.relative_to(name)
        # with the whole name: m31.png and m31.jpg may both be there
        yield os.path.join(name, inner), out / inner.with_name(f"{inner.name}.{form}")


@dataclass(frozen=True)
class _Explainer:
    """What is the same for all images.

    Args:
        model: the network
        card: of its weights
        weights: their name, as given
        method: that explains
        layer: that it looks at; None for its own choice
        target: index of the class; None for the likeliest
        values: of the method's parameters
    """

    model: "nn.Module"
    card: "Card"
    weights: str
    method: "Method"
    layer: str | None
    target: int | None
    values: dict[str, Any]

    @classmethod
    def of(cls, arguments: argparse.Namespace, model: "nn.Module", card: "Card") -> "_Explainer":
        """What the command line asks for, checked as far as it can be without an image."""
        from cnnviz import attribution

        if reason := attribution.problem(model, arguments.method):
            raise attribution.AttributionError(f"{arguments.method}: {reason}")
        method = attribution.METHODS[arguments.method]
        values = dict(_setting(method, text) for text in arguments.set)
        size = (3, card.preprocessing.size, card.preprocessing.size)
        layer = arguments.layer
        if method.needs_layer and layer is None:
            layer = attribution.default_layer(model, size)
        target = None if arguments.target is None else _target(arguments.target, card.classes)
        return cls(
            model, card, arguments.weights, method, layer, target, method.values(size, values)
        )

    def explain(self, name: str, out: Path, progress: "Progress | None") -> None:
        """Read an image, explain it and write the file.

        Raises:
            ImageFileError: it cannot be read
        """
        from cnnviz import attribution, inference
        from cnnviz.attribution import blank
        from cnnviz.data import image_file

        pixels = self.card.preprocessing.pixels(image_file.read(Path(name), name))
        chances = inference.probabilities(self.model, self.card.preprocessing, pixels[None])[0]
        target = int(chances.argmax()) if self.target is None else self.target
        found = attribution.attribute(
            self.model,
            self.card.preprocessing.tensor(pixels[None]),
            target,
            self.method.name,
            self.layer,
            progress,
            **self.values,
        )
        result = attribution.Explained(
            *(name, self.weights, self.card, self.method, self.layer, self.values, target),
            pixels,
            chances,
            found[0].numpy(),
        )
        _write(result, out)
        said = f"{name}: {result.verdict}, {result.how}, {out}"
        empty = blank.is_zero(result) or not np.isfinite(result.map).all()
        reporting.say(f"{said}. {blank.reason(result)}" if empty else said)


def _write(result: "Explained", out: Path) -> None:
    """As a picture or as numbers, whole or not at all."""
    with written(out) as part, part.open("wb") as file:
        if out.suffix.lower() == ".png":
            file.write(_picture(result))
        else:
            np.savez_compressed(file, **result.numbers())  # type: ignore[arg-type]


def _picture(result: "Explained") -> bytes:
    from cnnviz import figures
    from cnnviz.attribution import blank

    total = result.total()
    if blank.is_zero(result):
        total = 0 * total  # no picture of rounding
    names = (result.verdict, result.how)
    below = os.path.basename(result.name)
    return figures.explained_png(result.pixels, total, names, below)


def _setting(method: "Method", text: str) -> tuple[str, int | float | str]:
    """A parameter's name and its value; what it may be the method itself checks."""
    name, sign, value = text.partition("=")
    if not sign:
        raise reporting.UsageError(f"--set {text}: not NAME=VALUE")
    kinds = {parameter.name: parameter.kind for parameter in method.parameters}
    try:
        return name, {"int": int, "float": float}.get(kinds.get(name, ""), str)(value)
    except ValueError:
        return name, value


def _target(text: str, classes: tuple[str, ...]) -> int:
    names = [name.casefold() for name in classes]
    if text.casefold() in names:
        return names.index(text.casefold())
    if text.isascii() and text.isdigit() and int(text) < len(classes):
        return int(text)
    there = ", ".join(classes)
    last = len(classes) - 1
    raise reporting.UsageError(f"--target {text}: no class; there are 0 to {last}, or {there}")
