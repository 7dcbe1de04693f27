"""Random batches from data sets in memory, made ready while the network computes."""

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, Full, Queue

import numpy as np
import torch
from torch import Tensor

from cnnviz.data.images import Images
from cnnviz.training.augmentation import augment
from cnnviz.training.config import Config
from cnnviz.training.team import ALONE, Team

AHEAD = 2  # batches that are ready at most
LOOK = 0.1  # seconds between two looks whether anybody still wants one


@dataclass(frozen=True)
class Batch:
    """What one step is made from.

    Args:
        inputs: float32 of shape (n, C, H, W), n of the batch's N images
        allowed: bool of shape (n, K): the classes that each may be
        weights: of each image's loss, shape (n,); over the whole batch they add up to 1
        after: state of the generator of random numbers after this batch
    """

    inputs: Tensor
    allowed: Tensor
    weights: Tensor
    after: Tensor


class Batches:
    """An endless iterator of batches.

    Another thread makes them where a core or a device is free for it. Where the network uses every
    core already, the two would only wait for each other.

    Args:
        sets: data sets of one image size
        config: batch, shares, augmentation, preprocessing, class weights and seed
        team: whose part of each batch is made here
        device: where the images lie and the batches are made

    Raises:
        ValueError: an empty data set, or shares that do not fit
    """

    def __init__(
        self,
        sets: Sequence[Images],
        config: Config,
        team: Team = ALONE,
        device: torch.device | str = "cpu",
    ) -> None:
        if not sets or any(len(images) == 0 for images in sets):
            raise ValueError("a data set without images cannot be trained on")
        if config.shares and len(config.shares) != len(sets):
            raise ValueError(f"{len(config.shares)} shares for {len(sets)} data sets")
        # channels first in memory: what follows runs over whole planes
        planes = [images.pixels.transpose(0, 3, 1, 2) for images in sets]
        self.pixels = torch.from_numpy(np.concatenate(planes)).contiguous().to(device)
        self.allowed = torch.from_numpy(np.concatenate([images.allowed for images in sets]))
        self.weights = _weights(self.allowed, config.class_weights)
        self.sizes = [len(images) for images in sets]
        self.config, self.device = config, device
        self.part = team.part(config.batch)
        self.random = torch.Generator().manual_seed(config.seed)
        self._ready: Queue[Batch | Exception] = Queue(AHEAD)
        self._closed = threading.Event()
        spare = torch.device(device).type != "cpu" or torch.get_num_threads() < (
            os.cpu_count() or 1
        )
        self._thread = threading.Thread(target=self._work, daemon=True) if spare else None

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        if self._thread is None:
            return self._make()
        if not self._thread.ident:
            self._thread.start()
        found = self._ready.get()
        if isinstance(found, Exception):
            raise found
        return found

    def restore(self, state: Tensor) -> None:
        """Go on behind the batch after which the generator had this state; before the first."""
        self.random.set_state(state)

    def close(self) -> None:
        """End the thread."""
        self._closed.set()
        while True:
            try:
                self._ready.get_nowait()
            except Empty:
                break
        if self._thread is not None and self._thread.ident:
            self._thread.join()

    def _work(self) -> None:
        """Make batches until nobody wants them; in the thread."""
        while not self._closed.is_set():
            try:
                made: Batch | Exception = self._make()
            except Exception as error:  # told to whoever waits for a batch
                made = error
            while not self._closed.is_set():
                try:
                    self._ready.put(made, timeout=LOOK)
                    break
                except Full:
                    continue
            if isinstance(made, Exception):
                return

    def _make(self) -> Batch:
        config, chosen = self.config, self._chosen()
        here = chosen[self.part]
        pixels = self.pixels[here.to(self.device)].float().div_(255)
        images = augment(pixels, config.augmentation, self.random, config.batch, self.part)
        inputs = config.preprocessing.scale(images).contiguous(memory_format=torch.channels_last)
        weights = self.weights[chosen]
        return Batch(
            inputs,
            self.allowed[here].to(self.device),
            (weights / weights.sum())[self.part].to(self.device),
            self.random.get_state(),
        )

    def _chosen(self) -> Tensor:
        """Indices of a batch's images, shape (N,), drawn with replacement."""
        count = self.config.batch
        if not self.config.shares:
            return torch.randint(len(self.pixels), (count,), generator=self.random)
        edges = count * np.cumsum([0.0, *self.config.shares]) / sum(self.config.shares)
        ends = [round(edge) for edge in edges]
        starts = np.cumsum([0, *self.sizes])
        return torch.cat(
            [
                torch.randint(start, start + size, (high - low,), generator=self.random)
                for start, size, low, high in zip(starts, self.sizes, ends, ends[1:], strict=False)
            ]
        )


def _weights(allowed: Tensor, kind: str) -> Tensor:
    """Weight of each image's loss, shape (N,): 1, or 1 / (labels' number times its label's share).

    What counts as a label is the set of classes that it allows.
    """
    if kind == "none":
        return torch.ones(len(allowed))
    _, label, counts = torch.unique(allowed, dim=0, return_inverse=True, return_counts=True)
    weights: Tensor = len(allowed) / (len(counts) * counts[label].float())
    return weights
