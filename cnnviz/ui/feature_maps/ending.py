"""The end of the network for the chosen galaxy, as rows of tables and as steps."""

from dataclasses import dataclass

import numpy as np

from cnnviz import decision, inference, origin
from cnnviz.decision import Array, Decision
from cnnviz.origin import Unit
from cnnviz.origin.operations import Floats
from cnnviz.ui.components import Step
from cnnviz.ui.feature_maps import formulas, runs, trail
from cnnviz.ui.feature_maps.choices import PREDICTED
from cnnviz.ui.feature_maps.formulas import numeral
from cnnviz.ui.feature_maps.view import View
from cnnviz.ui.words import literal

BESIDE = "Softmax of 2"
LOSS = f"{formulas.MINUS}ln f"
MANY = 12  # classes: of more, the likeliest stand first


@dataclass(frozen=True, eq=False)
class Ending:
    """The end of the network for the chosen galaxy.

    Args:
        view: what is chosen
        decision: logits and their terms
        names: of the K outputs
        target: the class whose terms are listed
        label: the galaxy's class, where it is known
    """

    view: View
    decision: Decision
    names: tuple[str, ...]
    target: int
    label: int | None

    @property
    def beside(self) -> Array | None:
        """Probabilities of what stands beside it; None where nothing does, or of other classes."""
        view = self.view
        if not view.beside or view.beside[1].classes != view.subject.classes:
            return None
        galaxy, other = view.beside
        logits = runs.passed(galaxy, other, view.places).outputs[other.layers[-1].name]
        return inference.softmax(logits.astype("f8")) if len(logits) == len(self.names) else None

    @property
    def logits(self) -> Floats:
        """As PyTorch computed them, shape (K,)."""
        return self.view.passed.outputs[self.view.subject.layers[-1].name]

    @property
    def judged(self) -> int:
        """The class whose softmax is written out: the true one, or where unknown the chosen one."""
        return self.target if self.label is None else self.label

    @property
    def without_loss(self) -> str:
        """Why there is no cross-entropy, a sentence; empty where there is one."""
        if self.label is not None:
            return ""
        galaxy = self.view.galaxy
        if galaxy.label is None and galaxy.own_class:
            return (
                "There is no loss here: none of this network's outputs is the class "
                f"{literal(galaxy.own_class)}."
            )
        if galaxy.label is None:
            return "There is no loss here: nobody knows the true class of this image."
        return (
            "There is no loss here: this network's outputs are not the classes of galaxies, and "
            "none of them is true."
        )


def of(view: View) -> Ending | None:
    """The end of the network with the chosen class; None where it is no linear layer."""
    found = decision.decision(view.subject.rules, view.passed.outputs)
    if found is None:
        return None
    count = len(found.logits)
    names = view.subject.classes or tuple(f"output {k}" for k in range(count))
    asked = view.now.target
    target = int(found.logits.argmax()) if asked == PREDICTED else asked
    return Ending(view, found, names, target, view.subject.label(view.galaxy))


def rows(ending: Ending) -> list[dict[str, str]]:
    """The classes as the rows of a table for people, the likeliest first where they are many."""
    found, label, beside = ending.decision, ending.label, ending.beside
    order = range(len(ending.names))
    if len(ending.names) > MANY:
        order = np.argsort(-found.logits).tolist()
    made = [
        {
            "k": str(k),
            "Class": ending.names[k] + ("  (true)" if k == label else ""),
            "Logit z": numeral(found.logits[k]),
            "exp(z)": formulas.power(found.logits[k]),
            "Softmax f": numeral(found.probabilities[k]),
        }
        | ({} if label is None else {LOSS: numeral(-found.log_shares[k] + 0.0)})
        | ({} if beside is None else {BESIDE: numeral(beside[k])})
        for k in order
    ]
    total = formulas.power(formulas.log_sum(found.logits))
    sums = {"Class": "Sum", "exp(z)": total, "Softmax f": "1", BESIDE: "1"}
    return [*made, {name: sums.get(name, "") for name in made[0]}]


def class_rows(ending: Ending) -> list[dict[str, str]]:
    """The classes as the rows of a file, with every digit."""
    found = ending.decision
    columns = zip(ending.names, found.logits, found.probabilities, -found.log_shares, strict=True)
    return [
        {"k": str(k), "class": name, "logit": repr(float(z)), "probability": repr(float(f)),
         "minus_log_probability": repr(float(loss) + 0.0)}
        for k, (name, z, f, loss) in enumerate(columns)
    ]  # fmt: skip


def place(ending: Ending, index: int) -> dict[str, str]:
    """Where a value that the linear layer reads stands in the maps."""
    unit, found = ending.decision.unit(index), ending.decision
    if found.averaged:
        return {"Map": str(unit[0])}
    if len(unit) == 1:
        return {"Value": str(unit[0])}
    return dict(zip(("Map", "Row", "Column"), map(str, unit), strict=True))


def term_rows(ending: Ending) -> list[dict[str, str]]:
    """All terms of the chosen class as the rows of a file, with every digit; the bias is last."""
    terms = ending.decision.terms(ending.target)
    numbers = zip(terms.values, terms.weights, terms.products, strict=True)
    made = [
        {"index": str(i)} | {name.lower(): text for name, text in place(ending, i).items()}
        | {"value": repr(float(x)), "weight": repr(float(w)), "product": repr(float(p))}
        for i, (x, w, p) in enumerate(numbers)
    ]  # fmt: skip
    bias = dict.fromkeys(made[0], "") | {"index": "bias", "product": repr(float(terms.bias))}
    return [*made, bias]


def down(ending: Ending) -> tuple[Step, ...]:
    """From the chosen class along the largest terms, as far as the numbers are here."""
    subject, outputs = ending.view.subject, ending.view.passed.outputs
    name = subject.layers[-1].name
    unit: Unit = (ending.target,)
    steps: list[Step] = [(name, unit)]
    while name != origin.IMAGE and len(steps) < trail.LONGEST:
        rule = subject.rule(name)
        if rule is None or any(source not in outputs for source in rule.sources):
            break
        term = origin.strongest(origin.origin(rule, outputs, unit))
        if not term.inside:
            break
        name, unit = term.source, term.unit
        steps.append((name, unit))
    return tuple(steps)
