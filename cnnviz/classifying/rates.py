"""How fast reading images and the network are when each has the machine to itself."""

import time
from collections.abc import Callable, Iterator, Sequence, Sized
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import cycle
from typing import Any, TypeVar

import numpy as np

from cnnviz.classifying.stream import CHUNK, Compute, Stream, chunks

SAMPLE = 512  # images at most
BATCH = 16  # images of a batch of the bare network: no slower than larger ones, and in less memory
SECONDS = 0.8  # for each of the three
SLOW = 0.05  # seconds for one image: then they are taken one by one
T = TypeVar("T")


@dataclass(frozen=True)
class Rates:
    """Images per second.

    Args:
        reader: files into what the network receives, in the stream's processes, nothing computed
            meanwhile
        bare: probabilities of batches in memory by the network as it was loaded, on all cores
        network: the same as the stream computes them, nothing read meanwhile
        threads: how many processes read, and threads compute
    """

    reader: float
    bare: float
    network: float
    threads: int

    def share(self, rate: float) -> float:
        """Of the slower of reading and the bare network."""
        return rate / min(self.reader, self.bare)

    @property
    def in_turns(self) -> float:
        """What reading and the stream's network reach on the same cores: 1 / (1/r + 1/n)."""
        return 1 / (1 / self.reader + 1 / self.network)

    def share_in_turns(self, rate: float) -> float:
        """Of `in_turns`; more where there are cores for both."""
        return rate / self.in_turns


def mean(*each: Rates | None) -> Rates | None:
    """Of measurements before and after; None where there is none."""
    found = [one for one in each if one is not None]
    if not found:
        return None
    columns = [(one.reader, one.bare, one.network) for one in found]
    reader, bare, network = (sum(column) / len(found) for column in zip(*columns, strict=True))
    return Rates(reader, bare, network, found[0].threads)


def measured(names: Sequence[str], stream: Stream, bare: Compute) -> Rates | None:
    """Read a sample that is spread over all files, and classify it.

    Args:
        names: of all files
        stream: that reads and classifies
        bare: the network without what the stream does to be quick

    Returns:
        None where not one of them can be read
    """
    sample = names[:: -(-len(names) // SAMPLE)]
    start = time.perf_counter()
    first = stream.read(sample[:1])
    size = 1 if time.perf_counter() - start > SLOW else CHUNK
    pieces = iter([*chunks(sample, size)])
    reader, found = _rate(stream.reading, stream.threads, pieces, stream.read)
    pixels = np.concatenate([each.pixels for each in (first, *found)])
    if not len(pixels):
        return None
    batches = cycle([pixels[i : i + CHUNK] for i in range(0, len(pixels), CHUNK)])
    network, _ = _rate(stream.computing, stream.threads, batches, stream.compute)
    few = cycle([pixels[i : i + BATCH] for i in range(0, len(pixels), BATCH)])
    alone, _ = _rate(stream.computing, 1, few, bare)  # there: its thread has the memory already
    return Rates(reader, alone, network, stream.threads)


def _rate(
    pool: Executor, threads: int, work: Iterator[Sized], do: Callable[[Any], T]
) -> tuple[float, list[T]]:
    """Images per second of all threads together, and what they made."""
    made: list[T] = []

    def busy() -> float:
        done, start, now = 0, time.perf_counter(), 0.0
        for piece in work:  # not a generator: several threads take from it
            made.append(do(piece))
            done, now = done + len(piece), time.perf_counter() - start
            if now > SECONDS:
                break
        return done / now if done else 0.0

    return sum(future.result() for future in [pool.submit(busy) for _ in range(threads)]), made
