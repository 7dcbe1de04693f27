"""`classify --out`: the probabilities of many images in one Parquet file."""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cnnviz.commands import reporting

if TYPE_CHECKING:
    from torch import nn

    from cnnviz.card import Card
    from cnnviz.classifying.job import Outcome
    from cnnviz.classifying.pictures import Failure
    from cnnviz.classifying.store import Store

TERMINATED = 128 + signal.SIGTERM  # as shells say it


class _Terminated(KeyboardInterrupt):
    """Somebody asks the process to end."""


@dataclass
class _Told:
    """What is said of the failures, and of the rows that were there before."""

    failures: "list[Failure]" = field(default_factory=list)
    kept: int = 0

    def failed(self, failure: "Failure") -> None:
        self.failures.append(failure)
        reporting.fail(failure)


def check(out: str) -> None:
    """Refuse what cannot be a table, before anything is loaded.

    Raises:
        UsageError: a folder, or another suffix
    """
    if Path(out).suffix != ".parquet":
        raise reporting.UsageError(f"{out}: the name of a table ends in .parquet; name it so")
    if os.path.isdir(out):  # says no, too, of what no file can be called
        raise reporting.UsageError(f"{out}: it is a folder; name a file in it")


def write(
    names: Sequence[str],
    folders: Sequence[str],
    model: "nn.Module",
    card: "Card",
    out: str,
    *,
    as_json: bool,
) -> int:
    """Classify what the table does not have yet, and make it whole.

    Args:
        names: of the image files, in the order of the table's rows
        folders: whose files are all among them
        model: in eval mode
        card: the model's
        out: the table
        as_json: whether the report is a JSON document

    Returns:
        how many images could not be read

    Raises:
        UsageError: the table cannot be written, or it is another's
        SystemExit: asked to end; what is done is kept
    """
    from cnnviz.classifying import store, table
    from cnnviz.classifying.readers import ReaderError
    from cnnviz.data import DataError

    told = _Told()
    names = list(dict.fromkeys(names))
    try:
        with store.opened(Path(out), names, table.schema(card), folders) as rows, _terminable():
            told.kept = len(rows)
            outcome = _finished(rows, model, card, told, as_json=as_json)
    except table.TableError as error:
        raise reporting.UsageError(str(error)) from error
    except ReaderError as error:
        raise DataError(f"{out}: {error}") from error
    except OSError as error:
        reason = error.strerror or str(error).splitlines()[0]
        message = f"{out}: cannot be written ({reason}); the same command goes on from what is done"
        raise reporting.UsageError(message) from error
    _report(rows, outcome, told, as_json=as_json)
    return len(told.failures)


def _finished(
    rows: "Store", model: "nn.Module", card: "Card", told: _Told, *, as_json: bool
) -> "Outcome":
    from cnnviz.classifying import job

    try:
        with reporting.progress("images") as show:
            outcome = job.fill(rows, model, card, told.failed, show)
        rows.finish()
        return outcome
    except KeyboardInterrupt as error:
        if not as_json:
            reporting.say(
                f"{rows.out}: stopped after {len(rows):,} of {len(rows.names):,} images; the same "
                "command goes on from there"
            )
        if isinstance(error, _Terminated):
            raise SystemExit(TERMINATED) from error
        raise


@contextmanager
def _terminable() -> Iterator[None]:
    """While this is open, to be asked to end is as Ctrl-C."""

    def stop(number: int, frame: object) -> NoReturn:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _report(rows: "Store", outcome: "Outcome", told: _Told, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_document(rows, outcome, told), indent=2))
        return
    for line in _lines(rows, outcome, told):
        reporting.say(line)


def _document(rows: "Store", outcome: "Outcome", told: _Told) -> dict[str, object]:
    found: dict[str, object] = {
        "out": str(rows.out),
        "images": len(rows),
        "from_before": told.kept,
        "gone": len(rows.gone),
        "failures": [{"file": one.name, "reason": one.reason} for one in told.failures],
        "seconds": outcome.seconds,
        "images_per_second": outcome.rate,
    }
    if outcome.rates is not None:
        found |= {
            "reading_alone_per_second": outcome.rates.reader,
            "bare_network_per_second": outcome.rates.bare,
            "network_alone_per_second": outcome.rates.network,
            "share_of_the_slower": outcome.rates.share(outcome.rate),
            "share_of_both_in_turns": outcome.rates.share_in_turns(outcome.rate),
        }
    return found


def _lines(rows: "Store", outcome: "Outcome", told: _Told) -> Iterator[str]:
    skipped, kept = len(told.failures), told.kept
    before = f", {kept:,} of them from before" if kept else ""
    yield f"{rows.out}: {len(rows):,} images{before}, {skipped:,} skipped"
    if rows.gone:
        yield f"left out: {len(rows.gone):,} rows of files that are no longer there"
    if not outcome.files:
        yield "nothing was left to do"
        return
    if outcome.files == skipped:
        yield "none of the files that were left can be read"
        return
    yield f"{outcome.seconds:.1f} s, {outcome.rate:,.0f} images per second"
    if outcome.ended:
        yield f"{outcome.ended} times a process that read images ended, and another took over"
    if outcome.rates is None:
        return
    alone, rate = outcome.rates, outcome.rate
    yield (
        "each alone on a sample, before and after, in images per second: reading the files in "
        f"{alone.threads} processes {alone.reader:,.0f}; the bare network on batches in memory "
        f"{alone.bare:,.0f}, and {alone.network:,.0f} as it is computed here, a batch a thread and "
        "pooling folded into the convolutions"
    )
    yield (
        f"the whole is at {alone.share(rate):.0%} of the slower of reading and the bare network, "
        f"and at {alone.share_in_turns(rate):.0%} of the {alone.in_turns:,.0f} that reading and "
        "the network here reach when they take turns on the same cores"
    )
