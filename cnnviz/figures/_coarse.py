"""Coarse graining: the same picture with fewer and fewer pixels."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

DOWN, UP = (22, 53, 92), (255, 208, 137)  # apart in lightness as well as in hue
SHARP = 160  # pixels: larger pictures are drawn smaller than they are, and smoothed
NONE = '<p class="gx-empty">No pictures to show.</p>'


def coarse(
    rows: Sequence[Sequence[NDArray[Any]]],
    names: Sequence[str],
    alt: str,
    *,
    spins: bool = False,
) -> str:
    """Rows of pictures, all drawn equally large, with their sizes below.

    Args:
        rows: pictures of shape (H, W), (H, W, 3) as uint8, or (C, H, W) with one or three channels;
            light from 0 to 255, or spins
        names: one for each row, before it
        alt: what all of them show, in words
        spins: numbers are spins from -1 to 1, with a colour for each end

    Returns:
        HTML
    """
    longest = max((len(row) for row in rows), default=0)
    if not longest:
        return NONE
    drawn = "".join(_row(row, name, alt, spins) for row, name in zip(rows, names, strict=True))
    key = _key() if spins else ""
    return f'<div class="gx-coarse" style="--count: {longest}">{drawn}{key}</div>'


def _row(row: Sequence[NDArray[Any]], name: str, alt: str, spins: bool) -> str:
    figures = "".join(_figure(image, f"{alt}: {name}", spins) for image in row)
    return f'<div class="gx-name">{escape(name)}</div><div class="gx-row">{figures}</div>'


def _figure(values: NDArray[Any], alt: str, spins: bool) -> str:
    image = _spins(values) if spins else _light(values)
    file = BytesIO()
    image.save(file, "png")
    size = f"{image.width} by {image.height}"
    attributes = (
        f'class="{"gx-sharp" if max(image.size) <= SHARP else "gx-smooth"}" '
        f'alt="{escape(f"{alt}, {size}")}"'
    )
    address = f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
    caption = f"<figcaption>{size}</figcaption>"
    return f'<figure><img {attributes} src="{address}">{caption}</figure>'


def _spins(values: NDArray[Any]) -> Image.Image:
    share = ((np.asarray(values, np.float64) + 1) / 2).clip(0, 1)[..., None]
    colours = (1 - share) * np.array(DOWN) + share * np.array(UP)
    return Image.fromarray(colours.round().astype(np.uint8))


def _light(values: NDArray[Any]) -> Image.Image:
    if values.dtype != np.uint8:
        values = np.nan_to_num(values).clip(0, 255).round().astype(np.uint8)
        values = np.moveaxis(values, 0, -1) if values.ndim == 3 else values
    return Image.fromarray(values[..., 0] if values.shape[2:] == (1,) else values)


def _key() -> str:
    marks = (
        f'<span><i style="background: rgb{colour}"></i>{name}</span>'
        for colour, name in ((UP, "spin up, +1"), (DOWN, "spin down, \N{MINUS SIGN}1"))
    )
    return f'<div class="gx-key">{"".join(marks)}</div>'
