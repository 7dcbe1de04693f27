"""What must not happen while a visitor looks at the app."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage


@dataclass
class Watch:
    """Errors on the console of one visitor, and requests to another host than the app's."""

    host: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of the visitor, those opened later too."""
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", lambda request: self._see(request.url))
        context.on("page", lambda page: page.on("websocket", lambda ws: self._see(ws.url)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_streamlits_question(message):
            self.errors.append(message.text)

    def _is_streamlits_question(self, message: ConsoleMessage) -> bool:
        """At /convolution Streamlit asks for /convolution/_stcore/... before /_stcore/..."""
        parts = urlsplit(message.location["url"])
        return "404" in message.text and parts.netloc == self.host and "/_stcore/" in parts.path

    def _see(self, url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != self.host:
            self.outside.append(url)
