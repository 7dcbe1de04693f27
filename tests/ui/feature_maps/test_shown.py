"""Whose number a value of a vector is."""

import pytest

from cnnviz.ui.feature_maps.shown import copied


@pytest.mark.parametrize(
    ("network", "step", "unit"),
    [
        ("", ("flatten", (100,)), ("block4_relu", (2, 4, 4))),  # 100 = 2·36 + 4·6 + 4
        ("", ("block4_relu", (2, 4, 4)), ("block4_relu", (2, 4, 4))),
        ("", ("linear", (3,)), ("linear", (3,))),
        ("lenet5", ("relu3", (7,)), ("linear1", (7,))),
        ("lenet5", ("flatten", (255,)), ("pool2", (15, 3, 3))),
        ("mlp", ("flatten", (96 * 96 + 97,)), ("", (1, 1, 1))),
    ],
)
def test_a_value_of_a_vector_may_be_a_unit_of_the_maps(view_of, network, step, unit):
    assert copied(view_of("tutorial", network=network), step) == unit
