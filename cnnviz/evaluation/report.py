"""A judged set as one document that JSON can hold."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnviz import metrics
from cnnviz.evaluation.calibration import expected_calibration_error, reliability
from cnnviz.evaluation.curves import one_against_rest, precision_recall, roc
from cnnviz.evaluation.judged import Judged
from cnnviz.evaluation.scores import Score, per_class


def document(judged: Judged) -> dict[str, Any]:
    """Every number of an evaluation by name; None where it is not defined.

    Shares lie between 0 and 1, intervals are Wilson's with 95 %, losses in nats.
    """
    found = judged.evaluation
    return {
        "images": found.images,
        "left_out": judged.left_out,
        "accuracy": number(found.accuracy),
        "error": number(metrics.standard_error(found.correct, found.images)),
        "interval": metrics.wilson_interval(found.correct, found.images),
        "confidence": 0.95,
        "classes": found.classes,
        "predictions": found.predictions,
        "confusion_matrix": found.matrix.tolist(),
        **_of_classes(per_class(found)),
        **_of_outputs(judged),
        **_of_all(judged),
    }


def number(value: float) -> float | None:
    """The value, or None for nan and infinity, for which JSON has no word."""
    return float(value) if np.isfinite(value) else None


def _of_classes(scores: Sequence[Score]) -> dict[str, Any]:
    return {
        "recall": {s.name: number(s.recall.value) for s in scores},
        "recall_interval": {s.name: s.recall.interval for s in scores},
        "precision": {s.name: number(s.precision.value) if s.precision else None for s in scores},
        "precision_interval": {
            s.name: s.precision.interval if s.precision else None for s in scores
        },
        "f1": {s.name: number(s.f1) for s in scores},
        "f1_interval": {s.name: s.f1_interval if s.either else None for s in scores},
    }


def _of_outputs(judged: Judged) -> dict[str, Any]:
    """Areas under the curves, by the names of the predictions."""
    names = judged.evaluation.predictions
    pairs = [one_against_rest(judged, g) for g in range(len(judged.groups))]
    curves = [roc(*pair) for pair in pairs]
    return {
        "roc_area": {n: number(c.area) for n, c in zip(names, curves, strict=True)},
        "roc_area_error": {n: number(c.error) for n, c in zip(names, curves, strict=True)},
        "average_precision": {
            n: number(precision_recall(*pair).area) for n, pair in zip(names, pairs, strict=True)
        },
    }


def _of_all(judged: Judged) -> dict[str, Any]:
    total, k = len(judged), min(2, len(judged.classes))
    hits = judged.among(k)
    bins = reliability(judged.confidence, judged.right)
    return {
        "top2_accuracy": hits / total if total else None,
        "top2_interval": metrics.wilson_interval(hits, total),
        "cross_entropy": number(judged.cross_entropy()),
        "mean_confidence": number(judged.confidence.mean()) if total else None,
        "expected_calibration_error": number(expected_calibration_error(bins)),
        "reliability": [
            {"low": b.low, "high": b.high, "images": b.images, "right": b.right,
             "confidence": number(b.confidence), "interval": b.interval}
            for b in bins
        ],
    }  # fmt: skip
