"""The table of steps holds what the trace's steps hold, and reads back; so does the animation."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz import conv, figures, scene
from cnnviz.conv import Window
from cnnviz.ui.bench import products, takeaway
from cnnviz.ui.bench.recording import MOST_STEPS, Recording
from cnnviz.upsampling import indices, unpool, upsample

RANDOM = np.random.default_rng(3)


def read(text):
    return list(csv.DictReader(StringIO(text)))


def by_steps(trace):
    """The rows of the table, the slow way."""
    rows = []
    for step in trace:
        *channel, row, column = (0, *step.position) if len(trace.size) == 1 else step.position
        if trace.apart and len(trace.size) == 1:
            channel, row, column = [step.position[0]], 0, step.position[1]
        for c in range(len(step.values)):
            for t, tap in enumerate(step.taps.tolist()):
                values = step.values[c, t], step.weights[c, t], step.products[c, t]
                where = channel[0] if channel else c
                rows.append((row, column, where, *(0, *tap)[-2:], *map(float, values)))
    return rows


def from_table(table):
    columns = (*table.outputs.T, table.channels, *table.taps.T)
    numbers = (table.values, table.weights, table.products)
    return list(zip(*(c.tolist() for c in columns), *(n.tolist() for n in numbers), strict=True))


def test_a_row_for_each_product_by_hand():
    trace = conv.trace(
        [[1.0, 2.0], [3.0, 4.0]], [[10.0, 0.5]], [Window(1), Window(2, padding=(0, 1))]
    )
    rows = read(takeaway.steps_csv([trace], ["my kernel"], ["brightness"]))
    assert [tuple(row.values()) for row in rows[:4]] == [
        ("my kernel", "0", "0", "brightness", "0", "0", "no", "1", "10", "10"),
        ("my kernel", "0", "0", "brightness", "0", "1", "no", "2", "0.5", "1"),
        ("my kernel", "0", "1", "brightness", "0", "1", "no", "2", "10", "20"),
        ("my kernel", "0", "1", "brightness", "0", "2", "yes", "0", "0.5", "0"),
    ]
    assert len(rows) == products.count([trace]) == 8


windows = st.builds(
    Window, st.integers(1, 3), st.integers(1, 3), st.integers(0, 1), st.integers(1, 2)
)


@settings(deadline=None)  # a busy machine is no failure
@given(st.data(), st.integers(1, 2), st.integers(1, 2), st.integers(0, 99))
def test_the_table_is_that_of_the_steps(data, axes, channels, seed):
    random = np.random.default_rng(seed)
    sizes = tuple(data.draw(st.integers(5, 7)) for _ in range(axes))
    given_windows = [data.draw(windows) for _ in range(axes)]
    x = random.normal(size=(channels, *sizes)).round(2)
    weight = random.normal(size=(channels, *(w.kernel for w in given_windows))).round(2)
    traces = [conv.trace(x, weight, given_windows), conv.transposed(x, weight, given_windows)]
    if all(w.before <= w.span // 2 for w in given_windows):
        traces += [conv.pool(x, given_windows, kind) for kind in ("max", "average")]
    traces += [upsample(x, (2,) * axes, kind) for kind in ("nearest", "bilinear")]
    pooled = conv.pool(x, [Window(2)] * axes, "max")
    traces.append(unpool(pooled.output, indices(pooled), sizes))
    for trace in traces:
        assert from_table(products.table(trace)) == by_steps(trace)
        assert products.count([trace]) == len(by_steps(trace))


def test_the_padding_of_max_pooling_is_minus_infinity_and_adds_nothing():
    trace = conv.pool([[5.0]], [Window(3, padding=1)] * 2, "max")
    rows = read(takeaway.steps_csv([trace], ["max"], [""]))
    assert [row["value"] for row in rows] == ["-inf"] * 4 + ["5"] + ["-inf"] * 4
    assert [row["product"] for row in rows] == ["0"] * 4 + ["5"] + ["0"] * 4


def test_numbers_read_back_exactly():
    x = RANDOM.normal(size=(3, 9, 9)) / 3
    weight = RANDOM.normal(size=(2, 3, 2, 2))
    traces = [conv.trace(x, w, [Window(2, 2)] * 2) for w in weight]
    rows = read(takeaway.steps_csv(traces, ["first", "second"], ["red", "green", "blue"]))
    assert len(rows) == products.count(traces)
    for name, trace in zip(("first", "second"), traces, strict=True):
        total = np.zeros(trace.output.shape)
        for row in rows:
            if row["kernel"] == name:
                assert float(row["product"]) == float(row["value"]) * float(row["weight"])
                at = int(row["output row"]), int(row["output column"])
                total[at] += float(row["product"])
        np.testing.assert_allclose(total, trace.output, atol=1e-12)


def test_a_table_that_would_be_too_long_is_not_offered(monkeypatch):
    said, offered = [], []
    monkeypatch.setattr(takeaway.st, "caption", said.append)
    monkeypatch.setattr(takeaway.downloads, "button", lambda label, *_: offered.append(label))
    small = conv.trace(np.ones((4, 4)), np.ones((1, 1)), [Window(1)] * 2)
    large = conv.trace(np.ones((300, 300)), np.ones((3, 3)), [Window(3)] * 2)
    takeaway.steps_download([small], ["a"], ["b"], "steps.csv")
    takeaway.steps_download([large], ["a"], ["b"], "steps.csv")
    assert offered == ["Steps (CSV, 16 products)"]
    assert said == ["No table of the steps: 799,236 products are more than 500,000."]


@pytest.mark.parametrize("number", [0.1, 1e-300, -2.5e17, 3.0, np.inf])
def test_a_number_as_text_is_the_same_number(number):
    assert [float(text) for text in takeaway._texts(np.array([number]))] == [number]


def scene_of(n, stride=1):
    x = np.arange(n * n, dtype=float).reshape(n, n)
    return scene.convolution([conv.trace(x, np.ones((1, 1)), [Window(1, stride)] * 2)])


def finished(recording):
    while not recording.is_done:
        recording.step()
    return recording


def test_a_recording_is_the_animation_of_its_steps():
    drawn = finished(Recording(scene_of(2), 0, dark=True))
    assert (drawn.all, len(drawn), drawn.done) == (4, 4, 4)
    expected = [np.asarray(figures.frame(drawn.scene, step, dark=True)) for step in range(4)]
    with Image.open(BytesIO(drawn.file(10))) as animation:
        assert (animation.format, animation.n_frames, animation.info["duration"]) == ("GIF", 4, 100)
        for step, pixels in enumerate(expected):
            animation.seek(step)
            shown = np.asarray(animation.convert("RGB"), dtype=int)
            assert np.abs(shown - pixels).mean() < 2  # a palette of 256 colours


def test_a_recording_goes_on_where_it_was_interrupted():
    whole = finished(Recording(scene_of(3), 0, dark=False))
    again = Recording(scene_of(3), 0, dark=False, images=whole.images[:5])
    assert finished(again).images == whole.images


def test_the_steps_of_a_spread_scene_are_its_inputs_and_a_hundred_are_the_most():
    spread = scene.transposed([conv.transposed(np.ones((3, 4)), np.ones((2, 2)), [Window(2)] * 2)])
    assert len(Recording(spread, 0, dark=False)) == 12
    assert (Recording(scene_of(11), 0, dark=False).all, MOST_STEPS) == (121, 100)
    assert len(Recording(scene_of(11), 0, dark=False)) == 100


def test_a_recording_knows_whether_it_shows_the_same():
    one = Recording(scene_of(3), 0, dark=False)
    assert one.shows(Recording(scene_of(3), 0, dark=False, images=[b""]))
    pooled = conv.pool(np.ones((2, 2)), [Window(2, padding=1)] * 2, "max")
    padded = Recording(scene.pooling(pooled), 0, dark=False)
    assert padded.shows(Recording(scene.pooling(pooled), 0, dark=False))
    for other in (
        Recording(scene_of(3), 1, dark=False),
        Recording(scene_of(3), 0, dark=True),
        Recording(scene_of(4), 0, dark=False),
        Recording(scene_of(3, stride=2), 0, dark=False),
        Recording(replace(scene_of(3), values=scene_of(3).values + 1), 0, dark=False),
        padded,
    ):
        assert not one.shows(other)
