"""Installs a Chromium where none is found: `python -m tests.browser.chromium`."""

import os
import shutil
import subprocess
import sys

from cnnviz.benchmarks.chromium import find


def install() -> None:
    """Install Debian's package where apt needs no password, else Playwright's own build."""
    root = _as_root()
    if root is not None and shutil.which("apt-get"):
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]
        subprocess.run([*apt, "update"], check=False)
        for package in ("chromium-headless-shell", "chromium"):  # older releases lack the first
            install = ["install", "--yes", "--no-install-recommends", package]
            subprocess.run([*apt, *install], check=False)
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
