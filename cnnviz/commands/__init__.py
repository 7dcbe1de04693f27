"""The command line: one module for each command, with `add_arguments` and `run`.

A module is imported only when its command is asked for, so that the list of them is instant. Where
a command's name has a hyphen its module has an underscore.
"""

COMMANDS = {
    "classify": "say which class each image belongs to",
    "train": "train a network and keep its best weights",
    "seen": "measure what a network's training pictures look like, for its card",
    "evaluate": "measure a network's accuracy on a set of galaxies",
    "explain": "say which pixels of a galaxy decided",
    "receptive-field": "say what the units of each layer can see",
    "simulate": "write a set of simulated galaxies to an HDF5 file",
    "download": "fetch galaxies and weights that do not come with the program",
    "benchmark": "measure this machine",
}
