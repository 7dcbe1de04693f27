import sys

import pytest

from cnnviz.benchmarks import CannotMeasureError, chromium


def test_without_playwright_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(CannotMeasureError, match=r"pip install -r requirements-dev\.txt$"):
        chromium.opened().__enter__()


def test_without_a_chromium_it_is_said_how_to_get_one(monkeypatch):
    monkeypatch.setattr(chromium, "find", lambda: None)
    with pytest.raises(CannotMeasureError, match="no Chromium: `make test` installs one"):
        chromium.opened().__enter__()


def test_a_named_chromium_that_does_not_start_is_named(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(CannotMeasureError, match="CHROMIUM=/no/such/browser does not start"):
        chromium.opened().__enter__()
