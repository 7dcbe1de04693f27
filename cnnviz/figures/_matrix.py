"""A sparse matrix as a picture: equal weights in equal colours."""

from base64 import b64encode
from html import escape
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.figures._cells import Cell, grid, letters
from cnnviz.figures._numbers import number, writer

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
MOST_CELLS = 1200  # so many can be pointed at, each by itself; more are drawn as a picture
MOST_NUMBERS = 32  # columns and rows up to which a number can be read in a cell
MOST_WEIGHTS = 600  # in the legend
LARGEST = 1024  # pixels of a picture: larger matrices are drawn smaller
NONE = '<p class="gx-empty">The matrix has no cells to show.</p>'


def matrix(
    rows: Integers,
    columns: Integers,
    weight: Integers,
    shape: tuple[int, int],
    kernels: Array,
    alt: str,
    *,
    legend: bool = True,
) -> str:
    """The non-zero cells of a matrix, each in the colour of its weight, and the kernels as legend.

    Each row of a kernel has a hue, and each of its columns a lightness.

    Args:
        rows: which output, shape (M,)
        columns: which input, shape (M,)
        weight: which weight, counted through `kernels`, shape (M,)
        shape: number of outputs and of inputs
        kernels: the weights, shape (K, C, kh, kw), or (K, C, k) for signals
        alt: what is seen, in words
        legend: whether the kernels stand below

    Returns:
        HTML; cells of a small matrix tell their row, column and weight where the pointer rests
    """
    if not len(rows):
        return NONE
    boxes = kernels.reshape(kernels.shape[0] * kernels.shape[1], -1, kernels.shape[-1])
    colours = weight_colours(boxes.shape)
    if len(rows) <= MOST_CELLS:
        picture = _cells(rows, columns, weight, shape, kernels, colours, alt)
    else:
        picture = _picture(rows, columns, weight, shape, colours, alt)
    below = _legend(boxes, kernels.shape[:2], colours) if legend else ""
    about = f"{shape[0]:,} outputs (rows) by {shape[1]:,} inputs (columns)"
    return f'<figure class="gx-matrix"><figcaption>{about}</figcaption>{picture}{below}</figure>'


def side_by_side(*figures: str) -> str:
    """Figures beside each other, below each other where there is no room; HTML."""
    return f'<div class="gx-beside">{"".join(figures)}</div>'


def weight_colours(shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """One colour for each weight of B kernels of h by w, shape (B h w, 3).

    A hue for each row and a lightness for each column, in the OKLCH space, where they look equally
    far apart.
    """
    blocks, height, width = shape
    hue = 2 * np.pi * (np.arange(blocks * height) / (blocks * height) + 0.17)
    light = np.linspace(0.86, 0.46, width) if width > 1 else np.array([0.68])
    chroma = 0.125
    lightness = np.broadcast_to(light, (blocks * height, width))
    a, b = (np.repeat(chroma * f(hue)[:, None], width, axis=1) for f in (np.cos, np.sin))
    return _srgb(np.stack([lightness, a, b], axis=-1).reshape(-1, 3))


def _srgb(oklab: Array) -> NDArray[np.uint8]:
    """From OKLab (B. Ottosson, 2020), shape (n, 3), to 8-bit sRGB."""
    to_cones = ((1, 0.3963377774, 0.2158037573), (1, -0.1055613458, -0.0638541728),
                (1, -0.0894841775, -1.2914855480))  # fmt: skip
    to_rgb = ((4.0767416621, -3.3077115913, 0.2309699292),
              (-1.2684380046, 2.6097574011, -0.3413193965),
              (-0.0041960863, -0.7034186147, 1.7076147010))  # fmt: skip
    linear = ((oklab @ np.array(to_cones).T) ** 3 @ np.array(to_rgb).T).clip(0, 1)
    curved = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    rgb: NDArray[np.uint8] = (255 * curved).round().astype(np.uint8)
    return rgb


def _cells(
    rows: Integers, columns: Integers, weight: Integers, shape: tuple[int, int], kernels: Array,
    colours: NDArray[np.uint8], alt: str,
) -> str:  # fmt: skip
    found: dict[tuple[int, int], list[int]] = {}
    for row, column, w in zip(rows.tolist(), columns.tolist(), weight.tolist(), strict=True):
        found.setdefault((row, column), []).append(w)
    flat, names = kernels.ravel(), _names(kernels.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = {place: float(flat[several].sum()) for place, several in found.items()}
    write = writer(sums.values(), 2, tight=True)
    texts = {
        place: "" if max(shape) > MOST_NUMBERS else write(x) if x else "0"
        for place, x in sums.items()
    }
    cells = [
        Cell(
            *place, tuple(colours[several[0]].tolist()), texts[place],
            _title(place, [f"{names[w]} = {number(float(flat[w]))}" for w in several]),
        )
        for place, several in found.items()
    ]  # fmt: skip
    return grid(cells, shape, alt, letters(list(texts.values())))


def _title(place: tuple[int, int], weights: list[str]) -> str:
    return f"output {place[0]}, input {place[1]}: {' plus '.join(weights)}"


def _names(shape: tuple[int, ...]) -> list[str]:
    """Names of the weights, with as many indices as can differ."""
    used = [i for i, n in enumerate(shape) if n > 1 or i >= 2]
    return [f"w[{', '.join(str(place[i]) for i in used)}]" for place in np.ndindex(shape)]


def _picture(
    rows: Integers, columns: Integers, weight: Integers, shape: tuple[int, int],
    colours: NDArray[np.uint8], alt: str,
) -> str:  # fmt: skip
    factor = -(-max(shape) // LARGEST)
    size = tuple(-(-n // factor) for n in shape)
    pixels = np.zeros((*size, 4), np.uint8)  # transparent, so that it follows the theme
    pixels[rows // factor, columns // factor, :3] = colours[weight]
    pixels[rows // factor, columns // factor, 3] = 255
    file = BytesIO()
    Image.fromarray(pixels).save(file, "png")
    address = f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
    style = f"--rows: {shape[0]}; --columns: {shape[1]}"
    return f'<img class="gx-sparse" style="{style}" src="{address}" alt="{escape(alt)}">'


def _legend(boxes: Array, blocks: tuple[int, ...], colours: NDArray[np.uint8]) -> str:
    if boxes.size > MOST_WEIGHTS:
        return f"<figcaption>{boxes.size:,} weights, each with a colour of its own</figcaption>"
    parts, (kernels, channels) = [], blocks
    for n, box in enumerate(boxes):
        name = "Kernel" if kernels == 1 else f"Kernel {n // channels + 1}"
        if channels > 1:
            name += f", channel {n % channels + 1}"
        parts.append(f"<div><span>{name}</span>{_key(box, colours[n * box.size :], name)}</div>")
    return f'<div class="gx-keys">{"".join(parts)}</div>'


def _key(box: Array, colours: NDArray[np.uint8], name: str) -> str:
    write = writer(box.ravel().tolist(), 3)
    texts = [write(x) if x else "0" for x in box.ravel().tolist()]
    width = box.shape[1]
    cells = [
        Cell(i // width, i % width, tuple(colours[i].tolist()), text)
        for i, text in enumerate(texts)
    ]
    rows = "; ".join(" ".join(texts[i : i + width]) for i in range(0, box.size, width))
    return grid(cells, (box.shape[0], box.shape[1]), f"{name}: {rows}", letters(texts))
