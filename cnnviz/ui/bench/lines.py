"""Lines of Python that hold an input: its numbers, or the way from the chosen galaxy to them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cnnviz.ui import grids
from cnnviz.ui.bench import sources
from cnnviz.ui.bench.edits import Edit
from cnnviz.ui.galaxy import PREVIEW, Galaxy
from cnnviz.ui.snippets import reading

Array = NDArray[np.float64]


def array(values: Array, indent: int = 4) -> str:
    """Numbers as nested lists; each reads back exactly."""
    return np.array2string(
        values, separator=", ", threshold=10**9, max_line_width=100,
        formatter={"float_kind": lambda x: grids.short(float(x))},
    ).replace("\n", "\n" + indent * " ")  # fmt: skip


def tensor(name: str, values: Array) -> str:
    """A line that makes a tensor of float64."""
    return f"{name} = torch.tensor({array(values)}, dtype=torch.float64)  # {values.shape}"


def whole_galaxy(galaxy: Galaxy, channels: int) -> str:
    """Lines that end with the whole galaxy as `sources.whole` has it, (1, C, H, W), in `x`."""
    height, width = sources.stage_size(galaxy)
    smaller = galaxy.pixels.shape[:2] != (height, width)
    resized = f"picture = picture.resize(({width}, {height}), Image.Resampling.BOX)"
    return _pixels(galaxy, resized if smaller else "") + _colours(channels)


def patch(galaxy: Galaxy, channels: int, size: tuple[int, int], place: tuple[int, int]) -> str:
    """Lines that end with a part of the galaxy as `sources.patch` has it, (1, C, H, W), in `x`."""
    height, width = galaxy.pixels.shape[:2]
    top, left = sources.inside((height, width), size, place)
    cut = f"x = x[:, :, {top}:{top + size[0]}, {left}:{left + size[1]}]"
    return f"{_pixels(galaxy, '')}{_colours(channels)}\n{cut}"


def edited(edits: Iterable[Edit], one_row: bool) -> str:
    """Lines that change cells of `x`, each after a new line.

    Args:
        edits: at (channel, row, column)
        one_row: x is a signal of shape (1, C, n)
    """
    return "".join(
        f"\nx[0, {channel}, {'' if one_row else f'{row}, '}{column}] = {grids.short(value)}"
        for (channel, row, column), value in edits
    )


def _pixels(galaxy: Galaxy, resized: str) -> str:
    shown = galaxy.shape != galaxy.pixels.shape[:2]
    steps = [
        f"picture.thumbnail(({PREVIEW}, {PREVIEW}), Image.Resampling.LANCZOS)" if shown else "",
        resized,
    ]
    done = "\n".join(step for step in steps if step)
    picture = f"""
from PIL import Image

picture = Image.fromarray(image)                   # as large as the page has it
{done}
image = np.asarray(picture)"""
    return f"import numpy as np\n{reading(galaxy)}{picture if done else ''}\n"


def _colours(channels: int) -> str:
    values = "values = torch.as_tensor(image.astype(np.float64)).permute(2, 0, 1)"
    chosen = "values.mean(0, keepdim=True).round()" if channels == 1 else f"values[:{channels}]"
    return f"{values}\nx = {chosen}[None]"
