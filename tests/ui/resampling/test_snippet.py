"""The PyTorch lines give the numbers on the stage."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from cnnviz import figures
from cnnviz.data import simulator
from cnnviz.ui.galaxy import from_file, from_simulation
from cnnviz.ui.resampling import arithmetic, files, published, snippet
from cnnviz.ui.resampling.choices import OPERATIONS, Resampling
from cnnviz.ui.resampling.reading import settle
from tests.ui.resampling.drawing import ASKED, GALAXY

CHANGED = (((0, 0, 1), -7.5),)


def run(choices, galaxy):
    """What the lines give, what they print, and what is on the stage."""
    work, scope, printed = arithmetic.compute(choices, galaxy), {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(snippet.code(choices, work, galaxy), scope)
    expected = work.trace.output if work.weight is None else work.trace.output[None]
    assert printed.getvalue().startswith(str(expected.shape))
    np.testing.assert_allclose(scope["output"].numpy(), expected, rtol=1e-12, atol=1e-9)
    return scope


@settings(max_examples=100, deadline=None)
@given(ASKED)
def test_the_lines_reproduce_any_choice(asked):
    small = replace(asked, source={"patch": "random", "galaxy": "ring"}.get(asked.source) or "ramp")
    run(settle(replace(small, changed=CHANGED), GALAXY)[0], GALAXY)


@pytest.mark.parametrize("name", published.TITLES)
def test_the_lines_reproduce_every_example(name):
    run(published.chosen(name, Resampling()), GALAXY)


@pytest.mark.parametrize("dimensions", [1, 2])
@pytest.mark.parametrize("source", ["patch", "galaxy"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_lines_read_a_large_input_from_the_galaxy(operation, source, dimensions):
    galaxy = from_simulation(simulator.galaxy(5, 3))
    choices = Resampling(
        operation=operation, source=source, dimensions=dimensions, size=20, channels=3, top=70,
        left=80, changed=CHANGED,
    )  # fmt: skip
    work = arithmetic.compute(choices, galaxy)
    assert "simulator.galaxy(label=5, seed=3)" in snippet.code(choices, work, galaxy)
    run(choices, galaxy)


@pytest.mark.parametrize("dimensions", [1, 2])
@pytest.mark.parametrize("source", ["patch", "galaxy"])
def test_the_lines_read_a_large_file_of_ones_own(source, dimensions, tmp_path, monkeypatch):
    file = figures.png(np.random.default_rng(0).integers(0, 256, (900, 600, 3), dtype=np.uint8))
    (tmp_path / "your_image.png").write_bytes(file)
    monkeypatch.chdir(tmp_path)
    choices = Resampling(source=source, dimensions=dimensions, size=20, top=600)
    run(choices, from_file(file, "your_image.png"))


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize(("kernel", "padding"), [(3, 0), (3, 1), (1, 0), (2, 1)])
def test_the_direct_convolution_over_the_stretched_input_is_the_same(kernel, padding, more):
    choices = Resampling(
        operation="transposed", way="stretched", kernel=kernel, padding=padding, size=4,
        output_padding=more, weights="random", channels=2,
    )  # fmt: skip
    scope = run(choices, GALAXY)
    np.testing.assert_allclose(scope["same"].numpy(), scope["output"].numpy(), atol=1e-12)
    assert "stretched input" not in snippet.code(
        replace(choices, way="spread"), arithmetic.compute(choices, GALAXY), GALAXY
    )


@pytest.mark.parametrize("operation", ["max", "convolution", "unpooling"])
def test_the_arrays_are_those_of_the_stage(operation):
    work = arithmetic.compute(Resampling(operation=operation, kernel=3), GALAXY)
    with np.load(io.BytesIO(files.arrays(work))) as found:
        np.testing.assert_array_equal(found["x"], work.x)
        np.testing.assert_array_equal(found["output"], work.trace.output)
        assert ("weight" in found, "pooled" in found) == (
            operation == "convolution", operation == "unpooling",
        )  # fmt: skip
