"""A server on this machine that answers as a test wants it to."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server(ThreadingHTTPServer):
    """Answers every request with `data`, all of it or the part that is asked for.

    `faults` are taken off one by one, the first for the first request; see `_Answers`.
    """

    daemon_threads = True

    def __init__(self, data: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.data = data
        self.faults: list[tuple[str, Any]] = []
        self.asked: list[str | None] = []  # the range of each request
        self.agents: list[str | None] = []  # who says to ask
        self.ranges = True
        self.length = True  # whether it says how long its answer is
        self.kind: str | None = None  # what it says its answer is
        self.stopped = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked has gone: that is what some tests do."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file.pth"


class _Answers(BaseHTTPRequestHandler):
    """Faults: (break, bytes), (status, code), (leads, address), (wait, s), (drip, s), (range, x),
    (text, bytes): a proxy's own words
    """

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.headers["Range"])
        self.server.agents.append(self.headers["User-Agent"])
        fault, value = self.server.faults.pop(0) if self.server.faults else ("", None)
        if fault == "status":
            self.send_error(value)
        elif fault == "leads":
            self.send_response(302)
            self.send_header("Location", value)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif fault == "wait":
            self.server.stopped.wait(value)
            self.close_connection = True
        elif fault == "text":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(value)))
            self.end_headers()
            self.wfile.write(value)
        else:
            self._send(fault, value)

    def _send(self, fault: str, value: Any) -> None:
        begin = self._begin()
        if begin >= len(self.server.data) > 0:
            self.send_error(416)
            return
        self.send_response(206 if begin else 200)
        rest = self.server.data[begin:]
        if begin:
            said = value if fault == "range" else f"bytes {begin}-{len(self.server.data) - 1}/*"
            self.send_header("Content-Range", said)
        if self.server.kind:
            self.send_header("Content-Type", self.server.kind)
        if self.server.length:
            self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if fault == "drip":
            for i in range(0, len(rest), 1000):
                time.sleep(value)
                self.wfile.write(rest[i : i + 1000])
        elif fault == "hang":
            self.wfile.write(rest[:value])
            self.server.stopped.wait(30)
        else:
            self.wfile.write(rest[:value] if fault == "break" else rest)
        self.close_connection = True

    def _begin(self) -> int:
        found = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        return int(found[1]) if found and self.server.ranges else 0

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(data: bytes) -> Iterator[Server]:
    """A server of these bytes; it has ended afterwards."""
    server = Server(data)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()
