"""Files read and classified at the same time, in order, few of them in memory at once."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from cnnviz.classifying.pictures import Failure, Pictures

CHUNK = 32  # images that go together
Read = Callable[[Sequence[str]], Pictures]
Compute = Callable[[NDArray[np.uint8]], NDArray[np.float64]]


@dataclass(frozen=True)
class Classified:
    """What came of some files.

    Args:
        names: of the N files that were classified
        probabilities: float64 of shape (N, K)
        failures: the others
    """

    names: tuple[str, ...]
    probabilities: NDArray[np.float64] = field(repr=False)
    failures: tuple[Failure, ...]

    def __len__(self) -> int:
        """Of all the files."""
        return len(self.names) + len(self.failures)


def chunks(names: Sequence[str], size: int = CHUNK) -> Iterator[Sequence[str]]:
    """The names in pieces of this size."""
    rest = iter(names)
    while piece := list(islice(rest, size)):
        yield piece


def alone(names: Sequence[str], read: Read, compute: Compute) -> Iterator[Classified]:
    """Read and classify a few files, one thing after the other."""
    for piece in chunks(names):
        yield _classified(read(piece), compute)


class Stream:
    """Threads that read and threads that compute, for as long as there are files.

    They are kept between calls: a new thread's memory would come on top of an old one's.

    Args:
        read: called by so many threads at once
        compute: the same
        threads: how many, for either
    """

    def __init__(self, read: Read, compute: Compute, threads: int) -> None:
        self.read, self.compute, self.threads = read, compute, threads
        self.reading = ThreadPoolExecutor(threads)
        self.computing = ThreadPoolExecutor(threads)

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *error: object) -> None:
        for pool in (self.reading, self.computing):  # not waited for: one file may take long
            pool.shutdown(wait=False, cancel_futures=True)

    def classified(self, names: Sequence[str]) -> Iterator[Classified]:
        """Read and classify at the same time.

        Yields:
            a piece of the files at a time, in order; four times as many pieces as there are
            threads are in memory at most
        """
        waiting: deque[Future[Classified]] = deque()
        for piece in chunks(names):
            if len(waiting) == 4 * self.threads:
                yield waiting.popleft().result()
            found = self.reading.submit(self.read, piece)
            waiting.append(self.computing.submit(_later, found, self.compute))
        while waiting:
            yield waiting.popleft().result()


def _later(found: Future[Pictures], compute: Compute) -> Classified:
    return _classified(found.result(), compute)


def _classified(found: Pictures, compute: Compute) -> Classified:
    return Classified(found.names, compute(found.pixels), found.failures)
