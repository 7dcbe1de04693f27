"""Whether to believe an attribution: does it add up, does it matter, does it know the network.

Modules:
    given       baselines and classes as they are given
    sums        completeness, infidelity
    squares     random squares removed: what each does against what a map says of it
    removal     deletion and insertion
    sanity      sensitivity, networks that forget, rank correlation
"""

from cnnviz.attribution.belief.removal import Curves, curves
from cnnviz.attribution.belief.sanity import randomised, rank_correlation, sensitivity
from cnnviz.attribution.belief.squares import Fit, Removals, removals
from cnnviz.attribution.belief.sums import Completeness, completeness, infidelity

__all__ = [
    "Completeness",
    "Curves",
    "Fit",
    "Removals",
    "completeness",
    "curves",
    "infidelity",
    "randomised",
    "rank_correlation",
    "removals",
    "sensitivity",
]
