"""What astroNN says of the set, read without importing it, against astroNN itself."""

import json
import os
import subprocess
import sys

import pytest

from cnnviz.data import DataError
from cnnviz.data.galaxy10 import astronn
from tests.data.galaxy10 import layout


def test_address_checksum_and_place_are_the_published_ones(home):
    # github.com/henrysky/Galaxy10 and astroNN's own folder
    found = astronn.source()
    assert found.remote.address.startswith("https://")
    assert found.remote.address.endswith(
        "astro.utoronto.ca/~hleung/shared/Galaxy10/Galaxy10_DECals.h5"
    )
    assert found.remote.sha256 == "19aefc477c41bb7f77ff07599a6b82a038dc042f889a111b0d4d98bb755c1571"
    assert found.path == home / ".astroNN" / "datasets" / "Galaxy10_DECals.h5"
    assert not (home / ".astroNN").exists()  # nothing is written to find out


def test_nothing_of_astronn_is_imported():
    code = (
        "import sys; from cnnviz.data.galaxy10 import astronn; astronn.source()\n"
        "sys.exit(any(name in sys.modules for name in ('astroNN', 'tensorflow')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


ORACLE = """
import json, sys
from urllib import request
import astroNN.config
import astroNN.datasets.galaxy10 as loader

asked = []
loader.filehash = lambda path, algorithm: asked.append(path) or sys.argv[1]
images, labels = loader.load_data()
print(json.dumps({
    "folder": astroNN.config.astroNN_CACHE_DIR,
    "origin": loader._G10_ORIGIN,
    "asked": asked,
    "labels": labels.tolist(),
    "shape": images.shape,
}))
"""


def test_astronn_finds_ours(home):
    """Its own loader, with a checksum that it believes, reads the file at our place."""
    found = astronn.source()
    found.path.parent.mkdir(parents=True)
    layout.write(found.path, [3, 9])
    quiet = {"CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-W", "ignore", "-c", ORACLE, found.remote.sha256]
    result = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | quiet, check=True
    )
    said = json.loads(result.stdout.splitlines()[-1])
    assert said["folder"] == str(home / ".astroNN")
    assert said["asked"] == [str(found.path)]
    assert found.remote.address == said["origin"] + found.path.name
    assert (said["labels"], said["shape"]) == ([3, 9], [2, 256, 256, 3])


@pytest.fixture
def other(tmp_path, monkeypatch):
    """Another astroNN in place of the installed one, as these two files."""

    def install(config, loader):
        package = tmp_path / "site" / "astroNN"
        (package / "datasets").mkdir(parents=True)
        for path, text in (("__init__", ""), ("config", config), ("datasets/galaxy10", loader)):
            (package / f"{path}.py").write_text(text)
        monkeypatch.syspath_prepend(str(package.parent))

    return install


LOADER = """
raise SystemExit("it was run")
_G10_ORIGIN = "http://127.0.0.1:9/"
def load_data():
    filename = "g.h5"
    file_hash = "AB" + "CD"
"""


def test_another_folder_of_astronn_is_used(other, monkeypatch, tmp_path):
    monkeypatch.setenv("ELSEWHERE", str(tmp_path / "disk"))
    other('astroNN_CACHE_DIR = os.path.join(os.environ["ELSEWHERE"], "astroNN")', LOADER)
    found = astronn.source()
    assert found.path == tmp_path / "disk" / "astroNN" / "datasets" / "g.h5"
    assert (found.remote.address, found.remote.sha256) == ("http://127.0.0.1:9/g.h5", "abcd")


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("", "galaxy10: this version of astroNN does not say astroNN_CACHE_DIR; install "),
        ("astroNN_CACHE_DIR = (", r"galaxy10: .*config.py cannot be read \(.*\); install "),
        ("astroNN_CACHE_DIR = other()", r"galaxy10: .*config.py cannot be read \(.*\); install "),
    ],
)
def test_an_astronn_that_says_it_otherwise_is_refused(other, config, reason):
    other(config, LOADER)
    with pytest.raises(DataError, match=reason):
        astronn.source()


def test_without_astronn_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(astronn, "find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"is not installed; install 'astroNN>=1.1,<2'"):
        astronn.source()
