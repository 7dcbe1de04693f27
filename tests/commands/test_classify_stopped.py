"""`classify --out` that is stopped, or killed, goes on from there."""

import os
import signal
import subprocess
import sys

import pytest

from cnnviz.__main__ import main
from cnnviz.classifying import pictures, store
from tests.commands.tables import classify, table
from tests.peak import ROOT


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_what_was_done_before_it_was_stopped_is_not_done_again(
    noisy, small, capsys, monkeypatch, stop
):
    classify(small, "in", "--out", "whole.parquet", status=1)
    read, asked = pictures.read, []

    def stopping(names, rule):
        if asked:
            os.kill(os.getpid(), stop)
        asked.extend(names)
        return read(names, rule)

    monkeypatch.setattr(pictures, "read", stopping)
    capsys.readouterr()
    try:
        status = main(["classify", "--weights", str(small), "in", "--out", "p.parquet"])
    except SystemExit as end:
        status = end.code
    assert status == 128 + stop
    said = "p.parquet: stopped after 31 of 41 images; the same command goes on from there\n"
    assert capsys.readouterr().out == said
    assert not os.path.exists("p.parquet")
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    monkeypatch.setattr(
        pictures, "read", lambda names, rule: asked.append(names) or read(names, rule)
    )
    classify(small, "in", "--out", "p.parquet", status=1)
    assert len(asked[-1]) == 10
    assert table() == table("whole.parquet")


def test_stopped_while_the_table_is_made_of_the_rows(noisy, small, capsys, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(store.Store, "_write", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        with pytest.raises(SystemExit) as end:
            main(["classify", "--weights", str(small), "in", "--out", "p.parquet"])
    assert end.value.code == 128 + signal.SIGTERM
    said = "p.parquet: stopped after 40 of 41 images; the same command goes on from there\n"
    assert capsys.readouterr().out == said
    assert not os.path.exists("p.parquet")
    classify(small, "in", "--out", "p.parquet", status=1)
    assert len(table()) == 40


KILLED = """
import os, signal, sys
from cnnviz.__main__ import main
from cnnviz.classifying import job, store
job.FEW, job.MOST, job.PART = 1, 1, 8
add, parts = store.Store.add, []

def deadly(self, *rows):
    add(self, *rows)
    parts.append(rows)
    print(self.folder, flush=True)
    if len(parts) == 1:
        os.kill(os.getpid(), signal.SIGKILL)

store.Store.add = deadly
main(sys.argv[1:])
"""


def test_after_sigkill_the_same_command_makes_the_same_table(noisy, small):
    classify(small, "in", "--out", "whole.parquet", status=1)
    words = ["classify", "--weights", str(small), "in", "--out", "p.parquet"]
    command = [sys.executable, "-c", KILLED, *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    # its standard error is closed when the last of its processes has ended
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == "p.parquet.parts\n"
    assert not os.path.exists("p.parquet")
    classify(small, "in", "--out", "p.parquet", status=1)
    assert table() == table("whole.parquet")
