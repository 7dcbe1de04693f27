import numpy as np

from cnnviz import figures

MATRIX = np.array([[8, 2, 0], [1, 1, 2], [0, 0, 0]])
NAMES = ("round", "barred", "edge-on")


def test_colour_is_the_share_of_the_true_class_and_every_cell_has_its_numbers():
    heatmap, numbers = figures.confusion_matrix(MATRIX, NAMES).data
    np.testing.assert_allclose(heatmap.z, [[0.8, 0.2, 0], [0.25, 0.25, 0.5], [0, 0, 0]])
    assert (heatmap.zmin, heatmap.zmax) == (0, 1)
    cells = dict(zip(zip(numbers.y, numbers.x, strict=True), numbers.text, strict=True))
    assert cells["round", "barred"] == "<b>2</b><br>20%"
    assert cells["edge-on", "round"] == "<b>0</b><br>0%"
    assert len(cells) == 9


def test_numbers_are_dark_on_bright_cells():
    _, numbers = figures.confusion_matrix(MATRIX, NAMES).data
    ink = dict(zip(zip(numbers.y, numbers.x, strict=True), numbers.textfont.color, strict=True))
    assert ink["round", "round"] == "#000"
    assert ink["round", "barred"] == "#fff"


def test_predicted_classes_may_be_others_than_the_true_ones():
    heatmap, _ = figures.confusion_matrix(np.array([[3, 1]]), ["spiral"], ["tight", "loose"]).data
    assert (list(heatmap.y), list(heatmap.x)) == (["spiral"], ["tight", "loose"])


def test_long_names_are_wrapped_and_stay_different():
    names = ["Unbarred Tight Spiral or Unbarred Loose Spiral", "Unbarred Tight Spiral"]
    heatmap, _ = figures.confusion_matrix(np.eye(2, dtype=int), names).data
    assert list(heatmap.y) == [
        "Unbarred Tight<br>Spiral or<br>Unbarred Loose<br>Spiral", "Unbarred Tight<br>Spiral",
    ]  # fmt: skip


def test_true_classes_run_from_top_to_bottom():
    assert figures.confusion_matrix(MATRIX, NAMES).layout.yaxis.autorange == "reversed"


def test_nothing_classified_is_a_sentence():
    figure = figures.confusion_matrix(np.zeros((3, 3), int), NAMES)
    assert not figure.data
    assert "nothing to count" in figure.layout.annotations[0].text
