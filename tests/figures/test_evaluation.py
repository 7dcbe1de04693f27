"""Figures of an evaluation: what they show is what they were given."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from cnnviz.figures import Cells, Dot, Line
from tests.figures.reading import images

COUNTS = np.array([[8, 2, 0], [1, 1, 2], [0, 0, 0]])
NAMES = ("Unbarred Loose Spiral", "barred", "edge-on")
CELLS = Cells(COUNTS, NAMES, NAMES, ["of row"] * 9, ["of column"] * 9)


def records(chart):
    [values] = chart.to_dict()["datasets"].values()
    return chart.to_dict()["layer"][0], values


def test_a_cell_has_its_share_its_count_and_what_is_told():
    _, values = records(figures.cell_matrix(CELLS))
    assert [v["galaxies"] for v in values] == COUNTS.ravel().tolist()
    first = values[1]
    assert (first["row"], first["column"], first["share"]) == (0, 1, 0.2)
    assert (first["first"], first["second"]) == ("20%", "2")
    assert (first["of_row"], first["of_column"]) == ("of row", "of column")
    assert (values[2]["first"], values[2]["second"]) == ("0", "")
    assert first["true"] == "Unbarred|Loose Spiral"


@pytest.mark.parametrize(
    ("numbers", "shares"),
    [
        ("rows", [[0.8, 0.2, 0], [0.25, 0.25, 0.5], [0, 0, 0]]),
        ("columns", [[8 / 9, 2 / 3, 0], [1 / 9, 1 / 3, 1], [0, 0, 0]]),
        ("counts", [[1, 0.25, 0], [0.125, 0.125, 0.25], [0, 0, 0]]),
    ],
)
def test_the_colour_is_what_was_asked_for(numbers, shares):
    np.testing.assert_allclose(CELLS.shares(numbers), shares)
    _, values = records(figures.cell_matrix(CELLS, numbers))
    np.testing.assert_allclose([v["share"] for v in values], np.ravel(shares), atol=1e-6)
    if numbers == "counts":
        assert values[0]["first"] == "8"


def test_a_click_chooses_and_the_chosen_cell_is_outlined():
    chart = figures.cell_matrix(CELLS, chosen=(1, 2))
    squares, values = records(chart)
    assert [v["chosen"] for v in values].index(True) == 5
    assert sum(v["chosen"] for v in values) == 1
    [click] = chart.to_dict()["params"]
    assert click["name"] == "cell"
    assert click["select"]["fields"] == ["row", "column"]
    scale = squares["encoding"]["color"]["scale"]
    assert (scale["scheme"], scale["domain"]) == ("cividis", [0, 1])
    assert "params" not in figures.cell_matrix(CELLS, clickable=False).to_dict()


def test_names_below_narrow_cells_are_slanted():
    below = figures.cell_matrix(CELLS, slanted=True).to_dict()["layer"][0]["encoding"]["x"]["axis"]
    assert below["labelAngle"] == -40
    assert "' '" in below["labelExpr"]  # in one line
    plain = figures.cell_matrix(CELLS).to_dict()["layer"][0]["encoding"]["x"]["axis"]
    assert plain["labelAngle"] == 0


def rows_height(rows, name="barred", height=40):
    """Of all rows, pixels: of the chart but for what is written below nine high rows."""
    whole, high = (
        figures.cell_matrix(Cells(np.ones((n, 7), int), names, ["a"] * 7), height=each)
        for n, names, each in ((rows, [f"{i} {name}" for i in range(rows)], height),
                               (9, ["b"] * 9, 100))
    )  # fmt: skip
    return whole.to_dict()["height"] - (high.to_dict()["height"] - 900)


def test_rows_are_as_high_as_asked_and_never_too_low_for_what_stands_beside_them():
    assert [rows_height(n) for n in (7, 10)] == [280, 400]
    # "True class" along the axis
    assert [rows_height(n) for n in (1, 2)] == [84, 84]
    assert rows_height(7, "Unbarred Tight Spiral or Unbarred Loose Spiral") >= 7 * 4 * 14


def test_long_names_below_take_their_room_from_nobody():
    short, long = (
        figures.cell_matrix(Cells(np.ones((3, 2), int), "abc", ["a", name])).to_dict()["height"]
        for name in ("b", "Unbarred Tight Spiral")
    )
    assert long - short == 2 * 14  # two lines more


def test_the_names_of_many_columns_are_slanted():
    ten = figures.cell_matrix(Cells(np.ones((2, 10), int), "ab", "abcdefghij"))
    assert ten.to_dict()["layer"][0]["encoding"]["x"]["axis"]["labelAngle"] == -40


def test_a_name_keeps_its_own_bar():
    cells = Cells(np.ones((1, 1), int), ("a|b",), ("a|b",))
    assert records(figures.cell_matrix(cells))[1][0]["true"] == "a/b"


def test_no_galaxy_is_a_sentence():
    nothing = figures.cell_matrix(Cells(np.zeros((2, 2), int), "ab", "ab")).to_dict()
    assert "nothing to count" in str(nothing)


@pytest.mark.parametrize("numbers", ["rows", "columns", "counts"])
def test_the_matrix_as_a_file(numbers):
    image = Image.open(BytesIO(figures.cell_matrix_png(CELLS, numbers, "title")))
    pixels = np.asarray(image.convert("RGB"))
    bright, dark = pixels[96 + 10, 250 + 10], pixels[96 + 10, 250 + 2 * 96 + 10]
    assert bright[0] > 150
    assert dark.tolist() == [0, 34, 78]


DOTS = [Dot(0.6, 0.5, 0.3, 0.7, "two of four"), Dot(0.95, 0.9, 0.8, 0.95, "nine of ten")]


def test_reliability_has_the_diagonal_and_bars():
    diagonal, before, after = figures.reliability({"before": DOTS, "after": DOTS[:1]}).data
    assert list(diagonal.x) == list(diagonal.y) == [0, 1]
    assert list(before.x) == [0.6, 0.95]
    np.testing.assert_allclose(before.error_y.array, [0.2, 0.05])
    np.testing.assert_allclose(before.error_y.arrayminus, [0.2, 0.1])
    assert before.marker.symbol != after.marker.symbol
    assert before.line.dash != after.line.dash


def test_scores_stand_beside_each_other():
    dots = [Dot(name, 0.5, 0.4, 0.6, name) for name in NAMES]
    one, two = figures.scores({"Precision": dots, "Recall": dots}).data
    np.testing.assert_allclose(np.subtract(two.x, one.x), 0.2)
    assert list(one.y) == [0.5] * 3


LINE = Line("merging: 0.99", np.array([0, 0.001, 1.0]), np.array([0, 0.9, 1.0]),
            np.array([np.inf, 0.9, 0.1]))  # fmt: skip


def test_roc_has_the_line_of_chance_on_either_axis():
    curve, chance = figures.roc_curves([LINE]).data
    assert curve.name == "merging: 0.99"
    assert list(curve.x) == [0, 0.001, 1]
    assert (chance.x == chance.y).all()
    figure = figures.roc_curves([LINE], logarithmic=True)
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.range[0] == pytest.approx(-3)


def test_long_curves_keep_their_ends():
    x = np.linspace(0, 1, 5000)
    curve = figures.roc_curves([Line("a", x, x, x)]).data[0]
    assert len(curve.x) <= 400
    assert (curve.x[0], curve.x[-1]) == (0, 1)


def test_precision_and_recall_are_steps_to_each_recall():
    [curve] = figures.precision_recall_curves([LINE]).data
    assert curve.line.shape == "vh"


def test_views_have_their_texts():
    pixels = np.zeros((2, 8, 8, 3), np.uint8)
    pixels[1] = 200
    html = figures.views([("Turned", pixels, ["10 %", "<20 %>"])], "Galaxy")
    (first, one), (second, two) = images(html)
    assert first == "Galaxy: Turned, view 1 of 2, 10 %"
    assert second.endswith("<20 %>")
    assert "&lt;20 %&gt;</figcaption>" in html
    assert np.asarray(two.convert("RGB")).mean() > np.asarray(one.convert("RGB")).mean() + 100
    assert "--count: 2" in html
    assert "gx-empty" in figures.views([], "Galaxy")


@pytest.mark.parametrize(
    "figure",
    [figures.reliability({"a": []}), figures.scores({"a": []}), figures.roc_curves([]),
     figures.precision_recall_curves([])],
)  # fmt: skip
def test_nothing_to_show_is_a_sentence(figure):
    assert not figure.data
    assert figure.layout.annotations[0].text.endswith(".")


def test_a_class_without_galaxies_has_no_curve():
    none = np.full(2, np.nan)
    assert not figures.roc_curves([Line("a", none, none, none)]).data
