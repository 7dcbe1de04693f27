"""python -m cnnviz train: train a network and keep its best weights."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from cnnviz.commands import reporting

if TYPE_CHECKING:
    from cnnviz.data import Images
    from cnnviz.training.checkpoint import Run
    from cnnviz.training.config import Config

PRESETS = ("tutorial", "quick", "best")  # of training.config, whose import takes seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "--data",
        action="append",
        required=True,
        metavar="NAME|PATH",
        help="simulated, a folder with one folder per class, or an HDF5 file; may be given again",
    )
    parser.add_argument("--preset", choices=PRESETS, default="tutorial")
    parser.add_argument(
        "--config", type=Path, help="JSON file; what it names replaces the preset's"
    )
    parser.add_argument("--seed", type=int, help="of the weights, the split and the batches")
    parser.add_argument("--iterations", type=int, help="steps of the optimiser")
    parser.add_argument("--galaxies", type=int, help="how many simulated galaxies")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="folder to make")


def run(arguments: argparse.Namespace) -> int:
    """Train; Ctrl-C keeps the best weights so far.

    Returns:
        0 when everything was done, 1 when it was stopped before or an image could not be read

    Raises:
        ValueError: a configuration that cannot be run, or an empty data set
        DataError: a data set that cannot be read
        FileExistsError: the folder holds something already
    """
    from cnnviz.training import checkpoint, memory
    from cnnviz.training.loop import fit

    config = configuration(arguments)
    model = checkpoint.build(config)
    run = checkpoint.Run(arguments.out, config, described(arguments.data, config), command_line())
    run.check()
    if config.shares and len(config.shares) != len(arguments.data):
        raise ValueError(f"{len(config.shares)} shares for {len(arguments.data)} data sets")
    train, valid, failures = _sets(arguments.data, config)
    run.begin()
    bar = tqdm(total=config.iterations, unit=" iterations", disable=None)  # on a terminal alone
    with memory.kept(), bar:
        try:
            for record in fit(
                model, train, valid, config, lambda done, _: bar.update(done - bar.n)
            ):
                run.add(record, model)
                bar.set_postfix_str(
                    f"loss {record.training_loss:.3f}, accuracy {record.validation_accuracy:.3f}"
                )
        except KeyboardInterrupt:
            run.save(model)
            done = run.history[-1]["iteration"] if run.history else 0
            _report(run, f"stopped after {done} of {config.iterations} iterations")
            return 1
    run.save(model)
    _report(run, f"{config.iterations} iterations")
    return int(failures > 0)


def configuration(arguments: argparse.Namespace) -> "Config":
    """The preset, changed by the file and by the options, in this order.

    Raises:
        ValueError: the file's name and what is wrong, or an option out of range
    """
    from cnnviz.training import config as configurations

    config = configurations.PRESETS[arguments.preset]
    if arguments.config is not None:
        try:
            config = configurations.read(arguments.config, config)
        except (ValueError, OSError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ValueError(f"{arguments.config}: {reason}") from error
    options = {name: getattr(arguments, name) for name in ("seed", "iterations", "galaxies")}
    return configurations.from_dict({k: v for k, v in options.items() if v is not None}, config)


def described(names: list[str], config: "Config") -> str:
    """The data sets in words; of a path its last part only."""
    words = [
        f"{config.galaxies} simulated galaxies from seed {config.first_galaxy}"
        if name == "simulated"
        else _nearby(name)
        for name in names
    ]
    return " and ".join(words)


def command_line() -> str:
    """This command as it was given; of a path elsewhere the last two parts."""
    return shlex.join(["python", "-m", "cnnviz", *map(_nearby, sys.argv[1:])])


def _nearby(word: str) -> str:
    path = Path(word)
    elsewhere = path.is_absolute() or ".." in path.parts
    return str(Path(*path.parts[-2:])) if elsewhere else word


def _sets(names: list[str], config: "Config") -> tuple[list["Images"], list["Images"], int]:
    """The training and the validation part of each data set, and how many images failed."""
    from cnnviz.data import DataError, load
    from cnnviz.data.images import known, split

    train, valid, failures = [], [], []

    def failed(error: Exception) -> None:
        failures.append(error)
        reporting.fail(error)

    for name in names:
        with reporting.progress("images") as show:
            images = load(
                name,
                config.preprocessing,
                count=config.galaxies,
                seed=config.first_galaxy,
                progress=show,
                failed=failed,
            )
        parts = split(known(images), config.split, config.seed)
        for part, what in zip(parts, ("trained on", "validated with"), strict=False):
            if not len(part):
                raise DataError(f"{name}: no image is left to be {what}; it has {len(images)}")
        train.append(parts[0])
        valid.append(parts[1])
    return train, valid, len(failures)


def _report(run: "Run", what: str) -> None:
    accuracy = "not validated yet" if run.best is None else f"validation accuracy {run.best:.3f}"
    reporting.say(f"{run.folder}: {what}, {accuracy}")
