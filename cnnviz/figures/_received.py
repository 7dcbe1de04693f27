"""What the network receives: the pixels and, channel by channel, the numbers made of them."""

from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.figures._picture import data_uri
from cnnviz.figures._theme import diverging, diverging_gradient

CHANNELS = ("Red", "Green", "Blue")


def received(pixels: NDArray[np.uint8], planes: NDArray[np.float32]) -> str:
    """The network's input, enlarged pixel by pixel by a whole factor.

    Args:
        pixels: uint8 of shape (S, S, 3), after cropping and resizing
        planes: float32 of shape (3, S, S): the numbers that enter the first layer

    Returns:
        HTML: the picture, a map of each channel on one scale centred at zero, and its colour bar
    """
    size = pixels.shape[0]
    alt = f"The {size} by {size} pixels that the network receives"
    image = f'<img class="gx-pixels" src="{data_uri(Image.fromarray(pixels), "png")}" alt="{alt}">'
    limit = float(np.abs(planes).max()) or 1.0
    maps = [_plane(plane, limit, name) for plane, name in zip(planes, CHANNELS, strict=True)]
    bar = _colour_bar(float(planes.min()), float(planes.max()), limit)
    style = f"--size: {size}px"
    return f'<div class="gx-received" style="{style}">{image}<div>{"".join(maps)}</div>{bar}</div>'


def _plane(plane: NDArray[np.float32], limit: float, name: str) -> str:
    index = np.round(127 + 127 * plane / limit).astype(np.uint8)
    image = Image.fromarray(index)
    image.putpalette(diverging().tobytes())
    alt = f"{name} channel, values from {plane.min():.2f} to {plane.max():.2f}"
    picture = f'<img class="gx-plane" src="{data_uri(image, "png")}" alt="{escape(alt)}">'
    return f"<figure>{picture}<figcaption>{name}</figcaption></figure>"


def _colour_bar(low: float, high: float, limit: float) -> str:
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = limit
    zero = (0.0 - low) / (high - low)
    gradient = diverging_gradient(low / limit, high / limit)
    # an end that is nearly zero would be printed over the zero
    ends = [
        f'<span class="gx-{side}">{value:.2f}</span>'
        for side, at, value in (("low", 0.0, low), ("high", 1.0, high))
        if abs(at - zero) > 0.15
    ]
    tick = f'<span style="left: {100 * zero:.1f}%">0</span>'
    words = f"Colour bar from {low:.2f} to {high:.2f}, zero marked"
    return (
        f'<div class="gx-colours" role="img" aria-label="{words}">'
        f'<div style="background: {gradient}"></div>{"".join(ends)}{tick}</div>'
    )
