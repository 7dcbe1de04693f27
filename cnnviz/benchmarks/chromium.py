"""Finds a Chromium that works, and opens it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.benchmarks import CannotMeasureError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COMMANDS = (
    "chromium-headless-shell",  # without windows, and so quicker
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
)  # fmt: skip
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def opened() -> Iterator["Browser"]:
    """A headless Chromium until the end of the block.

    While it is open, nothing else in this thread can use asyncio.

    Raises:
        CannotMeasureError: no Playwright, no Chromium, or $CHROMIUM names one that does not start
    """
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        raise CannotMeasureError(
            "Playwright, which drives the browser, is not installed: "
            "pip install -r requirements-dev.txt"
        ) from error
    try:
        path = find()
    except FileNotFoundError as error:
        raise CannotMeasureError(str(error)) from error
    if path is None:
        raise CannotMeasureError(
            "no Chromium: `make test` installs one, CHROMIUM=/path/to/chromium names one"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        yield browser
        browser.close()


def find() -> str | None:
    """Path of a Chromium that starts: $CHROMIUM, one on the PATH, or Playwright's own.

    Raises:
        FileNotFoundError: $CHROMIUM names a file that is no working Chromium
    """
    asked = os.environ.get("CHROMIUM")
    if asked:
        if not _starts(asked):
            raise FileNotFoundError(
                f"CHROMIUM={asked} does not start; unset it or name a Chromium that does"
            )
        return asked
    found = (path for command in COMMANDS if (path := shutil.which(command)))
    return next((path for path in found if _starts(path)), None) or _playwrights_own()


def _starts(path: str) -> bool:
    """Whether the browser opens a page: Ubuntu's chromium-browser, say, may be a mere signpost."""
    if not Path(path).is_file():
        return False
    page = ["--headless", "--dump-dom", "data:text/html,<p>started</p>"]
    try:
        done = subprocess.run([path, *FLAGS, *page], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"started" in done.stdout


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if _starts(path) else None
