"""Where each number of a network comes from, down to the galaxy's pixels.

Modules:
    operations   what a layer does with what it reads, with its weights
    functions    activations as formulas and as numbers
    windows      rows and columns that a window reads
    rules        the operation of every layer of a network
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
from cnnviz.origin.rules import IMAGE, Rule, rules

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
    "Rule",
    "Same",
    "Unexplained",
    "rules",
]
