"""The network's probabilities of many batches, each in one thread.

Batches at the same time, one to a thread, rather than one batch split over all threads: those wait
for each other at every layer, the longer the more the processes that read images need the cores.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from cnnviz import inference
from cnnviz.processes import cores
from cnnviz.training import fusing, memory

if TYPE_CHECKING:
    from torch import nn

    from cnnviz.preprocessing import Preprocessing

BATCH = 16  # images: the largest maps of the galaxy networks then fit a core's caches


class Network:
    """A network that is asked for nothing but probabilities.

    Args:
        model: in eval mode
        rule: its card's
    """

    def __init__(self, model: "nn.Module", rule: "Preprocessing") -> None:
        self._model = fusing.fused(model)
        self._rule = rule

    def probabilities(self, pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
        """As `inference.probabilities` but for rounding; any thread may call it."""
        logits = inference.logits(self._model, self._rule, pixels, BATCH)
        return inference.softmax(logits)


@contextmanager
def undivided() -> Iterator[None]:
    """While this is open, each thread computes alone and keeps the memory that a batch needs."""
    with _threads(1), memory.kept():
        yield


def bare(
    model: "nn.Module", rule: "Preprocessing", pixels: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """`inference.probabilities` of the network as it was loaded, every layer on all cores."""
    with _threads(cores()):
        return inference.probabilities(model, rule, pixels)


@contextmanager
def _threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
