"""What the stage is told, what it may say, and that its code is whole."""

import base64
import json
import re
from collections import Counter
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from streamlit.testing.v1 import AppTest

from cnnviz import conv, scene
from cnnviz.conv import Window
from cnnviz.ui.components import scene_data
from cnnviz.ui.components.scene_data import encode, numbers
from cnnviz.ui.components.stage import Edit, checked

shown = import_module("cnnviz.ui.components.stage")  # the package has a function of this name
# the course's lecture on CNNs
LECTURE = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
KERNEL = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
CODE = shown._HERE / "stage_code"
NAMED = re.compile(r"^(?:const|let|function|async function)\s+(\w+)", re.MULTILINE)


def of(x, weight, **window):
    """The scene of a convolution with one kernel."""
    windows = [Window(k, **window) for k in np.shape(weight)[-2:]]
    return scene.convolution([conv.trace(x, weight, windows)])


def text(data):
    """As it goes to the browser, which knows no NaN in JSON."""
    return json.dumps(data, allow_nan=False)


def decoded(coded):
    """As the browser reads it."""
    if isinstance(coded, list):
        return np.array(coded, float)
    [(kind, letters)] = coded.items()
    return np.frombuffer(base64.b64decode(letters), np.dtype(kind)).astype(float)


def test_the_lecture_is_told_in_whole_numbers():
    data = encode(of(LECTURE, KERNEL))
    assert data["values"] == [n for row in LECTURE for n in row]
    assert data["weights"] == [1, 0, 1, 0, 1, 0, 1, 0, 1]
    assert data["outputs"] == [4, 3, 4, 2, 4, 3, 2, 3, 4]  # the lecture's result
    assert (
        data["rows"]
        == data["columns"]
        == [[0, 0, 1, 1, 2, 2], [1, 0, 2, 1, 3, 2], [2, 0, 3, 1, 4, 2]]
    )
    assert "." not in text(data["values"])


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("kernels", [1, 2, 3, 4])
def test_fourteen_by_fourteen_outputs_take_less_than_ten_kilobytes(channels, kernels):
    rng = np.random.default_rng(channels)
    x, weights = rng.normal(size=(channels, 16, 16)), rng.normal(size=(kernels, channels, 3, 3))
    drawn = scene.convolution([conv.trace(x, w, [Window(3)] * 2) for w in weights])
    data = encode(drawn)
    assert data["out"] == (kernels, 14, 14)
    assert len(text(data)) < 10_000


def test_a_colour_image_is_told_in_less_bytes_than_its_numbers_have():
    rng = np.random.default_rng(4)
    drawn = of(rng.normal(size=(3, 96, 96)), rng.normal(size=(3, 3, 3)), padding=1)
    assert len(text(encode(drawn))) < 8 * (drawn.values.size + drawn.outputs.size)


@given(arrays(float, st.integers(0, 200), elements=st.floats(allow_subnormal=False)))
def test_numbers_arrive(values):
    coded = numbers(values)
    text(coded)
    np.testing.assert_allclose(decoded(coded), values, rtol=1e-6, atol=0)


@pytest.mark.parametrize(
    "value", [np.inf, -np.inf, np.nan, 1e300, 1e-300, 1.0686235e-41, 2.0**80, -0.0]
)
@pytest.mark.parametrize("count", [1, 500])
def test_extreme_numbers_arrive(value, count):
    values = np.full(count, value)
    np.testing.assert_array_equal(decoded(json.loads(text(numbers(values)))), values)


def test_few_numbers_keep_all_their_digits():
    values = np.random.default_rng(5).normal(size=scene_data.FEW)
    np.testing.assert_array_equal(decoded(numbers(values)), values)


