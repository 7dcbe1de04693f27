"""A map with nothing in it is explained."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.attribution import METHODS, blank

FEW = {("integrated_gradients", "n_steps"): 2, ("smooth_grad", "n_samples"): 1}


def with_map(view_of, method, values):
    found = view_of(parameters=FEW).explained(method)
    return replace(found, map=np.asarray(values, np.float32))


def test_a_map_with_something_in_it_needs_no_word(view_of):
    assert blank.reason(view_of().explained("saliency")) == ""


@pytest.mark.parametrize("method", ["saliency", "input_x_gradient", "guided_backprop", "occlusion"])
def test_zeros(method, view_of):
    text = blank.reason(with_map(view_of, method, np.zeros((3, 96, 96))))
    assert text.startswith("Every value is zero: ")
    assert text.endswith(f"{blank.ZERO.get(method, blank.PRODUCT)}.")


def test_zeros_to_rounding_where_logits_are_subtracted(view_of):
    small = np.full((3, 96, 96), 1e-7)
    small[0, 0, 0] = -1e-7
    assert "Every value is zero" in blank.reason(with_map(view_of, "occlusion", small))
    assert blank.reason(with_map(view_of, "saliency", small)) == ""


def test_negative_values_that_were_cut_off(view_of):
    view = view_of(parameters={("grad_cam", "relu"): "yes"})
    found = replace(view.explained("grad_cam"), map=np.zeros((1, 6, 6), np.float32))
    assert "all of it was negative" in blank.reason(found)


def test_an_image_without_anything(view_of):
    found = with_map(view_of, "saliency", np.zeros((3, 96, 96)))
    flat = replace(found, pixels=np.full((96, 96, 3), 40, np.uint8))
    assert "the image is the same everywhere" in blank.reason(flat)


def test_the_same_everywhere(view_of):
    assert blank.reason(with_map(view_of, "grad_cam", np.full((1, 3, 3), 0.25))) == (
        "Every place has the same value, 0.25."
    )


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite(bad, view_of):
    values = np.ones((3, 96, 96))
    values[1, 2, 3:5] = bad
    text = blank.reason(with_map(view_of, "lrp", values))
    assert text.startswith("2 of 27648 values are not finite: ")


def test_every_method_has_a_reason():
    assert set(blank.ZERO) <= set(METHODS)
