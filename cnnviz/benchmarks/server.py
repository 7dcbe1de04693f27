"""The app as `make run` serves it, on a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cnnviz.benchmarks import CannotMeasureError

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
STOP_SECONDS = 15


@dataclass(frozen=True)
class Server:
    """A running server of the app.

    Args:
        address: http://127.0.0.1:PORT
        pid: of its process
        log: what it prints
    """

    address: str
    pid: int
    log: Path

    def cpu_seconds(self) -> float | None:
        """CPU time of its process so far, in steps of 10 ms; None on systems without /proc."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            return None
        # after the name: state is field 3 of proc(5), user and system time are 14 and 15
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class _Kept:
    """A server that outlives the block which asked for it first."""

    until: ExitStack
    server: Server | None = None


_KEPT: ContextVar[_Kept | None] = ContextVar("_KEPT", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Until the end of this block, all blocks of `serve` have one server: the first's."""
    with ExitStack() as until:
        before = _KEPT.set(_Kept(until))
        try:
            yield
        finally:
            _KEPT.reset(before)


@contextmanager
def serve(log: Path | None = None) -> Iterator[Server]:
    """Serve the app until the end of the block, or of the block of `kept` around it.

    Args:
        log: file for what a server that this block starts prints; None for one that is removed at
            the end

    Raises:
        CannotMeasureError: it does not start, with the last thing it says
    """
    known = _KEPT.get()
    if known is None:
        with _started(log) as server:
            yield server
        return
    if known.server is None or not _answers(known.server):
        known.server = known.until.enter_context(_started(log))
    yield known.server


@contextmanager
def _started(log: Path | None) -> Iterator[Server]:
    with TemporaryDirectory() as folder:
        log = log or Path(folder, "log.txt")
        port = _free_port()
        options = {"port": port, "headless": "true", "address": "127.0.0.1"}
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += [f"--server.{name}={value}" for name, value in options.items()]
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        server = Server(f"http://127.0.0.1:{port}", process.pid, log)
        try:
            _wait_for(server, process)
            yield server
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(server: Server) -> bool:
    # a proxy for the rest of the world knows nothing of this machine's ports
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(f"{server.address}/_stcore/health", timeout=5).close()
    except OSError:  # not listening yet, or no longer
        return False
    return True


def _wait_for(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(server):
            return
        time.sleep(0.1)
    said = server.log.read_text(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(said) if line.strip()), "it says nothing")
    raise CannotMeasureError(f"the app did not start: {last}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
