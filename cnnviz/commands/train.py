"""python -m cnnviz train: train a network in a folder of its own, from which it can go on."""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from cnnviz.commands import reporting
from cnnviz.commands.run_settings import configuration

if TYPE_CHECKING:
    from cnnviz.data import Images
    from cnnviz.training.config import Config
    from cnnviz.training.run import Run
    from cnnviz.training.team import Team

PRESETS = ("tutorial", "quick", "best")  # of training.config, whose import takes seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "--data",
        action="append",
        required=True,
        metavar="NAME|PATH",
        help="simulated, galaxy10, galaxy10-tutorial (the course's subset), a folder with one "
        "folder per class, or an HDF5 file; may be given again",
    )
    parser.add_argument("--preset", choices=PRESETS, help="of the settings; else tutorial")
    parser.add_argument(
        "--config", type=Path, help="JSON file; what it names replaces the preset's"
    )
    parser.add_argument("--seed", type=int, help="of the weights, the split and the batches")
    parser.add_argument("--iterations", type=int, help="steps of the optimiser")
    parser.add_argument("--galaxies", type=int, help="how many simulated galaxies")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="folder to make")
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on from the last checkpoint in RUN; begin where there is none",
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, alone or as a process of torchrun's; Ctrl-C keeps what is needed to go on.

    Returns:
        0 when everything was done, 1 when it was stopped before or an image could not be read

    Raises:
        ValueError: a configuration that cannot be run, or is not that of the run that goes on
        DataError: a data set that cannot be read, or is not that of the run that goes on
        FileExistsError: the folder holds something already
    """
    from cnnviz.data import DataError
    from cnnviz.training import team

    with team.joined() as here:
        arguments.resume = arguments.resume or team.restarted()
        try:
            return _train(arguments, here)
        except Exception as error:
            _failed(arguments.out, error, here)
            if not here.first:  # one process speaks
                raise SystemExit(1) from error
            if here.size > 1 and isinstance(error, RuntimeError):
                raise DataError(
                    f"{arguments.out}: another process of the team was lost; torchrun begins "
                    "again as often as --max-restarts says"
                ) from error
            raise


def _train(arguments: argparse.Namespace, team: "Team") -> int:
    from cnnviz.training import checkpoint, runs, sets
    from cnnviz.training.job import Job

    config = configuration(arguments)
    if _finished(arguments, team):
        return 0
    if config.shares and len(config.shares) != len(arguments.data):
        raise ValueError(f"{len(config.shares)} shares for {len(arguments.data)} data sets")
    classes = sets.classes_of(arguments.data)
    config = sets.with_outputs(config, classes)
    model = checkpoint.build(config, classes)
    run = _run(arguments, config, classes)
    if team.first and not os.environ.get(runs.QUEUED):
        (run.folder / "control.json").unlink(missing_ok=True)  # what was asked of it before
    team.wait()
    with ExitStack() as locks:
        if run.folder.is_dir() and team.first:
            locks.enter_context(_alone(run.folder))
        if not team.first:  # who comes first makes the galaxies, the others find them made
            team.wait()
        parts, failures = _sets(arguments.data, config, team, run)
        if team.first:
            team.wait()
        if not run.folder.is_dir() and team.first:
            run.folder.mkdir(parents=True)
            locks.enter_context(_alone(run.folder))
        # on a terminal alone
        bar = tqdm(
            total=config.iterations, unit=" iterations", disable=None if team.first else True
        )
        with bar:
            progress = lambda done, _: bar.update(done - bar.n)  # noqa: E731
            train, valid = zip(*parts, strict=True)
            state = Job(run, train, valid, team, progress).carry_out(model)
    if not team.first:
        return int(failures > 0)
    return _report(run, state, arguments) or int(failures > 0)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While this is open, no other process trains in this folder.

    Raises:
        DataError: another one does
    """
    from filelock import FileLock, Timeout

    from cnnviz.data import DataError
    from cnnviz.training.runs import LOCK

    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=2)
    except Timeout as error:
        raise DataError(f"{folder}: another process trains in it") from error
    try:
        yield
    finally:
        lock.release()


def _run(arguments: argparse.Namespace, config: "Config", classes: tuple[str, ...]) -> "Run":
    """The run's folder, which may be new, empty or, to go on, there."""
    from cnnviz.training.files import read_json
    from cnnviz.training.run import Run

    about = read_json(arguments.out / "run.json") if arguments.resume else {}
    data = described(arguments.data, config)
    run = Run(arguments.out, config, data, about.get("command", command_line()), classes)
    if not arguments.resume:
        run.check()
    return run


def _finished(arguments: argparse.Namespace, team: "Team") -> bool:
    """Whether the run that is to go on has come to its end; says so."""
    from cnnviz.training.files import read_json

    status = read_json(arguments.out / "status.json") if arguments.resume else {}
    if status.get("state") != "finished":
        return False
    if team.first:
        reporting.say(
            f"{arguments.out}: finished already, after {status.get('iterations')} iterations"
        )
    return True


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


def _sets(
    names: list[str], config: "Config", team: "Team", run: "Run"
) -> tuple[list[tuple["Images", "Images"]], int]:
    """The training and the validation part of each data set, and how many images failed."""
    from cnnviz.data import CLASSES
    from cnnviz.training import sets

    parts, failures = [], []
    own = run.classes != CLASSES

    def failed(error: Exception) -> None:
        failures.append(error)
        if team.first:
            reporting.fail(error)

    for name in names:
        with reporting.progress("images") as bar:
            show = run.loading(bar) if team.first and run.folder.is_dir() else bar
            parts.append(sets.read(name, config, own, show, failed))
    sets.check(names, [train for train, _ in parts])
    return parts, len(failures)


def _report(run: "Run", state: str, arguments: argparse.Namespace) -> int:
    """Say how it ended; 0 where it came to its end."""
    accuracy = "not validated yet" if run.best is None else f"validation accuracy {run.best:.3f}"
    if state == "finished":
        reporting.say(f"{run.folder}: {run.config.iterations} iterations, {accuracy}")
        return 0
    from cnnviz.training.files import read_json

    done = read_json(run.folder / "status.json").get("iteration", 0)
    reporting.say(
        f"{run.folder}: {state} after {done} of {run.config.iterations} iterations, {accuracy}"
    )
    data = " ".join(f"--data {shlex.quote(name)}" for name in arguments.data)
    out = shlex.quote(str(run.folder))
    reporting.say(f"go on with: python -m cnnviz train {data} --out {out} --resume")
    return 1


def _failed(folder: Path, error: Exception, team: "Team") -> None:
    """Write down in the run's folder why it ended, where there is one and it can be written."""
    from contextlib import suppress

    from cnnviz.training.run import failed

    ours = (folder / "run.json").exists() and not isinstance(error, FileExistsError)
    if team.first and ours:
        with suppress(OSError):
            failed(folder, str(error))
