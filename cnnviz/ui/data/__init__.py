"""The page about the galaxies themselves: what there is, and what may happen to one.

Modules:
    choices    what the visitor chooses; reading has them as they stand in the address
    view       what is chosen, with the set and the network's answer
    own        the visitor's own folder: brought, looked at, forgotten
    controls   which set; sections below it: browsing, pixels, augmenting, turning, varying,
               sorting with dealing and outcome
"""
