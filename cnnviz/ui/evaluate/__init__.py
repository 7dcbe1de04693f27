"""The page that judges a network: choices, data, results outside the script, sections.

Modules:
    choices    what the visitor chooses; reading has them as they stand in the address
    data       the galaxies that are judged, block by block
    learnt     whether a network has learnt from the visitor's own folder, and from what of it
    results    outputs of networks, computed outside the script and shared by all visitors
    view       what is chosen, with the results
    controls   data and headline; sections below them: matrix, classes, curves, mistakes,
               calibrating, priors, averages, versus, files
    skies      priors by name
    pictures   galaxies of the set to choose from
    sentences  shares, intervals and probabilities as people read them
    waiting    what is said while there is no result
    snippet    the PyTorch lines that reproduce it
"""
