"""Judged sets that are made up."""

import numpy as np

from cnnviz.data.images import CLASSES, Images
from cnnviz.evaluation import Judged, judge


def images(labels, classes=CLASSES, candidates=None) -> Images:
    """A set of so many black images."""
    labels = np.asarray(labels, np.int64)
    pixels = np.zeros((len(labels), 1, 1, 3), np.uint8)
    if candidates is None:
        return Images(pixels, labels, classes)
    return Images(pixels, labels, classes, np.asarray(candidates, bool))


def judged(probabilities, labels, names=("a", "b", "c"), candidates=None) -> Judged:
    """Outputs whose softmax has these values, beside labels of K classes."""
    p = np.asarray(probabilities, float)
    eye = np.eye(len(names), dtype=bool) if candidates is None else candidates
    return judge(images(labels, tuple(names), eye), np.log(p), tuple(names))


def random(n=400, k=4, seed=0, sharp=2.0) -> Judged:
    """A network that is right more often than not."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(k, size=n)
    logits = rng.normal(size=(n, k)) + sharp * np.eye(k)[labels]
    names = tuple("abcdefgh"[:k])
    return judge(images(labels, names, np.eye(k, dtype=bool)), logits, names)
