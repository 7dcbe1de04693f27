"""python -m cnnviz simulate: a set of simulated galaxies in the course's HDF5 layout."""

import argparse
from pathlib import Path

from cnnviz.commands import reporting

MOST = 10_000_000  # galaxies, 277 GB


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--count", type=int, required=True, metavar="N", help="galaxies")
    parser.add_argument(
        "--seed",
        type=int,
        required=True,
        metavar="S",
        help="image j has class j mod 7 and galaxy seed S + j // 7",
    )
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="HDF5 file to make; none is replaced"
    )


def run(arguments: argparse.Namespace) -> int:
    """Simulate the galaxies and write them, or nothing at all.

    Returns:
        0

    Raises:
        UsageError: a number out of range, or a file that is there or cannot be written
    """
    if not 1 <= arguments.count <= MOST:
        raise reporting.UsageError(f"--count: from 1 to {MOST:,}, got {arguments.count}")
    if arguments.seed < 0:
        raise reporting.UsageError(f"--seed: a non-negative integer, got {arguments.seed}")
    path = Path(arguments.out)
    if path.exists():
        raise reporting.UsageError(f"{arguments.out}: it is there already; name another file")
    from cnnviz.data import hdf5, simulator

    with reporting.progress("galaxies") as show:
        try:
            batches = simulator.galaxy_set(arguments.count, arguments.seed)
            hdf5.write(path, batches, arguments.count, show)
        except OSError as error:
            reason = error.strerror or str(error).splitlines()[0]
            message = f"{arguments.out}: cannot be written ({reason})"
            raise reporting.UsageError(message) from error
    reporting.say(f"{arguments.out}: {arguments.count} galaxies")
    return 0
