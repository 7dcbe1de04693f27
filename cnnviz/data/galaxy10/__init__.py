"""Galaxy10 DECaLS: 17,736 real galaxies in ten classes.

Modules:
    classes     the ten classes, the columns
    astronn     where astroNN has the file, on the network and on disk
    download    the file, fetched
    arrays      the same images as an array that is mapped into memory
    loading     sets of them: all, and the subset of the course's tutorial

Here is only what costs nothing to import.
"""

from cnnviz.data.galaxy10.classes import CLASSES

__all__ = ["CLASSES"]