def test_a_hidden_output_is_not_told_in_any_way():
    x = np.random.default_rng(6).integers(0, 9, (3, 4, 4)).astype(float)
    weights = np.random.default_rng(7).integers(1, 4, (2, 3, 2, 2)).astype(float)
    drawn = scene.convolution([conv.trace(x, w, [Window(2)] * 2) for w in weights])
    data = encode(drawn, hidden=9 + 4)
    assert np.isnan(decoded(data["outputs"])[13])
    assert np.isfinite(decoded(data["outputs"])).sum() == 2 * 9 - 1
    assert np.isfinite(drawn.outputs).all()  # the scene itself is left alone


def test_max_pooling_with_padding_can_be_told():
    drawn = scene.pooling(conv.pool(np.ones((4, 4)), [Window(2, 2, 1)] * 2, "max"))
    values = decoded(json.loads(text(encode(drawn)))["values"]).reshape(6, 6)
    assert np.isneginf(values[0]).all()


SENT = {"part": "input", "channel": 0, "kernel": 0, "row": 4, "column": 1, "value": -2.5}


def test_an_edit_is_taken_as_it_was_sent():
    assert checked(SENT, of(LECTURE, KERNEL, padding=1)) == Edit("input", 0, 0, 4, 1, -2.5)
    weight = SENT | {"part": "weight", "row": 2, "value": 3}
    assert checked(weight, of(LECTURE, KERNEL)) == Edit("weight", 0, 0, 2, 1, 3.0)


@pytest.mark.parametrize(
    "change",
    [
        {"part": "output"}, {"part": None}, {"row": 5}, {"row": -1}, {"column": 5}, {"channel": 1},
        {"kernel": 1}, {"row": 1.0}, {"row": "1"}, {"row": None}, {"value": "1"}, {"value": None},
        {"value": float("nan")}, {"value": float("inf")}, {"value": 1.1e6}, {"value": -1e308},
        {"part": "weight", "row": 3}, {"part": "weight", "row": 2, "kernel": 1},
        {"row": True}, {"value": True}, {"value": 10**400},
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_is_refused(change):
    assert checked(SENT | change, of(LECTURE, KERNEL)) is None


@pytest.mark.parametrize("sent", [None, [], "edit", 3, {}, {"part": "input"}])
def test_what_is_no_edit_at_all_is_refused(sent):
    assert checked(sent, of(LECTURE, KERNEL)) is None


def test_inserted_zeros_and_missing_weights_cannot_be_edited():
    windows = [Window(3, 2, 1)] * 2
    stretched = scene.stretched([conv.transposed(np.ones((3, 3)), np.ones((3, 3)), windows)])
    assert checked(SENT | {"row": 2, "column": 2}, stretched)
    assert checked(SENT | {"row": 3}, stretched) is None
    bare = replace(of(LECTURE, KERNEL), weights=None)
    assert checked(SENT | {"part": "weight", "row": 0, "column": 0}, bare) is None


def test_the_code_is_whole_and_no_name_in_it_means_two_things():
    files = {path.stem for path in CODE.glob("*.js")}
    assert files == {*shown._PARTS}
    counts = Counter(NAMED.findall(shown._code()))
    assert [name for name, count in counts.items() if count > 1] == []
    assert len(counts) > 100  # so that the pattern sees them
    assert shown._code().count("export default") == 1


@pytest.mark.parametrize("part", [*shown._PARTS])
def test_no_part_asks_the_network_or_writes_markup_of_a_visitor(part):
    source = (CODE / f"{part}.js").read_text(encoding="utf-8")
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|https?://(?!www\.w3\.org)", source)
    assert ("innerHTML" in source) == (part == "mount")  # there for the project's own file


def test_a_page_with_a_stage_runs():
    def page():
        import numpy as np

        from cnnviz import conv, scene
        from cnnviz.conv import Window
        from cnnviz.ui.components import stage

        trace = conv.trace(np.eye(5), np.ones((3, 3)), [Window(3)] * 2)
        stage(scene.convolution([trace]), key="here", on_edit=print, hidden=2)

    at = AppTest.from_function(page).run()
    assert not at.exception
    assert [element.proto.id.split("-")[-1] for element in at.get("bidi_component")] == [
        "here_code",
        "here",
    ]
