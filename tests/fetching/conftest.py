"""A server of this machine, and where its file is to be."""

import pytest

from tests.fetching.fetched import DATA
from tests.server import serving


@pytest.fixture(autouse=True)
def _direct(monkeypatch):
    """No proxy of this machine stands between a test and its server."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def server():
    with serving(DATA) as made:
        yield made


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "file.pth"
