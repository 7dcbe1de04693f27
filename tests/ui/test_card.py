"""A card in words."""

import pytest

from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import card


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({"quantity": "accuracy", "value": 0.7123, "error": 0.0161}, "71.2 ± 1.6 %"),
        ({"quantity": "Accuracy, six classes", "value": 1, "error": 0}, "100.0 ± 0.0 %"),
        ({"quantity": "loss (nats)", "value": 0.71234, "error": 0.0213}, "0.712 ± 0.02"),
    ],
)
def test_a_figure_comes_with_its_error(item, text):
    assert card.value(item) == text


def test_the_preprocessing_is_told_with_its_numbers():
    words = card.preprocessing(Preprocessing(size=64, whole=100, fraction=0.4))
    for number in ("at most 100 pixels", "40 %", "64 by 64"):
        assert number in words
    assert "median" in words
    assert "median" not in card.preprocessing(Preprocessing(background="none"))
