"""Many images into one table by `python -m cnnviz classify`, and the memory that it takes."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from PIL import Image

from cnnviz.benchmarks import CannotMeasureError
from cnnviz.data import simulator

DISTINCT, COUNT, ROUNDS = 350, 7_000, 3  # different pictures, files of a round, rounds
ROOT = Path(__file__).parents[2]


def measure() -> dict[str, float]:
    """Classify a folder of PNG and JPEG files of 96 pixels, each round in a process of its own.

    Returns:
        medians over the rounds: "images_per_second" of the command; those of reading alone, of the
        bare network and of the network as the command computes it; "share", of the slower of
        reading and the bare network; "share_in_turns", of what reading and the command's network
        reach on the same cores; and, where the system tells it, "growth_megabytes", the largest: of
        the memory of the command's process, from its last import to the end

    Raises:
        CannotMeasureError: the command failed
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        fill(place / "images", COUNT)
        rounds = [_round(place / "images", place / f"{i}.parquet") for i in range(ROUNDS)]
    names = {
        "images_per_second": "images_per_second",
        "reading_alone_per_second": "reading_alone_per_second",
        "bare_network_per_second": "bare_network_per_second",
        "network_alone_per_second": "network_alone_per_second",
        "share": "share_of_the_slower",
        "share_in_turns": "share_of_both_in_turns",
    }
    found = {ours: median(each[name] for each in rounds) for ours, name in names.items()}
    grown = [each["growth"] for each in rounds if "growth" in each]
    return found | ({"growth_megabytes": max(grown)} if grown else {}) | {"images": COUNT}


def fill(folder: Path, count: int) -> None:
    """Make image files, most of them names of the same few on the disk."""
    folder.mkdir()
    for i, pixels in enumerate(
        p for some in simulator.galaxy_set(DISTINCT, 0) for p in some.pixels
    ):
        Image.fromarray(pixels).save(folder / f"{i:06}.{'jpg' if i % 3 == 0 else 'png'}")
    for i in range(DISTINCT, count):
        first = folder / f"{i % DISTINCT:06}.{'jpg' if i % DISTINCT % 3 == 0 else 'png'}"
        os.link(first, folder / f"{i:06}{first.suffix}")


def _round(images: Path, out: Path) -> dict[str, float]:
    words = ["classify", str(images), "--out", str(out), "--json"]
    command = [sys.executable, "-m", "cnnviz.benchmarks.classify", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        reason = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise CannotMeasureError(f"python -m cnnviz classify failed: {reason[-1]}")
    said: dict[str, float] = json.loads(done.stdout)
    if grown := done.stderr.strip():
        said["growth"] = float(grown)
    return said


def _kilobytes(what: str) -> int | None:
    """Of this process, resident; Linux alone tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    return int(status.read_text().partition(what)[2].split()[0])


def _child() -> int:
    """The command, and how much its memory grew, on standard error."""
    from cnnviz.__main__ import main
    from cnnviz.classifying import job  # noqa: F401 - what it imports is no growth

    before = _kilobytes("VmRSS:")
    status = main(sys.argv[1:])
    if before is not None:
        print(((_kilobytes("VmHWM:") or 0) - before) / 1024, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(_child())
