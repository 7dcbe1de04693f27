import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from cnnviz import pretrained, zoo
from cnnviz.__main__ import main
from tests.server import serving

DATA = bytes(range(256)) * 20_000  # 5.12 MB


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The user's cache."""
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "*")
    return tmp_path / "cache" / "imagenet"


@pytest.fixture
def server(monkeypatch):
    """Has the weights of every network, all the same."""
    real = pretrained.source
    with serving(DATA) as made:

        def source(name):
            address = made.address.replace("file", name)
            digits = hashlib.sha256(DATA).hexdigest()[:8]
            return replace(
                real(name), remote=replace(real(name).remote, address=address, sha256=digits)
            )

        monkeypatch.setattr(pretrained, "source", source)
        yield made


def test_weights_are_fetched_once(server, folder, capsys):
    assert main(["download", "vgg16"]) == 0
    path = folder / "vgg16.pth"
    assert capsys.readouterr() == (f"vgg16: {path} (5 MB)\n", "")
    assert path.read_bytes() == DATA
    assert main(["download", "vgg16"]) == 0
    assert capsys.readouterr() == (f"vgg16: it is there already: {path} (5 MB)\n", "")
    assert len(server.asked) == 1


def test_what_fails_does_not_keep_the_rest(server, folder, capsys):
    server.faults = [("status", 404)]
    assert main(["download", "vgg16", "alexnet", "alexnet"]) == 1
    captured = capsys.readouterr()
    assert captured.out == f"alexnet: {folder / 'alexnet.pth'} (5 MB)\n"
    assert captured.err.startswith("error: vgg16: http://127.0.0.1:")
    assert "cannot be fetched (the server answers 404 Not Found)" in captured.err
    assert captured.err.count("\n") == 1


def test_without_a_network_one_sentence(monkeypatch, folder, capsys):
    real = pretrained.source("vgg16")
    nowhere = replace(real, remote=replace(real.remote, address="https://nothing.invalid/vgg.pth"))
    monkeypatch.setattr(pretrained, "source", lambda name: nowhere)
    assert main(["download", "vgg16"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(
        "error: vgg16: https://nothing.invalid/vgg.pth cannot be reached ("
    )
    assert captured.err.endswith(
        f"put the file by other means at {nowhere.path} and run this again\n"
    )
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [("explorer", "explorer"), ("", ""), ("../x", "../x"), ("a\nb\x1b[31m", r"a\nb\x1b[31m")],
)
def test_an_unknown_name_is_wrong_usage_and_nothing_is_fetched(server, capsys, name, shown):
    assert main(["download", "vgg16", name]) == 2
    captured = capsys.readouterr()
    known = ", ".join(["galaxy10", *zoo.TORCHVISION])
    assert captured.out == ""
    assert captured.err == (
        f"error: {shown}: nothing to download has this name; there are {known}\n"
    )
    assert server.asked == []


def test_control_characters_of_a_folder_are_escaped(server, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in place of a folder")
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path / "file" / "a\nb"))
    assert main(["download", "vgg16"]) == 1
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert r"file/a\nb/imagenet/vgg16.pth cannot be written (" in captured.err
    assert captured.err.endswith("CNNVIZ_CACHE may name another folder\n")


def test_progress_is_drawn_on_a_terminal(server, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    server.faults = [("drip", 0.0002)]
    assert main(["download", "vgg16"]) == 0
    shown = capsys.readouterr().err
    assert "/5.12M [" in shown
    assert "B/s]" in shown


def test_the_help_needs_no_torch():
    code = (
        "import sys; from cnnviz.__main__ import main\n"
        "try: main(['download', '--help'])\n"
        "finally: assert 'torch' not in sys.modules"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    assert "NAME" in result.stdout


PROGRAM = """
import sys
from dataclasses import replace
from cnnviz import pretrained
from cnnviz.__main__ import main
real, (address, digits) = pretrained.source, sys.argv[1:]
def source(name):
    found = real(name)
    return replace(found, remote=replace(found.remote, address=address, sha256=digits))
pretrained.source = source
sys.exit(main(["download", "vgg16"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_process_that_is_interrupted_leaves_what_the_next_one_continues(folder):
    with serving(DATA) as server:
        server.faults = [("hang", 1_000_000)]
        digits = hashlib.sha256(DATA).hexdigest()[:8]
        command = [sys.executable, "-c", PROGRAM, server.address, digits]
        first = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        begin = time.monotonic()
        while not _received(folder, 1_000_000):
            assert time.monotonic() - begin < 60
            time.sleep(0.02)
        first.send_signal(signal.SIGINT)
        assert first.communicate(timeout=60)[1] == ""
        assert first.returncode == 130
        assert [p.name for p in folder.iterdir()] == [".file.pth.part"]
        again = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (again.returncode, again.stderr) == (0, "")
        assert (folder / "file.pth").read_bytes() == DATA
        assert server.asked == [None, "bytes=1000000-"]


def _received(folder, size):
    return any(p.stat().st_size >= size for p in folder.glob(".*.part"))
