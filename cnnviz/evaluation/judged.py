"""A network's outputs beside the labels of a set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnnviz import metrics
from cnnviz.data.images import CLASSES, Images
from cnnviz.inference import softmax

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Judged:
    """What a network says of N images whose labels are known, perhaps in part.

    Args:
        logits: its outputs, float64 of shape (N, K); a constant added to a row changes nothing
        labels: index into `names` of each image, int64 of shape (N,)
        names: of the R classes of the data
        classes: names of the K outputs
        candidates: bool of shape (R, K): the outputs that each class of the data may be
        index: number of each image in the set that it comes from, int64 of shape (N,)
        left_out: images of the set that belong to no class of the network
    """

    logits: Floats
    labels: Indices
    names: tuple[str, ...]
    classes: tuple[str, ...]
    candidates: Mask
    index: Indices
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def probabilities(self) -> Floats:
        """f_k(x), shape (N, K); rows sum to 1."""
        return softmax(self.logits)

    @cached_property
    def allowed(self) -> Mask:
        """The outputs that are right for each image, shape (N, K)."""
        found: Mask = self.candidates[self.labels]
        return found

    @cached_property
    def predicted(self) -> Indices:
        """Index of the largest output, shape (N,)."""
        found: Indices = self.logits.argmax(axis=1).astype(np.int64)
        return found

    @cached_property
    def right(self) -> Mask:
        """Whether the prediction is among the candidates, shape (N,)."""
        found: Mask = self.allowed[np.arange(len(self)), self.predicted]
        return found

    @cached_property
    def confidence(self) -> Floats:
        """Probability of the answer, shape (N,): max_k f_k(x) for full labels.

        Outputs that the labels cannot tell apart count together, as their answers do.
        """
        alike = np.zeros((len(self.classes), len(self.classes)), np.bool_)
        for group in self.groups:
            alike[np.ix_(group, group)] = True
        found: Floats = np.where(alike[self.predicted], self.probabilities, 0).sum(axis=1)
        return np.minimum(found, 1.0)

    @cached_property
    def evaluation(self) -> metrics.Evaluation:
        """Counts of right and wrong, classes that the labels cannot tell apart merged."""
        return metrics.evaluate(self._images(), self.predicted, self.classes)

    @cached_property
    def groups(self) -> list[list[int]]:
        """Outputs that the labels cannot tell apart, in the order of the matrix's columns."""
        return metrics.merged(self.candidates)

    @cached_property
    def cells(self) -> tuple[Indices, Indices]:
        """Row and column of each image in the matrix of `evaluation`, each of shape (N,)."""
        known = np.flatnonzero(self.candidates.any(axis=1))
        rows = np.searchsorted(known, self.labels)
        column = np.empty(len(self.classes), np.int64)
        for at, group in enumerate(self.groups):
            column[group] = at
        return rows.astype(np.int64), column[self.predicted]

    def among(self, k: int) -> int:
        """Images with a candidate among the k largest outputs (top-k accuracy times N).

        Raises:
            ValueError: k is not from 1 to K
        """
        if not 1 <= k <= len(self.classes):
            raise ValueError(f"k is from 1 to {len(self.classes)}, got {k}")
        largest = np.argsort(-self.logits, axis=1, kind="stable")[:, :k]
        return int(np.take_along_axis(self.allowed, largest, axis=1).any(axis=1).sum())

    def cross_entropy(self) -> float:
        """Mean of -log sum_(k in candidates) f_k(x), nats; nan without images."""
        return nll(self.logits, self.allowed)

    def surest_mistakes(self, most: int) -> Indices:
        """Wrong images, the largest confidence first; at most so many."""
        wrong = np.flatnonzero(~self.right)
        order = np.argsort(-self.confidence[wrong], kind="stable")
        return wrong[order][:most].astype(np.int64)

    def least_sure_hits(self, most: int) -> Indices:
        """Right images, the smallest confidence first; at most so many."""
        hits = np.flatnonzero(self.right)
        order = np.argsort(self.confidence[hits], kind="stable")
        return hits[order][:most].astype(np.int64)

    def with_logits(self, logits: Floats) -> "Judged":
        """The same images with other outputs, shape (N, K)."""
        return replace(self, logits=logits)

    def _images(self) -> Images:
        none = np.empty((len(self), 1, 1, 3), np.uint8)
        return Images(none, self.labels, self.names, self.candidates)


def nll(logits: Floats, allowed: Mask) -> float:
    """Mean of -log sum_(k allowed) softmax(z)_k, nats; nan without images.

    Args:
        logits: z, shape (N, K)
        allowed: bool of shape (N, K), at least one True in each row
    """
    if not len(logits):
        return float("nan")
    shown = np.where(allowed, logits, -np.inf)
    return float(np.mean(logsumexp(logits) - logsumexp(shown)))


def logsumexp(values: Floats) -> Floats:
    """Log sum_k exp(z_k) along the last axis without overflow; shape (N,) of (N, K)."""
    most = values.max(axis=-1, keepdims=True)
    found: Floats = np.log(np.exp(values - most).sum(axis=-1)) + most[..., 0]
    return found


def matched(images: Images, classes: Sequence[str]) -> Mask:
    """Which outputs of a network each class of a set may be, matched by name.

    The candidates of a set that was read are about the seven classes of the course; a network may
    have others, or these in another order. An output that bears the name of a class of the data is
    that class. Candidates about another number of outputs are taken as they are if they fit.

    Args:
        images: the set with R classes
        classes: names of the K outputs

    Returns:
        bool of shape (R, K); a row without True is a class that the network does not know
    """
    seven = images.candidates.shape[1] == len(CLASSES)
    if tuple(classes) == CLASSES or (not seven and images.candidates.shape[1] == len(classes)):
        return images.candidates
    found = np.zeros((len(images.classes), len(classes)), np.bool_)
    for k, name in enumerate(classes):
        if name in CLASSES and seven:
            found[:, k] = images.candidates[:, CLASSES.index(name)]
        if name in images.classes:
            found[images.classes.index(name), k] = True
    return found


def judge(images: Images, logits: Floats, classes: Sequence[str]) -> Judged:
    """Put outputs beside labels; images of classes that the network does not know are left out.

    Args:
        images: the set, N images; its pixels are not looked at
        logits: outputs of the network, shape (N, K)
        classes: names of the K outputs

    Raises:
        ValueError: not one row for each image, or not one column for each class
    """
    if logits.shape != (len(images), len(classes)):
        raise ValueError(
            f"outputs of shape {logits.shape} for {len(images)} images and {len(classes)} classes"
        )
    candidates = matched(images, classes)
    of_class = np.asarray(candidates.any(axis=1))
    known = np.flatnonzero(of_class[images.labels]).astype(np.int64)
    return Judged(
        np.asarray(logits, np.float64)[known], images.labels[known], images.classes,
        tuple(classes), candidates, known, len(images) - len(known),
    )  # fmt: skip
