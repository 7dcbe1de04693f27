"""Sets of galaxies.

Here is only what costs nothing to import: the simulator's processes import this package too.
"""

from cnnviz.data.images import CLASSES, Images
from cnnviz.data.reading import DataError
from cnnviz.data.sets import DATASETS, load

__all__ = ["CLASSES", "DATASETS", "DataError", "Images", "load"]
