"""Processes that read image files.

Each has one pipe. A process that ends, killed or out of memory, is seen by its pipe's end; another
takes its place and reads the same files one by one, so that only one that ends it again is lost.
"""

import sys
import warnings
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType

import numpy as np

from cnnviz.classifying import pictures
from cnnviz.classifying.pictures import Pictures
from cnnviz.preprocessing import Preprocessing
from cnnviz.processes import uninterrupted

ENDED = "the process that read it ended; is there enough memory for it?"


class ReaderError(RuntimeError):
    """Processes cannot be started; one sentence."""


def serve(connection: Connection, rule: Preprocessing) -> None:
    """What such a process does until the pipe is closed: names in, pictures out."""
    if not sys.warnoptions:  # a library's warning is no failure of an image
        warnings.simplefilter("ignore")
    try:
        connection.send("ready")
        while True:
            done = _each(connection.recv(), rule)
            connection.send((done.names, done.failures))
            connection.send_bytes(done.pixels.tobytes())
    except (EOFError, OSError, KeyboardInterrupt):
        return  # whoever asked has gone


def _each(names: Sequence[str], rule: Preprocessing) -> Pictures:
    try:
        return pictures.read(names, rule)
    except Exception as error:  # a mistake of ours costs one file, and not the others
        if len(names) == 1:
            reason = f"cannot be read ({type(error).__name__}: {error})"
            return pictures.failed(names[0], reason, rule)
        return pictures.joined([_each([name], rule) for name in names])


class Readers:
    """So many of these processes, for as many threads.

    Args:
        count: of processes
        rule: cuts each image to the network's size
    """

    def __init__(self, count: int, rule: Preprocessing) -> None:
        self._rule = rule
        self._closed = False
        self._all = [_Reader(rule) for _ in range(count)]
        self._idle: SimpleQueue[_Reader] = SimpleQueue()

    def __enter__(self) -> "Readers":
        try:
            for reader in self._all:
                reader.start()
            for reader in self._all:
                reader.wait()
                self._idle.put(reader)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; threads that wait for one get a ReaderError."""
        self._closed = True
        for reader in self._all:
            reader.kill()

    @property
    def ended(self) -> int:
        """How many processes ended by themselves and were started anew."""
        return sum(reader.ended for reader in self._all)

    def read(self, names: Sequence[str]) -> Pictures:
        """As `pictures.read`, in one of the processes; any thread may call it.

        Raises:
            ReaderError: no process can be started, or they are closed
        """
        reader = self._idle.get()
        try:
            return self._read(reader, names)
        finally:
            self._idle.put(reader)

    def _read(self, reader: "_Reader", names: Sequence[str]) -> Pictures:
        try:
            return reader.ask(names)
        except (EOFError, OSError):
            self._renew(reader)
        if len(names) == 1:
            return pictures.failed(names[0], ENDED, self._rule)
        return pictures.joined([self._read(reader, [name]) for name in names])

    def _renew(self, reader: "_Reader") -> None:
        if not self._closed:
            reader.again()
        if self._closed:  # before, or meanwhile
            reader.kill()
            raise ReaderError("the reading of images was stopped")


class _Reader:
    """One process and its pipe."""

    def __init__(self, rule: Preprocessing) -> None:
        self.rule = rule
        self.ended = 0

    def start(self) -> None:
        # spawned, not forked: this process has threads, which a fork would leave half-copied
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, self.rule), daemon=True)
        try:
            with uninterrupted():
                self.process.start()
        except OSError as error:
            raise ReaderError(f"no process can be started to read images ({error})") from error
        finally:
            theirs.close()

    def wait(self) -> None:
        """Until it is ready."""
        try:
            self.pipe.recv()
        except (EOFError, OSError) as error:
            raise ReaderError(
                "a process that reads images ends as soon as it is started; is there enough memory?"
            ) from error

    def again(self) -> None:
        """Another one in its place."""
        self.ended += 1
        self.kill()
        self.pipe.close()
        self.start()
        self.wait()

    def ask(self, names: Sequence[str]) -> Pictures:
        self.pipe.send(tuple(names))
        kept, failures = self.pipe.recv()
        pixels = np.frombuffer(self.pipe.recv_bytes(), np.uint8)
        size = self.rule.size
        return Pictures(kept, pixels.reshape(-1, size, size, 3), failures)

    def kill(self) -> None:
        """End the process; its pipe is closed by whoever may be reading from it."""
        process = getattr(self, "process", None)
        if process is not None and process.pid is not None:
            process.kill()
            process.join()
