"""The ranges of colours, by the rule that the microscope follows in the browser.

A map has colours for its own numbers, its layer's, or those of all layers of maps, over both runs
where two are compared; a vector always for its own, and zero is on every range.
"""

from collections.abc import Iterable

import numpy as np

from cnnviz.figures import Range
from cnnviz.maps import Statistics
from cnnviz.ui.feature_maps import runs
from cnnviz.ui.feature_maps.runs import Passed
from cnnviz.ui.feature_maps.view import View


def of(view: View, name: str) -> list[Range]:
    """The range of each map of a layer of the first network; of a vector one.

    Args:
        view: what is chosen
        name: of a layer whose numbers are here
    """
    compared = [passed for passed, _ in made(view)]
    layer = next(layer for layer in view.subject.layers if layer.name == name)
    if len(layer.shape) == 1:
        return [_range(_of_layer(compared, name))]
    match view.now.colours:
        case "map":
            return [_range(_of_map(compared, name, c)) for c in range(layer.shape[0])]
        case "layer":
            found = _range(_of_layer(compared, name))
        case _:
            found = _range(each for pair in made(view) for each in _of_maps(*pair))
    return [found] * layer.shape[0]


def made(view: View) -> list[tuple[Passed, frozenset[str]]]:
    """What is compared, each with the names of its layers of maps."""
    pairs = [(view.galaxy, view.subject), *([view.beside] if view.beside else [])]
    return [
        (
            runs.passed(galaxy, subject, view.places),
            frozenset(layer.name for layer in subject.layers if len(layer.shape) == 3),
        )
        for galaxy, subject in pairs
    ]


def _of_maps(passed: Passed, names: frozenset[str]) -> list[Statistics]:
    """Of the layers of maps that the browser has, whole or small."""
    here = {*passed.outputs, *passed.previews} & names
    return [passed.statistics[name] for name in here]


def _of_layer(compared: Iterable[Passed], name: str) -> list[Statistics]:
    return [
        passed.statistics[name]
        for passed in compared
        if name in passed.outputs or name in passed.previews
    ]


def _of_map(compared: Iterable[Passed], name: str, channel: int) -> list[Statistics]:
    cut = slice(channel, channel + 1)
    return [
        Statistics(each.low[cut], each.high[cut], each.mean[cut], each.zeros[cut])
        for each in _of_layer(compared, name)
    ]


def _range(statistics: Iterable[Statistics]) -> Range:
    found = list(statistics)
    low = min(float(np.fmin.reduce(each.low, initial=0.0)) for each in found)
    high = max(float(np.fmax.reduce(each.high, initial=0.0)) for each in found)
    return Range(max(-low, high) or 1.0, signed=low < 0)
