"""How often each output of a transposed convolution is written."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.figures._cells import Cell, grid, letters
from cnnviz.figures._colours import viridis
from cnnviz.figures._map import feature_map

LARGEST = 24  # rows and columns up to which numbers are written
NONE = '<p class="gx-empty">There are no outputs to count.</p>'


def checkerboard(counts: NDArray[Any], alt: str) -> str:
    """Each output with the number of products that were added to make it.

    Args:
        counts: whole numbers, shape (h, w), or (n,) for signals
        alt: what is seen, in words

    Returns:
        HTML; a picture with a colour bar where there are too many outputs for numbers
    """
    if not counts.size:
        return NONE
    counts = np.atleast_2d(np.rint(counts).astype(np.int64))
    low, high = int(counts.min()), int(counts.max())
    same = f"Every output adds up {high} {'product' if high == 1 else 'products'}: no pattern."
    sentence = same if low == high else f"From {low} to {high} products in an output."
    if max(counts.shape) > LARGEST:
        return feature_map(counts.astype(np.float64), alt, sentence)
    colours = viridis()[np.round(254 * counts / max(high, 1)).astype(int)]
    cells = [
        Cell(row, column, tuple(colours[row, column].tolist()), str(count))
        for (row, column), count in np.ndenumerate(counts)
    ]
    caption = f"<figcaption>{sentence}</figcaption>"
    drawn = grid(cells, (counts.shape[0], counts.shape[1]), alt, letters([str(high)]))
    return f'<figure class="gx-board">{drawn}{caption}</figure>'
