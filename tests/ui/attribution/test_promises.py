"""The sums of the question whether the shares add up are those of the maps in numbers."""

import pytest

from cnnviz.attribution import METHODS
from cnnviz.ui.attribution import about
from cnnviz.ui.attribution.belief import promises
from tests.ui.attribution.test_snippet import FEW

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize("method", [name for name in METHODS if name not in promises.PROMISES])
def test_the_sum_of_a_map_is_the_same_in_both_tables(method, view_of):
    view = view_of(methods=(method,), parameters=FEW)
    [row] = about.rows(view)
    made = view.explained(method)
    assert float(row["Sum"].replace(MINUS, "-")) == pytest.approx(
        promises.sum_of(view, made).total, rel=1e-3
    )
