"""From a unit down to the galaxy, one term at a time."""

from collections.abc import Callable, Mapping, Sequence

from cnnviz.origin.operations import Floats
from cnnviz.origin.reads import Unit
from cnnviz.origin.rules import IMAGE, Rule
from cnnviz.origin.shares import largest
from cnnviz.origin.terms import Origin, Term, origin

Step = tuple[Origin, Term]


def strongest(found: Origin) -> Term:
    """The term with the largest absolute product.

    Raises:
        ValueError: nothing was read
    """
    if not len(found.values):
        raise ValueError(f"{found.rule.layer.name} reads nothing at {found.unit}")
    return largest(found, 1)[0]


def walk(
    rules: Sequence[Rule],
    outputs: Mapping[str, Floats],
    name: str,
    unit: Unit,
    choose: Callable[[Origin], Term] = strongest,
) -> list[Step]:
    """Where a number comes from, and where that comes from, down to the image or the padding.

    Args:
        rules: of the network
        outputs: of all layers for one image, and the image itself as IMAGE
        name: of the layer where the walk begins
        unit: of that layer
        choose: one of an origin's terms, where the walk goes on

    Returns:
        each origin with the chosen term; the last term is a value of the image, or in the padding

    Raises:
        ValueError: no such layer, or as `origin`
    """
    known = {rule.layer.name: rule for rule in rules}
    if name not in known:
        raise ValueError(f"no layer is called {name!r}; there are {', '.join(known)}")
    steps: list[Step] = []
    while name != IMAGE:
        found = origin(known[name], outputs, unit)
        term = choose(found)
        steps.append((found, term))
        if not term.inside:
            break
        name, unit = term.source, term.unit
    return steps
