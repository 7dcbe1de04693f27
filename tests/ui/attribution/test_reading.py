"""Methods and parameters in the address, there and back."""

import pytest

from cnnviz.attribution import METHODS
from cnnviz.ui.attribution import reading


def test_methods_stand_in_the_order_of_the_registry():
    assert reading.read_methods("occlusion~saliency~saliency") == ("saliency", "occlusion")
    assert reading.read_methods("~".join(METHODS)) == tuple(METHODS)


def test_no_method_is_an_empty_text():
    assert reading.read_methods("") == ()


@pytest.mark.parametrize("method", [m for m in METHODS.values() if m.parameters])
def test_every_parameter_comes_back(method):
    ends = {p.name: p.choices[-1] if p.choices else p.most for p in method.parameters}
    values = {
        (method.name, p.name): float(ends[p.name]) if p.kind == "float" else ends[p.name]
        for p in method.parameters
    }
    assert reading.read_parameters(reading.write_parameters(values)) == values
    least = {
        (method.name, p.name): p.choices[0] if p.choices else p.least for p in method.parameters
    }
    assert reading.read_parameters(reading.write_parameters(least)) == least
