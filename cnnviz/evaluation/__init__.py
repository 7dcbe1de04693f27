"""How far a network can be trusted: what it takes for what, how sure it is, and how sure that is.

Everything begins with `Judged`: the outputs of a network beside the labels of a set.

Modules:
    judged        outputs beside labels; classes matched by name; top-k; the surest mistakes
    scores        precision, recall and F1 of each class, with intervals
    curves        ROC and precision-recall, one class against the rest
    calibration   reliability, expected calibration error, temperature scaling
    priors        posteriors for other class frequencies than those of the training
    averaging     one image seen several times: symmetries of the square, crops
    comparison    two networks on the same images (McNemar)
    report        all of it as one document
"""

from cnnviz.evaluation.averaging import VIEWS, views
from cnnviz.evaluation.calibration import Bin, Temperature, reliability
from cnnviz.evaluation.comparison import McNemar, mcnemar
from cnnviz.evaluation.curves import Curve, precision_recall, roc
from cnnviz.evaluation.judged import Judged, judge, matched
from cnnviz.evaluation.priors import Posterior, reweigh
from cnnviz.evaluation.report import document
from cnnviz.evaluation.scores import Score, per_class

__all__ = [
    "VIEWS",
    "Bin",
    "Curve",
    "Judged",
    "McNemar",
    "Posterior",
    "Score",
    "Temperature",
    "document",
    "judge",
    "matched",
    "mcnemar",
    "per_class",
    "precision_recall",
    "reliability",
    "reweigh",
    "roc",
    "views",
]
