import gc
import subprocess
import sys
import threading
import time

import pytest
import torch

from cnnviz.ui import process
from tests.pages.opening import ROOT, open_app


def test_one_thread_and_a_garbage_collector_that_forgets_the_imports():
    gc.unfreeze()
    process._settle.clear()
    process.settle()
    assert torch.get_num_threads() == 1
    assert gc.get_freeze_count() > 10_000
    # a second time freezes nothing; what is frozen may still be freed when nobody needs it
    frozen = gc.get_freeze_count()
    kept = [[] for _ in range(1000)]
    process.settle()
    assert gc.get_freeze_count() <= frozen
    assert kept


def test_pandas_is_there_before_a_chart_is_drawn():
    """Plotly asks for its names also where another thread has not finished its import."""
    code = "import sys; import cnnviz.ui.process; sys.exit('pandas' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.fixture
def imported(monkeypatch):
    """Names that are imported in the background, and a flag that is raised afterwards."""
    names, done = [], threading.Event()
    monkeypatch.setattr(process, "QUIET", 0.01)
    monkeypatch.setattr(process, "import_module", lambda name: (names.append(name), done.set()))
    process._import_later.clear()
    yield names, done
    process._import_later.clear()


def test_a_server_imports_once_what_some_pages_need(monkeypatch, imported):
    names, done = imported
    monkeypatch.setattr(process, "_serves", lambda: True)
    process.settle()
    process.settle()
    assert done.wait(10)
    time.sleep(0.1)
    assert names == ["cnnviz.vision", "cnnviz.photometry"]


def test_nothing_is_imported_later_where_nobody_is_served(imported):
    names, done = imported
    process.settle()
    open_app()
    assert not done.wait(0.1)
    assert names == []


def test_a_background_import_that_fails_is_left_to_the_page(monkeypatch):
    def fail(name):
        raise RuntimeError("operator torchvision::nms does not exist")

    monkeypatch.setattr(process, "import_module", fail)
    gc.unfreeze()
    process._import()
    assert gc.get_freeze_count() > 10_000
