import os
import signal
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest

from cnnviz.benchmarks import CannotMeasureError, server


def health(address):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{address}/_stcore/health", timeout=10) as answer:
        return answer.read()


def test_the_app_is_served_until_the_end_of_the_block():
    with server.serve() as app:
        assert health(app.address) == b"ok"
        os.kill(app.pid, 0)
        assert app.log.exists()
    with pytest.raises(URLError):
        health(app.address)
    with pytest.raises(ProcessLookupError):
        os.kill(app.pid, 0)
    assert not app.log.exists()


def test_a_kept_server_is_the_one_of_all_blocks():
    with server.kept():
        with server.serve() as first:
            assert health(first.address) == b"ok"
        with server.serve() as second:
            assert second == first
            assert health(second.address) == b"ok"
        os.kill(first.pid, signal.SIGKILL)
        with server.serve() as third:  # what stops one section leaves the others
            assert third != first
            assert health(third.address) == b"ok"
    with pytest.raises(ProcessLookupError):
        os.kill(first.pid, 0)


def test_an_app_that_does_not_start_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "ROOT", tmp_path)
    with (
        pytest.raises(CannotMeasureError, match=r"^the app did not start: .*app\.py"),
        server.serve(),
    ):
        pass


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system has no /proc")
def test_cpu_time_is_that_of_the_process():
    here = server.Server("", os.getpid(), Path())
    before, started = here.cpu_seconds(), time.process_time()
    while time.process_time() - started < 0.2:
        pass
    spent = time.process_time() - started
    assert here.cpu_seconds() - before == pytest.approx(spent, abs=0.03)


def test_without_proc_cpu_time_is_not_told():
    assert server.Server("", -1, Path()).cpu_seconds() is None
