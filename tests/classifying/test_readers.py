import os
import signal
import subprocess
import sys
from multiprocessing import Pipe
from threading import Thread

import numpy as np
import pytest

from cnnviz.classifying import pictures, readers
from cnnviz.classifying.pictures import Failure
from cnnviz.classifying.readers import ENDED, ReaderError, Readers
from tests.peak import ROOT


def same(found, expected):
    np.testing.assert_array_equal(found.pixels, expected.pixels)
    return (found.names, found.failures) == (expected.names, expected.failures)


def test_a_process_reads_what_is_read_here_also_after_it_was_killed(files, rule):
    expected = pictures.read(files, rule)
    with Readers(1, rule) as there:
        assert same(there.read(files), expected)
        (one,) = there._all
        os.kill(one.process.pid, signal.SIGKILL)
        one.process.join()
        assert same(there.read(files), expected)
        assert there.ended == 1
        last = one.process
    assert not last.is_alive()
    with pytest.raises(ReaderError, match="was stopped"):
        there.read(files)


def test_the_processes_import_no_torch():
    script = "import sys, cnnviz.classifying.readers; print('torch' in sys.modules)"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"


class Fatal:
    """A reader without a process, which ends at some names."""

    deadly = ()

    def __init__(self, rule):
        self.rule, self.ended = rule, 0
        self.asked = []

    def start(self):
        pass

    wait = kill = start

    def again(self):
        self.ended += 1

    def ask(self, names):
        self.asked.append([os.path.basename(name)[0] for name in names])
        if any(os.path.basename(name)[0] in self.deadly for name in names):
            raise EOFError
        return pictures.read(names, self.rule)


@pytest.mark.parametrize(("deadly", "ended"), [("d", 2), ("ad", 3), ("abcde", 6)])
def test_only_the_files_that_end_it_are_lost(files, rule, monkeypatch, deadly, ended):
    monkeypatch.setattr(readers, "_Reader", Fatal)
    monkeypatch.setattr(Fatal, "deadly", deadly)
    lost = [name for name in files if os.path.basename(name)[0] in deadly]
    expected = pictures.read([name for name in files if name not in lost], rule)
    with Readers(1, rule) as there:
        found = there.read(files)
        assert there.ended == ended
        (one,) = there._all
        assert one.asked == [list("abcde"), ["a"], ["b"], ["c"], ["d"], ["e"]]
    assert found.names == expected.names
    np.testing.assert_array_equal(found.pixels, expected.pixels)
    assert {Failure(name, ENDED) for name in lost} <= {*found.failures}
    assert len(found.failures) == len({*lost, files[2]})


def test_a_process_that_never_becomes_ready_is_told(rule):
    one = readers._Reader(rule)
    one.pipe, theirs = Pipe()
    theirs.close()
    with pytest.raises(ReaderError, match="as soon as it is started"):
        one.wait()


def test_a_process_that_cannot_be_started_is_told(rule, monkeypatch):
    def refuse(self):
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    with pytest.raises(ReaderError, match="no process can be started to read images"):
        Readers(1, rule).__enter__()


def test_a_mistake_of_ours_costs_one_file_and_the_serving_ends_with_the_pipe(
    files, rule, monkeypatch
):
    read = pictures.read

    def mistaken(names, rule):
        if files[3] in names:
            raise TypeError("oh")
        return read(names, rule)

    monkeypatch.setattr(pictures, "read", mistaken)
    ours, theirs = Pipe()
    thread = Thread(target=readers.serve, args=(theirs, rule))
    thread.start()
    assert ours.recv() == "ready"
    ours.send(files)
    names, failures = ours.recv()
    assert names == (files[0], files[1], files[4])
    assert failures[1] == Failure(files[3], "cannot be read (TypeError: oh)")
    assert len(ours.recv_bytes()) == 3 * 8 * 8 * 3
    ours.close()
    thread.join(60)
    assert not thread.is_alive()
