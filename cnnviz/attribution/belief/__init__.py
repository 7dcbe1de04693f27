"""Whether to believe an attribution: does it add up, does it matter, does it know the network.

Modules:
    given       baselines and classes as they are given
    sums        completeness, infidelity
    removal     deletion and insertion
    sanity      sensitivity, networks that forget, rank correlation
"""

from cnnviz.attribution.belief.removal import Curves, curves
from cnnviz.attribution.belief.sanity import randomised, rank_correlation, sensitivity
from cnnviz.attribution.belief.sums import Completeness, completeness, infidelity

__all__ = [
    "Completeness",
    "Curves",
    "completeness",
    "curves",
    "infidelity",
    "randomised",
    "rank_correlation",
    "sensitivity",
]
