"""Samples of more than eight bits, from their bytes to grey or to red, green and blue."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.image_file.layout import CMYK, FLOAT, SIGNED, UNSIGNED, WHITE_IS_ZERO, Layout

KINDS = {UNSIGNED: "u", SIGNED: "i", FLOAT: "f"}
PREMULTIPLIED, ALPHA = 1, 2


def of_bytes(stored: NDArray[Any], layout: Layout, inner: int, order: str) -> NDArray[Any]:
    """Bytes as they were packed into numbers.

    Args:
        stored: some rows, uint8 of shape (h, stored width * inner * bytes)
        layout: of the file
        inner: samples that lie side by side
        order: "<" or ">"

    Returns:
        of shape (h, W, inner), in this machine's byte order; floats as float32,
        NaN where there is no finite number
    """
    size, length = layout.bits // 8, layout.piece_width
    if layout.predictor == 3:
        stored, order = _undone_bytes(stored.reshape(-1, size * length, inner), size), ">"
    numbers = stored.view(f"{order}u{size}").reshape(-1, length, inner).astype(f"u{size}")
    if layout.predictor == 2:  # of floats too it is their bits that are added
        np.cumsum(numbers, axis=1, dtype=numbers.dtype, out=numbers)
    numbers = numbers.view(f"{KINDS[layout.format]}{size}")
    numbers = numbers.reshape(-1, layout.stored_width, inner)[:, : layout.width]
    if layout.format != FLOAT:
        return numbers
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = numbers.astype(np.float32)
    numbers[~np.isfinite(numbers)] = np.nan  # one NaN for all: signalling ones warn wherever used
    return numbers


def _undone_bytes(stored: NDArray[Any], size: int) -> NDArray[Any]:
    """Predictor 3 (Adobe Photoshop TIFF technical note 3): bytes of one rank together, upper first.

    In each row all upper bytes come first, then the next, each as its difference from that of the
    same sample of the pixel before.

    Args:
        stored: rows of strips or tiles, of shape (rows, size * pixels, samples)
        size: of a number, bytes

    Returns:
        the numbers' bytes one after the other, upper first
    """
    ranks = np.cumsum(stored, axis=1, dtype=np.uint8).reshape(len(stored), size, -1)
    return np.ascontiguousarray(ranks.transpose(0, 2, 1)).reshape(len(stored), -1)


def colours(numbers: NDArray[Any], layout: Layout) -> NDArray[Any]:
    """Grey or red, green and blue, alpha laid over black.

    Args:
        numbers: of shape (H, W, samples)
        layout: of the file

    Returns:
        of shape (H, W) or (H, W, 3)
    """
    channels = 4 if layout.photometric == CMYK else 3 if layout.samples >= 3 else 1
    light = numbers[..., :channels]
    if layout.photometric == CMYK:
        light = _printed(light)
    elif layout.photometric == WHITE_IS_ZERO:
        light = np.invert(light) if layout.format != FLOAT else -light
    if layout.samples > channels and layout.extra == ALPHA:
        light = light * _share(numbers[..., channels:])
    return light[..., 0] if light.shape[2] == 1 else light


def bytes_of(layout: Layout) -> int:
    """Of a pixel as `colours` gives it."""
    shares = layout.photometric == CMYK or layout.extra == ALPHA or layout.format == FLOAT
    return (3 if layout.samples >= 3 else 1) * (4 if shares else layout.bits // 8)


def _printed(inks: NDArray[Any]) -> NDArray[Any]:
    """(1 - ink)(1 - black) of each colour, as Pillow has it."""
    left = np.subtract(1, _share(inks), dtype=np.float32)
    return np.multiply(left[..., :3], left[..., 3:])


def _share(values: NDArray[Any]) -> NDArray[np.float32]:
    """Of the largest value that their type has; floats are shares already."""
    if values.dtype.kind == "f":
        values, largest = np.clip(values, 0, 1), 1
    else:
        largest = np.iinfo(values.dtype).max
    return np.asarray(np.divide(values, largest, dtype=np.float32), np.float32)
