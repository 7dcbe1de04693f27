"""python -m cnnviz seen: what a network's training pictures look like, measured for its card."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.commands import reporting
from cnnviz.commands.run_settings import configuration

if TYPE_CHECKING:
    from cnnviz.card import Card
    from cnnviz.data import Images
    from cnnviz.familiarity.seen import Seen
    from cnnviz.training.config import Config

COUNT, MOST = 1_000, 100_000  # pictures
PRESETS = ("tutorial", "quick", "best")  # of training.config, whose import takes seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--weights", required=True, metavar="NAME|RUN", help="name or path")
    parser.add_argument(
        "--data",
        action="append",
        required=True,
        metavar="NAME|PATH",
        help="what it was trained on, as for `train`; may be given again",
    )
    parser.add_argument("--preset", choices=PRESETS, help="of its training; else tutorial")
    parser.add_argument("--config", type=Path, help="JSON file of its training, as RUN/config.json")
    parser.add_argument("--galaxies", type=int, help="how many simulated galaxies")
    parser.add_argument("--count", type=int, default=COUNT, metavar="N", help="pictures to measure")
    parser.add_argument("--draw", type=int, default=0, metavar="S", help="seed of their draw")
    parser.add_argument(
        "--json", action="store_true", help="one JSON document; the card stays as it is"
    )
    # of `train`, which has them as options
    parser.set_defaults(seed=None, iterations=None, resume=False, out=Path())


def run(arguments: argparse.Namespace) -> int:
    """Measure pictures as the network was trained on them, and write the result into its card.

    Returns:
        0 when every image was read, else 1

    Raises:
        WeightsError: weights that cannot be used
        DataError: a set that cannot be read
        UsageError: a number out of range, or settings of another network
    """
    from cnnviz import weights
    from cnnviz.commands.train import command_line
    from cnnviz.familiarity.seen import LONGEST

    if not 2 <= arguments.count <= MOST:
        raise reporting.UsageError(f"--count: from 2 to {MOST:,}, got {arguments.count}")
    if arguments.draw < 0:
        raise reporting.UsageError(f"--draw: a non-negative integer, got {arguments.draw}")
    if len(command_line()) > LONGEST:
        reason = f"the command has more than {LONGEST} letters, too many for a card"
        raise reporting.UsageError(f"{reason}: name shorter paths")
    _, card = weights.load(arguments.weights)
    config = configuration(arguments)
    _refuse_others(arguments.weights, config, card)
    parts, failures = _sets(arguments.data, config, card)
    measured = _measured(parts, config, arguments.count, arguments.draw)
    found = _summary(arguments, config, measured)
    if arguments.json:
        print(json.dumps(found.to_dict(), indent=2, allow_nan=False))
    else:
        _report(found, measured)
        _keep(arguments.weights, card, found)
    return int(failures > 0)


def _refuse_others(name: str, config: "Config", card: "Card") -> None:
    """Settings whose pictures the network does not receive."""
    if config.preprocessing != card.preprocessing:
        raise reporting.UsageError(
            f"{name}: these settings prepare images in another way than its card; name the "
            "settings of its training with --config or --preset"
        )


def _sets(names: list[str], config: "Config", card: "Card") -> tuple[list["Images"], int]:
    """The training part of each data set, and how many images failed."""
    from cnnviz.data import CLASSES
    from cnnviz.training import sets

    parts, failures = [], []

    def failed(error: Exception) -> None:
        failures.append(error)
        reporting.fail(error)

    for name in names:
        with reporting.progress("images") as show:
            train, _ = sets.read(name, config, card.classes != CLASSES, show, failed)
            parts.append(train)
    return parts, len(failures)


def _measured(
    parts: list["Images"], config: "Config", count: int, seed: int
) -> list[dict[str, float]]:
    from cnnviz.familiarity.measurement import measure
    from cnnviz.training.sample import sample

    found = []
    pictures = sample(parts, config, count, seed)
    with reporting.progress("pictures") as show:
        for done, pixels in enumerate(pictures, 1):
            found.append(measure(pixels))
            show(done, count)
    return found


def _summary(
    arguments: argparse.Namespace, config: "Config", measured: list[dict[str, float]]
) -> "Seen":
    from cnnviz.commands.train import command_line, described
    from cnnviz.familiarity.summary import summarise
    from cnnviz.training.config import UNCHANGED

    changed = config.augmentation != UNCHANGED
    words = f"the training part of {described(arguments.data, config)}"
    words += ", changed at random as in the training" if changed else ""
    return summarise(measured, words, command_line())


def _report(found: "Seen", measured: list[dict[str, float]]) -> None:
    """The quantiles, each with its standard error."""
    from cnnviz.familiarity.seen import LEVELS
    from cnnviz.familiarity.summary import errors

    reporting.say(f"{found.pictures} pictures: {found.data}")
    reporting.say(f"no object near the middle: {found.empty:.1%}")
    reporting.say(f"usual in every quantity: {found.ordinary:.1%}")
    head = "".join(f"{f'{100 * level:g} %':>18}" for level in LEVELS)
    reporting.say(f"{'quantile':11}{head}")
    for name, quantiles in found.quantiles.items():
        wrong = errors([each[name] for each in measured])
        cells = [f"{q:.4f} +- {e:.4f}" for q, e in zip(quantiles, wrong, strict=True)]
        reporting.say(f"{name:11}" + "".join(f"{cell:>18}" for cell in cells))


def _keep(name: str, card: "Card", found: "Seen") -> None:
    from dataclasses import replace

    from cnnviz import weights

    try:
        path = weights.replace_card(name, replace(card, seen=found.to_dict()))
    except OSError as error:
        reason = error.strerror or str(error)
        raise reporting.UsageError(f"{name}: its card cannot be written ({reason})") from error
    reporting.say(f"{path.name}: written")
