"""New visitors of the app, in browsers that need not fetch and compile its code each time."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext

from tests.browser.watch import Watch

PATIENCE_MS = 120_000  # a busy machine is no failure


@dataclass
class Visitor:
    """Somebody with a browser window of their own."""

    kind: str
    context: BrowserContext
    watch: Watch


@dataclass
class Visitors:
    """Contexts of a browser that are used again: empty, but for the cache of the app's files."""

    browser: Browser
    address: str
    idle: defaultdict[str, list[Visitor]] = field(default_factory=lambda: defaultdict(list))

    def send(self, options: dict[str, Any]) -> Visitor:
        """Somebody who was never here, with options as of `new_context`."""
        kind = repr(sorted(options.items()))
        if self.idle[kind]:
            return self.idle[kind].pop()
        watch = Watch(urlsplit(self.address).netloc)
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        watch.follow(context)
        return Visitor(kind, context, watch)

    def take_back(self, visitor: Visitor) -> None:
        """Make somebody forget all they saw."""
        context, watch = visitor.context, visitor.watch
        context.unroute_all()
        for page in context.pages:
            if page.url.startswith(self.address):
                page.evaluate("localStorage.clear()")
            page.close()
        context.clear_cookies()
        watch.errors, watch.outside = [], []
        self.idle[visitor.kind].append(visitor)
