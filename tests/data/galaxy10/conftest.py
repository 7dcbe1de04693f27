import hashlib
from dataclasses import replace

import pytest

from cnnviz.data.galaxy10 import arrays, astronn, download
from cnnviz.data.galaxy10.astronn import Source
from tests.data.galaxy10 import layout
from tests.server import serving

LABELS = [*range(10), 1, 2, 3, 5, 6, 7, 9, 9]  # 18


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The user's folders, empty, and no proxy of this machine before a test's server."""
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(download, "PAUSE", 0)
    monkeypatch.setattr(download, "CONVERTED", 1000)  # bytes that have to be free
    return tmp_path


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A small file of the set, somewhere."""
    return layout.write(tmp_path_factory.mktemp("galaxy10") / "made.h5", LABELS)


@pytest.fixture
def source(home, made, monkeypatch):
    """Says where the small file is to be, in place of the real one; there is nothing yet."""
    real = astronn.source()
    digits = hashlib.sha256(made.read_bytes()).hexdigest()
    remote = replace(real.remote, address="https://nothing.invalid/g.h5", sha256=digits)
    small = Source(remote, real.path)
    monkeypatch.setattr(astronn, "source", lambda: small)
    return small


@pytest.fixture
def fetched(source, made):
    """The small file where astroNN would have it."""
    source.path.parent.mkdir(parents=True)
    source.path.write_bytes(made.read_bytes())
    return source.path


@pytest.fixture
def converted(fetched):
    """The small set, as after a download."""
    arrays.convert(fetched)
    return arrays.folder()


@pytest.fixture
def data(made):
    return made.read_bytes()


@pytest.fixture
def server(source, data, monkeypatch):
    with serving(data) as answering:
        remote = replace(source.remote, address=answering.address)
        monkeypatch.setattr(astronn, "source", lambda: replace(source, remote=remote))
        yield answering
