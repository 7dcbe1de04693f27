"""A Chromium is found where there is one, and tests without one are not taken for passed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz.benchmarks import chromium
from tests.browser.watch import Watch

ROOT = Path(__file__).parents[2]
PROBE = f"{Path(__file__).relative_to(ROOT).as_posix()}::test_a_page_opens"
STARTS, SIGNPOST = "#!/bin/sh\necho started", "#!/bin/sh\necho install the snap; exit 1"

posix = pytest.mark.skipif(os.name == "nt", reason="the programs made here are shell scripts")


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """An otherwise empty PATH; `commands(name=script)` puts programs on it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.delenv("CHROMIUM", raising=False)

    def make(**scripts: str) -> Path:
        for name, script in scripts.items():
            (tmp_path / name).write_text(script)
            (tmp_path / name).chmod(0o755)
        return tmp_path

    return make


def test_a_page_opens(browser):
    page = browser.new_page()
    page.set_content("<h1>Galaxy</h1>")
    assert page.get_by_role("heading").inner_text() == "Galaxy"
    page.close()


@posix
def test_a_chromium_that_does_not_start_is_passed_over(commands, monkeypatch):
    folder = commands(**{"chromium": SIGNPOST, "google-chrome": STARTS})
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin")  # for the scripts' own shell
    monkeypatch.setattr(chromium, "COMMANDS", ("chromium", "google-chrome"))
    assert chromium.find() == str(folder / "google-chrome")


@posix
def test_the_named_chromium_is_taken(commands, monkeypatch):
    folder = commands(chromium=STARTS, mine=STARTS)
    monkeypatch.setenv("CHROMIUM", str(folder / "mine"))
    assert chromium.find() == str(folder / "mine")


def test_a_named_chromium_that_does_not_start_is_refused(commands, monkeypatch):
    commands()
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(FileNotFoundError, match="CHROMIUM=/no/such/browser does not start"):
        chromium.find()


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_without_a_chromium_tests_are_skipped_but_fail_on_a_build_machine(commands, ci, outcome):
    commands()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", PROBE],
        cwd=ROOT,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout.splitlines()[-1], done.stdout
    assert "no Chromium" in done.stdout or not ci


def test_errors_and_requests_to_other_hosts_are_seen(browser):
    context, watch = browser.new_context(), Watch("app.test")
    context.route("**/*", lambda route: route.fulfill(status=200, body="<p>answer</p>"))
    watch.follow(context)
    page = context.new_page()
    page.goto("http://app.test/convolution")
    assert (watch.errors, watch.outside) == ([], [])
    page.evaluate("console.error('it broke')")
    page.evaluate("new Image().src = 'data:,'; fetch('/own')")
    page.evaluate("fetch('http://font.test/a.woff', {mode: 'no-cors'})")
    page.evaluate("try { new WebSocket('ws://socket.test/') } catch {}")
    page.evaluate("setTimeout(() => { throw new Error('nobody catches it') })")
    page.wait_for_timeout(300)
    context.close()
    assert watch.errors[0] == "it broke"
    assert any("nobody catches it" in error for error in watch.errors)
    assert watch.outside == ["http://font.test/a.woff", "ws://socket.test/"]


@pytest.mark.parametrize(
    ("path", "status", "heard"),
    [("/page/_stcore/health", 404, 0), ("/page/_stcore/health", 500, 1), ("/picture.png", 404, 1)],
)
def test_only_streamlits_question_for_its_own_address_is_no_error(browser, path, status, heard):
    context, watch = browser.new_context(), Watch("app.test")
    context.route("**/*", lambda route: route.fulfill(status=200, body="<p>answer</p>"))
    context.route(f"**{path}", lambda route: route.fulfill(status=status, body=""))
    watch.follow(context)
    page = context.new_page()
    page.goto("http://app.test/page")
    page.evaluate("path => fetch(path)", path)
    page.wait_for_timeout(200)
    context.close()
    assert len(watch.errors) == heard
