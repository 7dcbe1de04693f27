"""The nearest choices that are possible, with a sentence for each that had to change."""

from dataclasses import replace

from cnnviz.ui import cached
from cnnviz.ui.attribution import hidden
from cnnviz.ui.attribution.choices import NOBODY, PREDICTED, Attribution

Settled = tuple[Attribution, list[str]]


def settle(asked: Attribution, model: str) -> Settled:
    """The nearest choices that are possible.

    Args:
        asked: anything that can be read
        model: name of the chosen weights
    """
    found, notes = asked, []
    classes = len(cached.model(model)[1].classes)
    if asked.target >= classes:
        found = replace(found, target=PREDICTED)
        notes.append(f"There is no class {asked.target}: the outputs are 0 to {classes - 1}.")
    if asked.contrast >= classes:
        found = replace(found, contrast=NOBODY)
        notes.append(f"There is no class {asked.contrast}: the outputs are 0 to {classes - 1}.")
    return hidden.settle(found, cached.model(model)[1].preprocessing.size, notes), notes
