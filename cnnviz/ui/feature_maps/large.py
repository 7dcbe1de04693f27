"""A galaxy in a large network: what one pass gave, and the layers that were asked for since.

The first pass makes statistics and small pictures of all layers. Another layer costs one more,
which goes no further than that layer; one that was opened before costs none.
"""

from collections.abc import Collection, Mapping
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from cnnviz import activations
from cnnviz.maps import Statistics
from cnnviz.origin import IMAGE
from cnnviz.ui.components import Preview
from cnnviz.ui.feature_maps.subject import Subject

MOST_BYTES = 64_000_000  # of all opened layers of one galaxy in one network; a layer has up to 13
Floats = NDArray[np.float32]


class Opened:
    """The outputs of some layers, the oldest of which are forgotten where they are too many.

    Args:
        x: what the network receives, shape (1, C, H, W)
        outputs: of the first pass, (C, H, W) or (K,) by layer; vectors and the image stay
        names: of the layers that are asked for now
        statistics: of all layers
        previews: of all layers that are shown small
        words: how an input value follows from a pixel
    """

    def __init__(
        self,
        x: Tensor,
        outputs: Mapping[str, Tensor],
        names: Collection[str],
        statistics: Mapping[str, Statistics],
        previews: Mapping[str, Preview],
        words: str,
    ) -> None:
        self.statistics, self.previews, self.words = statistics, previews, words
        self._x, self._lock = x, Lock()
        self._always = {n: copied(v) for n, v in outputs.items() if v.ndim == 1 or n == IMAGE}
        self._opened = {n: copied(outputs[n]) for n in names if n not in self._always}

    def outputs(self, subject: Subject, names: Collection[str]) -> dict[str, Floats]:
        """The image, the vectors and the layers that are asked for; at most one pass."""
        with self._lock:
            wanted = [name for name in names if name not in self._always]
            if missing := [name for name in wanted if name not in self._opened]:
                found = activations.record(subject.model, self._x, missing)
                self._opened |= {name: copied(output[0]) for name, output in found.items()}
            for name in wanted:  # the last asked for stand last
                self._opened[name] = self._opened.pop(name)
            self._forget(len(wanted))
            return self._always | {name: self._opened[name] for name in wanted}

    def _forget(self, kept: int) -> None:
        while len(self._opened) > kept and self.bytes > MOST_BYTES:
            self._opened.pop(next(iter(self._opened)))

    @property
    def bytes(self) -> int:
        """Memory of the opened layers."""
        return sum(values.nbytes for values in self._opened.values())


def copied(output: Tensor) -> Floats:
    """A copy: a view would keep all that it is a part of."""
    found: Floats = output.clone().numpy()
    return found
