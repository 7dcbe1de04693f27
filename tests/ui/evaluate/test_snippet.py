"""The lines do what they say: they make the numbers that the page shows."""

import contextlib
import io

import numpy as np
import pytest
import torch

from cnnviz import metrics, weights
from cnnviz.evaluation import reliability
from cnnviz.evaluation.calibration import expected_calibration_error
from cnnviz.ui.evaluate import snippet
from tests.pages.test_evaluate import truth


@pytest.mark.parametrize("model", weights.names())
def test_the_lines_make_the_numbers(model):
    names = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(snippet.code(model, 70, 20), "lines", "exec"), names)
    found = truth(model, first=20)
    np.testing.assert_array_equal(names["matrix"].numpy(), found.evaluation.matrix)
    assert names["accuracy"] == pytest.approx(found.right.mean())
    low, high = metrics.wilson_interval(int(found.right.sum()), 70)
    assert names["interval"] == pytest.approx([low, high], abs=1e-4)
    bins = reliability(found.confidence, found.right)
    assert names["ece"] == pytest.approx(expected_calibration_error(bins), abs=1e-6)
    torch.testing.assert_close(names["posterior"], names["f"])
    assert f"accuracy {found.right.mean():.4f}" in printed.getvalue()


def test_the_command_is_the_same_evaluation():
    from cnnviz.__main__ import main

    command = snippet.command("tutorial", 70, 20).split()[3:]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert main(command) == 0
    found = truth(first=20)
    assert f"accuracy {found.right.mean():.1%}" in printed.getvalue()


def test_the_first_seed_is_named_where_it_is_not_zero():
    assert "--first-galaxy" not in snippet.command("tutorial", 70, 0)
