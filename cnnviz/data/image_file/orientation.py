"""How a camera was held: the EXIF tag Orientation (EXIF 2.32, 4.6.4)."""

from typing import Any

from numpy.typing import NDArray

from cnnviz.data.image_file.directory import ORIENTATION, Directory


def of(exif: bytes) -> int:
    """Orientation, 1 to 8; 1 where the metadata are missing or broken: the pixels are sound."""
    try:
        return Directory.first(exif.removeprefix(b"Exif\0\0")).number(ORIENTATION, 1)
    except Exception:
        return 1


def turned(image: NDArray[Any], orientation: int) -> NDArray[Any]:
    """The image upright.

    Args:
        image: of shape (H, W) or (H, W, 3)
        orientation: as EXIF has it; an unknown one turns nothing

    Returns:
        a view, of shape (H, W, ...) or (W, H, ...)
    """
    if orientation in (5, 6, 7, 8):
        image = image.swapaxes(0, 1)
    rows = -1 if orientation in (3, 4, 7, 8) else 1
    columns = -1 if orientation in (2, 3, 6, 7) else 1
    return image[::rows, ::columns]
