"""Kernels by name, and what each does to every spatial frequency.

All are meant for a cross-correlation, which is what a convolutional layer computes.
"""

from collections.abc import Callable, Mapping
from math import isfinite, log, sqrt
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.conv.window import whole

Array = NDArray[np.float64]
Size = tuple[int, int]

FWHM_PER_SIGMA: Final = 2 * sqrt(2 * log(2))  # of a Gaussian
DEFAULT_FWHM: Final = 2.0  # pixels: a well sampled PSF (the Nyquist limit for one)
_NARROWEST = 1e-3  # pixels: below, a Gaussian is one pixel whatever its sigma

_Rows = tuple[tuple[float, ...], ...]
_FIXED: Mapping[str, _Rows] = MappingProxyType(
    {
        "identity": ((1,),),
        "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        "sobel_x": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
        "sobel_y": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
        "laplacian": ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
        "emboss": ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
        "lecture": ((1, 0, 1), (0, 1, 0), (1, 0, 1)),
        # Dumoulin and Visin, arXiv:1603.07285
        "published": ((0, 1, 2), (2, 2, 0), (0, 1, 2)),
    }
)
# what is left of them for a signal, along one row or one column
_ROW: Mapping[str, _Rows] = MappingProxyType(
    {
        "identity": ((1,),),
        "sharpen": ((-1, 3, -1),),
        "sobel_x": ((-1, 0, 1),),
        "laplacian": ((1, -2, 1),),
    }
)
_COLUMN: Mapping[str, _Rows] = MappingProxyType(
    {
        "identity": ((1,),),
        "sharpen": ((-1,), (3,), (-1,)),
        "sobel_y": ((-1,), (0,), (1,)),
        "laplacian": ((1,), (-2,), (1,)),
    }
)


def kernel(name: str, size: Size = (3, 3), fwhm: float | None = None) -> Array:
    """A kernel by name.

    Args:
        name: one of `KERNELS`
        size: (rows, columns), pixels; a signal's kernel has one row. The fixed ones stand in the
            middle of a larger odd size
        fwhm: full width at half maximum of the Gaussian, pixels; of no meaning for the others

    Returns:
        shape (rows, columns)

    Raises:
        ValueError: an unknown name, a size that the kernel cannot have, or a width that is none
    """
    if name not in KERNELS:
        raise ValueError(f"kernel {name!r} is none of {', '.join(KERNELS)}")
    rows, columns = (whole(n, "kernel size", 1) for n in size)
    return KERNELS[name]((rows, columns), DEFAULT_FWHM if fwhm is None else fwhm)


def transfer(weights: ArrayLike, n: int = 129) -> tuple[Array, NDArray[np.complex128]]:
    """Transfer function H of a kernel: a wave of frequency f comes out multiplied by H(f).

    H(f) = sum over a of w_a exp(2 pi i f (a - (k - 1) / 2)) along each axis; its phase is relative
    to the kernel's centre, so a symmetric kernel's H is real.

    Args:
        weights: shape (kh, kw), or (k,) for a signal
        n: number of frequencies; an odd one has zero among them

    Returns:
        frequencies in cycles per pixel from -1/2 to 1/2, shape (n,), and H, shape (n, n) with the
        vertical frequency first, or (n,)
    """
    frequencies = np.linspace(-0.5, 0.5, whole(n, "number of frequencies", 2))
    response = np.asarray(weights, dtype=np.float64).astype(np.complex128)
    with np.errstate(over="ignore", invalid="ignore"):
        for size in response.shape:
            offsets = np.arange(size) - (size - 1) / 2
            phases = np.exp(2j * np.pi * np.outer(offsets, frequencies))
            # the first axis is summed and its frequencies become the last: each has its turn
            response = np.tensordot(response, phases, (0, 0))
    return frequencies, response


def nyquist(stride: int) -> float:
    """Highest frequency that outputs a stride apart can carry, 1 / (2 s), cycles per pixel."""
    return 1 / (2 * whole(stride, "stride", 1))


def _box(size: Size, _: float) -> Array:
    return np.full(size, 1 / (size[0] * size[1]))


def _ones(size: Size, _: float) -> Array:
    return np.ones(size)


def _gaussian(size: Size, fwhm: float) -> Array:
    """A Gaussian sampled at the pixels' centres, of sum 1."""
    if not (isfinite(fwhm) and fwhm > 0):
        raise ValueError(f"FWHM must be a number of pixels larger than 0, got {fwhm}")
    sigma = max(fwhm / FWHM_PER_SIGMA, _NARROWEST)
    profiles = []
    for n in size:
        exponent = -0.5 * ((np.arange(n) - (n - 1) / 2) / sigma) ** 2
        profile = np.exp(exponent - exponent.max())
        profiles.append(profile / profile.sum())
    return np.outer(*profiles)


def _fixed(name: str) -> Callable[[Size, float], Array]:
    def centred(size: Size, _: float) -> Array:
        known = _ROW if size[0] == 1 else _COLUMN if size[1] == 1 else _FIXED
        if name not in known:
            line = "row" if size[0] == 1 else "column"
            raise ValueError(f"{name} has no form of one {line}, got {size[0]}x{size[1]}")
        own = np.array(known[name], dtype=np.float64)
        room = [n - k for n, k in zip(size, own.shape, strict=True)]
        if any(r < 0 or r % 2 for r in room):
            least = "x".join(map(str, own.shape))
            raise ValueError(
                f"{name} needs an odd number of rows and columns, at least {least}, "
                f"got {size[0]}x{size[1]}"
            )
        return np.pad(own, [(r // 2, r // 2) for r in room])

    return centred


KERNELS: Final[Mapping[str, Callable[[Size, float], Array]]] = MappingProxyType(
    {
        "box": _box,
        "gaussian": _gaussian,
        "ones": _ones,
        **{name: _fixed(name) for name in _FIXED},
    }
)
