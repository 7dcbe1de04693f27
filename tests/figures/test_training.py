"""Curves of trainings, and small pictures of their moments."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from cnnviz.figures import RunCurve

AT = np.array([0.0, 10.0, 20.0])
ONE = RunCurve("A <run>", (AT[1:], np.array([1.5, 1.0])), (AT, np.array([1.9, 1.6, 1.2])))


def opened(address):
    return np.asarray(Image.open(BytesIO(b64decode(address.split(",")[1]))).convert("RGB"))


def test_one_run_has_a_dotted_and_a_solid_curve_with_exact_values():
    figure = figures.training_curves([ONE], "Loss (nats)")
    training, validation = figure.data
    assert (training.name, training.line.dash) == ("training", "dot")
    assert (validation.name, validation.line.dash) == ("validation", None)
    assert list(validation.y) == [1.9, 1.6, 1.2]
    assert training.hovertemplate == "%{meta}: %{y:.4f}<br>iteration %{x:,}<extra></extra>"
    assert figure.layout.yaxis.title.text == "Loss (nats)"


def test_several_runs_are_named_and_have_colours_of_their_own():
    figure = figures.training_curves([ONE, ONE], "Accuracy", percent=True)
    assert figure.data[1].name == "A &lt;run&gt;"
    assert [trace.showlegend for trace in figure.data] == [False, True, False, True]
    assert figure.data[0].meta == "A &lt;run&gt;: training"
    assert figure.data[0].line.color != figure.data[2].line.color
    assert figure.layout.yaxis.tickformat == ".0%"


def test_best_changes_smoothing_and_seeds_are_marked():
    line = RunCurve(
        "Two seeds", ONE.training, ONE.validation, (AT, AT, AT + 1), best=(20, 1.2),
        changes=[(12, 0.01)], faint=ONE.training,
    )  # fmt: skip
    figure = figures.training_curves([line], "Loss (nats)")
    star = next(trace for trace in figure.data if trace.name == "best checkpoint")
    assert (star.x[0], star.y[0], star.marker.symbol) == (20, 1.2, "star")
    assert figure.layout.annotations[0].text == "learning rate 0.01"
    assert figure.layout.shapes[0].x0 == 12
    assert sum(trace.fill == "tonexty" for trace in figure.data) == 1
    assert any(trace.opacity for trace in figure.data)


def test_nothing_is_said_in_words():
    empty = RunCurve("", (AT[:0], AT[:0]), (AT[:0], AT[:0]))
    assert "no numbers yet" in figures.training_curves([empty], "Loss").layout.annotations[0].text


def test_tiles_keep_one_scale():
    maps = np.array([[[1.0, 0.0]], [[-1.0, 0.5]]])
    picture = opened(figures.tiles(maps, 1.0, True))
    assert picture[0, 0].tolist() == [255, 224, 174]  # the largest positive value
    assert figures.largest([maps, 3 * maps]) == 3
    assert figures.largest([np.zeros(3)]) == 1
    assert figures.largest([]) == 1
    assert figures.tiles(maps[:0], 1.0, True) == ""


def test_kernels_stand_in_rows_of_outputs():
    weights = np.zeros((4, 3, 3, 3))
    weights[0, 0, 0, 0] = 1
    picture = opened(figures.kernels(weights, 1.0))
    assert picture.shape[0] / picture.shape[1] == (4 * 4 - 1) / (3 * 4 - 1)
    assert picture[0, 0].tolist() == [255, 224, 174]
    assert figures.kernels(np.zeros((0, 0, 0, 0)), 1.0) == ""


def test_the_film_has_a_frame_for_each_moment():
    tile = figures.tiles(np.ones((1, 4, 4)), 1.0, True)
    film = Image.open(BytesIO(figures.lapse_gif([("one", [tile, ""]), ("two", [tile, tile])])))
    assert film.n_frames == 2
    assert film.info["duration"] == 350
    with pytest.raises(ValueError, match="at least one frame"):
        figures.lapse_gif([])
