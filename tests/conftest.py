"""What every test starts from: one thread of arithmetic and a cache folder of its own."""

import os
import random
import sys
from collections.abc import Iterator

# Workers with a thread pool each would wait for one another. PyTorch and NumPy read this when they
# are imported, in the programs that a test starts as well.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest
import torch


@pytest.fixture(scope="session", autouse=True)
def _cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from the user's own folders or written to them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        for name in ("CNNVIZ_CACHE", "CNNVIZ_RUNS"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True)
def _random_numbers() -> None:
    """A test has the same numbers whichever tests ran before it."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - what libraries draw from
    torch.manual_seed(0)


@pytest.fixture(autouse=True)
def _main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that runs without a browser takes the place of the main module: not for long."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
