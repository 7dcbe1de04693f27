"""What it costs the server when a page in Chromium watches a training."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cnnviz.benchmarks import CannotMeasureError, chromium
from cnnviz.benchmarks.server import serve
from cnnviz.training import queue, runs
from cnnviz.training.config import PRESETS

SECONDS, PATIENCE = 10.0, 120.0


def measure() -> dict[str, float]:
    """Processor time of the server for each second, as a share of a core.

    Returns:
        "processor_share" while one page watches, and "runs_events" that its curves are made of
    """
    with tempfile.TemporaryDirectory() as folder, _runs(Path(folder)):
        config = replace(PRESETS["tutorial"], galaxies=1_400, iterations=20_000)
        (name,) = queue.submit(queue.Order("Watched", "", config))
        try:
            with serve(Path(folder) / "log.txt") as server, chromium.opened() as browser:
                page = browser.new_page()
                page.goto(f"{server.address}/train")
                page.get_by_text("runs, ").wait_for(timeout=1000 * PATIENCE)
                used = _used(server.cpu_seconds())
                started = time.monotonic()
                time.sleep(SECONDS)
                share = (_used(server.cpu_seconds()) - used) / (time.monotonic() - started)
                return {"processor_share": share, "events": len(runs.happened(name))}
        finally:
            _end(name)


def _used(seconds: float | None) -> float:
    if seconds is None:
        raise CannotMeasureError("this system has no /proc to read processor time from")
    return seconds


@contextmanager
def _runs(folder: Path) -> Iterator[None]:
    """Runs of this measurement alone."""
    before = os.environ.get(runs.VARIABLE)
    os.environ[runs.VARIABLE] = str(folder / "runs")
    try:
        yield
    finally:
        os.environ.pop(runs.VARIABLE)
        if before is not None:
            os.environ[runs.VARIABLE] = before


def _end(name: str) -> None:
    """Stop the run, and wait until nothing is written any more."""
    queue.stop(name)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = runs.summary(name)
        if found is None or (found.state == "stopped" and not runs.held(runs.folder() / runs.LOCK)):
            return
        time.sleep(0.2)
