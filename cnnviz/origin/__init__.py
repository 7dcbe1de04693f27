"""Where each number of a network comes from, down to the galaxy's pixels."""

from cnnviz.origin.rules import IMAGE, Rule, rules

__all__ = ["IMAGE", "Rule", "rules"]
