"""Which numbers are drawn, on which scale."""

import numpy as np
import pytest

from cnnviz import figures
from cnnviz.ui.attribution.drawn import drawn, together

METHODS = ("saliency", "input_x_gradient", "grad_cam")


def explained(view_of, method, **chosen):
    return view_of(**chosen).explained(method)


@pytest.mark.parametrize("method", METHODS)
def test_a_maps_own_numbers(method, view_of):
    made = explained(view_of, method)
    shown = drawn(made, "map", "own")
    np.testing.assert_array_equal(shown.planes[""], made.map.astype(float).sum(0))
    assert shown.one == 1
    assert shown.end == pytest.approx(figures.limit(shown.planes[""]))


@pytest.mark.parametrize("method", METHODS)
def test_in_units_of_the_largest_value(method, view_of):
    made = explained(view_of, method)
    shown = drawn(made, "map", "relative")
    np.testing.assert_allclose(shown.one * shown.planes[""], made.total())
    assert shown.end == pytest.approx(1)
    assert np.abs(made.total()).max() == pytest.approx(shown.one)  # none is far larger here


@pytest.mark.parametrize("method", METHODS)
def test_shares_of_the_magnitudes_add_up_to_all_pixels(method, view_of):
    made = explained(view_of, method)
    share = np.abs(drawn(made, "map", "shares").planes[""])
    pixels = made.pixels[..., 0].size / share.size  # below each unit
    assert share.sum() * pixels == pytest.approx(100)


def test_channels_add_up_to_the_map_and_share_one_scale(view_of):
    made = explained(view_of, "input_x_gradient")
    shown = drawn(made, "channels", "relative")
    assert list(shown.planes) == ["Red", "Green", "Blue"]
    np.testing.assert_allclose(shown.one * sum(shown.planes.values()), made.total(), atol=1e-6)
    assert shown.one == pytest.approx(figures.limit(made.map.astype(float)))
    assert list(drawn(explained(view_of, "grad_cam"), "channels", "own").planes) == [""]


def test_a_smooth_map_is_as_large_as_the_galaxy_and_keeps_its_mean(view_of):
    made = explained(view_of, "grad_cam")
    shown = drawn(made, "map", "own", smooth=True).planes[""]
    assert shown.shape == made.pixels.shape[:2]
    assert shown.mean() == pytest.approx(made.total().mean(), rel=1e-6)
    fine = explained(view_of, "saliency")
    np.testing.assert_array_equal(
        drawn(fine, "map", "own", smooth=True).planes[""], drawn(fine, "map", "own").planes[""]
    )


def test_one_scale_for_all_ends_at_the_largest(view_of):
    every = [drawn(explained(view_of, m), "map", "shares") for m in METHODS]
    ends = {each.end for each in together(every, "shares")}
    assert ends == {max(each.end for each in every)}
    assert [e.end for e in together(every, "own")] == [e.end for e in every]
    assert together([], "shares") == []
