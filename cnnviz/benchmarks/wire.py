"""What goes over the wire between a page in the browser and the rest of the world."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Wire:
    """What goes over the wire while somebody listens: frames of websockets, and addresses.

    Attributes:
        sent: how many frames the page has sent since it was opened
    """

    def __init__(self, page: "Page") -> None:
        self._heard: list[bytes | str] | None = None
        self.sent = 0
        page.on("websocket", lambda ws: ws.on("framereceived", self._hear))
        page.on("websocket", lambda ws: ws.on("framesent", self._send))
        page.on("request", lambda request: self._hear(request.url))

    def _hear(self, what: bytes | str) -> None:
        if self._heard is not None:
            self._heard.append(what)

    def _send(self, what: bytes | str) -> None:
        self.sent += 1
        self._hear(what)

    @contextmanager
    def listening(self) -> Iterator[list[bytes | str]]:
        """Everything that is heard in the block."""
        heard: list[bytes | str] = []
        self._heard = heard
        yield heard
        self._heard = None
