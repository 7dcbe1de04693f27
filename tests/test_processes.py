import signal
import subprocess
import sys

from cnnviz.processes import uninterrupted
from tests.peak import ROOT

FIRST = """
import signal
from multiprocessing import resource_tracker
from cnnviz.processes import uninterrupted
with uninterrupted():
    resource_tracker.ensure_running()  # as each start of a process does
    print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
"""


def deaf():
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_the_first_process_that_is_started_is_deaf_to_ctrl_c_as_well():
    command = [sys.executable, "-c", FIRST]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True\nFalse\n"


def test_afterwards_it_is_as_it_was():
    assert not deaf()
    with uninterrupted():
        with uninterrupted():
            assert deaf()
        assert deaf()
    assert not deaf()
