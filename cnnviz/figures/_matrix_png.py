"""A confusion matrix as a file."""

from io import BytesIO
from textwrap import wrap

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from plotly.colors import sample_colorscale

from cnnviz.figures._cell_matrix import TITLES, Cells
from cnnviz.figures._cells import ink
from cnnviz.figures._explained import GROUND, INK, QUIET, write

SIDE, LEFT, TOP, MARGIN = 96, 250, 96, 24  # pixels
LETTERS, LINES = 11, 4  # of the names below the columns


def cell_matrix_png(cells: Cells, numbers: str, title: str) -> bytes:
    """The matrix on white, as large as its cells need.

    Args:
        cells: the matrix
        numbers: as of `cell_matrix`
        title: above it

    Returns:
        a PNG file
    """
    rows, columns = cells.counts.shape
    width = LEFT + columns * SIDE + MARGIN
    image = Image.new("RGB", (max(width, 480), TOP + rows * SIDE + 22 * LINES + 16), GROUND)
    pen = ImageDraw.Draw(image)
    write(pen, title, (MARGIN, 14), image.width - 2 * MARGIN, INK)
    write(pen, f"{TITLES[numbers]}; rows: true class, columns: taken for", (MARGIN, 40),
          image.width - 2 * MARGIN, QUIET)  # fmt: skip
    for i, name in enumerate(cells.classes):
        write(pen, name, (MARGIN, TOP + i * SIDE + SIDE // 2 - 12), LEFT - MARGIN - 10, INK)
    for j, name in enumerate(cells.predicted):
        for at, line in enumerate(wrap(name, LETTERS)[:LINES]):
            place = (LEFT + j * SIDE + 4, TOP + rows * SIDE + 6 + 22 * at)
            write(pen, line, place, SIDE - 8, INK)
    shares = cells.shares(numbers)
    for i, j in np.ndindex(rows, columns):
        _cell(pen, cells, numbers, (i, j), float(shares[i, j]))
    file = BytesIO()
    image.save(file, "png")
    return file.getvalue()


def _cell(
    pen: ImageDraw.ImageDraw, cells: Cells, numbers: str, place: tuple[int, int], share: float
) -> None:
    i, j = place
    x, y = LEFT + j * SIDE, TOP + i * SIDE
    colours = sample_colorscale("Cividis", [share], colortype="tuple")[0]
    red, green, blue = (round(255 * c) for c in colours)
    pen.rectangle((x, y, x + SIDE - 2, y + SIDE - 2), (red, green, blue))
    count = str(cells.counts[place])
    lines = [count] if numbers == "counts" else [f"{share:.0%}", count]
    colour, middle = ink((red, green, blue)), (x + SIDE / 2 - 1, y + SIDE / 2 - 1)
    for at, text in enumerate(lines):
        offset = 26 * (at - (len(lines) - 1) / 2)
        font = ImageFont.load_default(22 if at == 0 else 18)
        pen.text((middle[0], middle[1] + offset), text, colour, font, anchor="mm")
