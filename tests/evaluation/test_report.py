"""One document of everything."""

import json

import numpy as np
import pytest
from sklearn import metrics as sk

from cnnviz.evaluation import document
from tests.evaluation.cases import random


def test_a_document_is_json_and_holds_the_same_numbers():
    found = random()
    text = json.loads(json.dumps(document(found), allow_nan=False))
    assert text["accuracy"] == pytest.approx(found.right.mean())
    assert text["confusion_matrix"] == sk.confusion_matrix(found.labels, found.predicted).tolist()
    area = np.mean(list(text["roc_area"].values()))
    theirs = sk.roc_auc_score(found.labels, found.probabilities, multi_class="ovr")
    assert area == pytest.approx(theirs)
    assert text["top2_accuracy"] == pytest.approx(
        sk.top_k_accuracy_score(found.labels, found.probabilities, k=2)
    )
    assert sum(b["images"] for b in text["reliability"]) == text["images"] == 400
    assert list(text["f1"]) == ["a", "b", "c", "d"]
