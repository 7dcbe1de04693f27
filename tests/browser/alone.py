"""A page of the tests' own, served like the app."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cnnviz.benchmarks.server import ROOT, Server, _free_port, _stop, _wait_for


@contextmanager
def served(script: str, log: Path) -> Iterator[str]:
    """Address of a Streamlit script until the end of the block; a traceback in its log fails."""
    port = _free_port()
    options = {"port": port, "headless": "true", "address": "127.0.0.1"}
    command = [sys.executable, "-m", "streamlit", "run", script]
    command += [f"--server.{name}={value}" for name, value in options.items()]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", process.pid, log)
    try:
        _wait_for(server, process)
        yield server.address
    finally:
        _stop(process)
    assert "Traceback" not in log.read_text(), log.read_text()
