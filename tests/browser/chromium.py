"""Finds a Chromium for the browser tests, or installs one: `python -m tests.browser.chromium`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if _starts(path) else None


def install() -> None:
    """Install Debian's package where apt needs no password, else Playwright's own build."""
    root = _as_root()
    if root is not None and shutil.which("apt-get"):
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]
        subprocess.run([*apt, "update"], check=False)
        package = ["install", "--yes", "--no-install-recommends", "chromium"]
        subprocess.run([*apt, *package], check=False)
        if find():
            return
    # with the libraries it needs, where they may be installed
    wanted = ["install", *(["--with-deps"] if root is not None else []), "chromium"]
    subprocess.run([sys.executable, "-m", "playwright", *wanted], check=False)


def _as_root() -> list[str] | None:
    """What a command starts with to run as root without asking; None where it cannot."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "--non-interactive"]
    if shutil.which("sudo") and not subprocess.run([*sudo, "true"], capture_output=True).returncode:
        return sudo
    return None


def main() -> int:
    """Print the path of a Chromium, installed if need be; 1 where none can be had."""
    try:
        path = find()
        if path is None:
            install()
            path = find()
    except FileNotFoundError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(path or "no Chromium: install one and name it, CHROMIUM=/path/to/chromium make test")
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
