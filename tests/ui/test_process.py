import gc

import torch

from cnnviz.ui import process


def test_one_thread_and_a_garbage_collector_that_forgets_the_imports():
    gc.unfreeze()
    process._settle.clear()
    process.settle()
    assert torch.get_num_threads() == 1
    assert gc.get_freeze_count() > 10_000
    # a second time changes nothing: nothing was imported since
    frozen = gc.get_freeze_count()
    kept = [[] for _ in range(1000)]
    process.settle()
    assert gc.get_freeze_count() == frozen
    assert kept
