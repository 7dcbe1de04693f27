"""All rows that a table does not have yet."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from torch import nn

from cnnviz.card import Card
from cnnviz.classifying import pictures, rates, table
from cnnviz.classifying.network import Network, bare, undivided
from cnnviz.classifying.pictures import Failure
from cnnviz.classifying.rates import Rates
from cnnviz.classifying.readers import Readers
from cnnviz.classifying.store import Store
from cnnviz.classifying.stream import Classified, Compute, Stream, alone
from cnnviz.data.reading import Progress
from cnnviz.preprocessing import Preprocessing
from cnnviz.processes import cores

PART = 4_096  # rows of a part
SECONDS = 30.0  # after which one that is not full is written: what is lost by a process that ends
FEW = 200  # images for which no process is started
MOST = 8  # processes, and as many threads: each takes memory


@dataclass(frozen=True)
class Outcome:
    """How it went.

    Args:
        files: that were classified, or could not be read
        seconds: from the first file to the last part
        rates: of reading and of the network alone; None where they were not measured
        ended: processes that ended by themselves meanwhile and were started anew
    """

    files: int
    seconds: float
    rates: Rates | None
    ended: int

    @property
    def rate(self) -> float:
        """Files per second."""
        return self.files / self.seconds if self.seconds else 0.0


def fill(
    store: Store, model: nn.Module, card: Card, failed: Callable[[Failure], None], show: Progress
) -> Outcome:
    """Classify the files that have no row; what is done is kept when this is interrupted.

    Args:
        store: of the table
        model: in eval mode
        card: the model's
        failed: called for each file that cannot be read
        show: called with files done and files in all

    Raises:
        ReaderError: no process can be started to read the files
        OSError: a part cannot be written
    """
    missing, rule = store.missing(), card.preprocessing
    compute, plain = Network(model, rule).probabilities, partial(bare, model, rule)
    with ExitStack() as stack:
        stack.enter_context(undivided())
        readers, stream, before = None, None, None
        found = alone(missing, partial(pictures.read, rule=rule), compute)
        if len(missing) >= FEW:
            readers, stream = _together(stack, rule, compute)
            before = rates.measured(missing, stream, plain)
            found = stream.classified(missing)
        ended, start = readers.ended if readers else 0, time.monotonic()
        _write(store, found, failed, lambda done: show(done, len(missing)))
        seconds = time.monotonic() - start
        ended = readers.ended - ended if readers else 0
        # again: whatever else the machine does, and how warm it is, changes meanwhile
        after = _measured_again(missing, stream, plain) if stream else None
        return Outcome(len(missing), seconds, rates.mean(before, after), ended)


def _measured_again(missing: Sequence[str], stream: Stream, plain: Compute) -> Rates | None:
    """None where it is broken off: all rows are there, and only the table is to be made of them."""
    try:
        return rates.measured(missing, stream, plain)
    except (RuntimeError, OSError, MemoryError, KeyboardInterrupt):
        return None


def _together(stack: ExitStack, rule: Preprocessing, compute: Compute) -> tuple[Readers, Stream]:
    """Processes that read and threads that compute; the processes end first."""
    threads = min(cores(), MOST)
    readers = Readers(threads, rule)
    stream = stack.enter_context(Stream(readers.read, compute, threads))
    return stack.enter_context(readers), stream


def _write(
    store: Store,
    found: Iterator[Classified],
    failed: Callable[[Failure], None],
    show: Callable[[int], None],
) -> None:
    """The rows, a part at a time; at the end, whichever it is, what there is.

    A part is written before it is full, too, and again with what has come since: many small ones
    would take long to be put together.
    """
    waiting: list[Classified] = []
    part, done, written = None, 0, time.monotonic()
    try:
        for each in found:
            for failure in each.failures:
                failed(failure)
            waiting.append(each)
            done += len(each)
            show(done)
            full = sum(len(one.names) for one in waiting) >= PART
            if full or time.monotonic() - written >= SECONDS:
                part = _add(store, waiting, part)
                written = time.monotonic()
            if full:
                waiting, part = [], None
    finally:
        _add(store, waiting, part)


def _add(store: Store, rows: Sequence[Classified], part: Path | None) -> Path | None:
    """Write them as a part, a new one or in place of one whose rows are among them."""
    names = [name for one in rows for name in one.names]
    if not names:
        return None
    probabilities = np.concatenate([one.probabilities for one in rows])
    return store.add(table.rows(names, probabilities, store.made), part)
