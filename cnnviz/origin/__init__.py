"""Where each number of a network comes from, down to the galaxy's pixels.

Modules:
    operations   what a layer does with what it reads, with its weights
    functions    activations as formulas and as numbers
    windows      rows and columns that a window reads
    rules        the operation of every layer of a network
    reads        which units a unit reads, with which weights
    terms        the sum that made one number
    shares       its largest terms, what each channel contributes
    walks        from a unit down to the galaxy
"""

from cnnviz.origin.operations import (
    Addition,
    Average,
    Convolution,
    Dense,
    Flatten,
    Function,
    Maximum,
    Normalisation,
    Operation,
    Same,
    Unexplained,
)
from cnnviz.origin.reads import Unit
from cnnviz.origin.rules import IMAGE, Rule, rules
from cnnviz.origin.shares import by_channel, contributions, largest
from cnnviz.origin.terms import Origin, Term, origin
from cnnviz.origin.walks import Step, strongest, walk

__all__ = [
    "IMAGE",
    "Addition",
    "Average",
    "Convolution",
    "Dense",
    "Flatten",
    "Function",
    "Maximum",
    "Normalisation",
    "Operation",
    "Origin",
    "Rule",
    "Same",
    "Step",
    "Term",
    "Unexplained",
    "Unit",
    "by_channel",
    "contributions",
    "largest",
    "origin",
    "rules",
    "strongest",
    "walk",
]
