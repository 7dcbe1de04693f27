"""FITS: the first image in the file, packed by gzip or not (FITS standard 4.0).

Read here rather than by astropy, which follows more of a stranger's header than it takes to find
an image, and tells what it repairs by warnings, whose filters belong to the whole process.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.image_file.decoded import Decoded
from cnnviz.data.image_file.header import Part, parts
from cnnviz.data.image_file.refusal import (
    NOT_A_NUMBER,
    WAY_OUT,
    RefusedError,
    broken,
    check_memory,
    check_size,
    check_unpacked,
)
from cnnviz.data.image_file.wcs import pixel_scale

START = b"SIMPLE  ="
TYPES = {8: "u1", 16: ">i2", 32: ">i4", 64: ">i8", -32: ">f4", -64: ">f8"}
BANDS = "ugrizy"  # of surveys, by wavelength
STEP = 2**18  # bytes that are unpacked, or values that are looked at, at once


def unpacked(data: bytes) -> bytearray:
    """What gzip has packed (RFC 1952), of which only FITS is read, and no more than is allowed.

    Raises:
        RefusedError: no FITS file inside, too large, or damaged
    """
    result = bytearray()
    try:
        with gzip.open(BytesIO(data)) as stream:
            while piece := stream.read(STEP):
                result += piece
                _check_unpacked(result)
    except EOFError as error:
        raise broken("gzip", cut=True) from error
    except (OSError, zlib.error) as error:
        raise broken("gzip") from error
    if not result:
        raise RefusedError(f"empty file, packed by gzip; {WAY_OUT}")
    return result


def _check_unpacked(result: bytearray) -> None:
    if not result.startswith(START):
        raise RefusedError(f"not an image (a gzip archive of something else); {WAY_OUT}")
    check_unpacked(len(result))


class _PassedOverError(RefusedError):
    """Why a part with data is no image, behind which there may be one."""


def decoded(data: bytes | bytearray) -> Decoded:
    """The first image that has values, with its first row on top; spectra are passed over.

    Args:
        data: begins as a FITS file; of a bytearray the numbers are written over what was stored

    Returns:
        values uint8 or float32 of shape (H, W) or (H, W, 3), where undefined pixels are NaN

    Raises:
        RefusedError: no image, damaged, truncated, too large, or of pixels without any value
    """
    passed: RefusedError | None = None
    for part in _images(data):
        try:
            return _image(data, part)
        except _PassedOverError as error:
            passed = passed or error
    assert passed is not None
    raise passed


def _image(data: bytes | bytearray, part: Part) -> Decoded:
    shape = _shape(part)
    check_size(shape[-1], shape[-2], 4 * (shape[0] if len(shape) == 3 else 1))
    kind = np.dtype(TYPES[part.integer("BITPIX")])
    count = int(np.prod(shape))
    if part.start + count * kind.itemsize > len(data):
        raise broken("FITS", cut=True)
    scaling, width, height = _Scaling.of(part, kind.kind != "f"), shape[-1], shape[-2]
    plain = kind == np.uint8 and scaling == _Scaling(1.0, 0.0, None)
    packed = isinstance(data, bytearray)
    inside = plain or (packed and kind.itemsize >= 4)  # whether no other room is needed
    room = 0 if inside else 4 * count
    check_memory(width, height, 3 * width * height + room + packed * len(data))
    values = np.frombuffer(data, kind, count, part.start)
    if not plain:
        place = np.frombuffer(data, np.float32, count, part.start) if inside else None
        values = _values(values, scaling, place)
    values, bands = values.reshape(shape), _blue_first(part)
    if values.ndim == 3:
        values = np.moveaxis(values[::-1] if bands else values, 0, -1)
    # the first row of a FITS image is drawn at the bottom
    return Decoded(values[::-1], "FITS", pixel_scale(part.values), balanced=not bands)


def _images(data: bytes | bytearray) -> Iterator[Part]:
    """Those that have data, at least one."""
    tables = images = False
    for part in parts(data):
        name = part.values.get("XTENSION", "IMAGE")
        if part.values.get("ZIMAGE") is True:
            raise RefusedError("a packed FITS image is not read; unpack it with funpack")
        tables = tables or name in ("TABLE", "BINTABLE")
        if name == "IMAGE" and part.values.get("GROUPS") is not True and part.size:
            images = True
            yield part
    if not images:
        found = "a FITS table, not an image" if tables else "a FITS file without an image in it"
        raise RefusedError(f"{found}; save one with pixels")


def _shape(part: Part) -> tuple[int, ...]:
    """(H, W) or (3, H, W); axes of length one are left out behind the first two."""
    axes = part.axes
    if part.integer("BITPIX") not in TYPES:
        raise broken("FITS")
    beyond = tuple(n for n in axes[2:] if n != 1)
    found = f"FITS data of {' by '.join(map(str, axes))} values"
    if len(axes) < 2:
        raise _PassedOverError(f"{found}; images of one or three planes are read")
    if beyond not in ((), (3,)):
        raise RefusedError(f"{found}; images of one or three planes are read, NAXIS3 = 3")
    return (*beyond, axes[1], axes[0])


@dataclass(frozen=True)
class _Scaling:
    """BZERO + BSCALE times what is stored, BLANK as NaN (sections 4.4.2.5, 4.4.2.6 and 5.3)."""

    scale: float
    zero: float
    blank: int | None

    @classmethod
    def of(cls, part: Part, whole: bool) -> "_Scaling":
        blank = part.integer("BLANK") if whole and "BLANK" in part.values else None
        return cls(part.real("BSCALE", 1.0), part.real("BZERO", 0.0), blank)

    def physical(self, stored: NDArray[Any]) -> NDArray[np.float32]:
        """What is stored, of any shape, as float32; what has no value is NaN."""
        numbers, zero = stored, self.zero
        if stored.dtype == ">i8" and (self.scale, zero) == (1.0, 2.0**63):
            # unsigned whole numbers, of which the sum would lose the lower eleven bits
            numbers, zero = (stored.astype(np.int64) ^ np.int64(-(2**63))).view(np.uint64), 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            result = (numbers.astype(np.float64) * self.scale + zero).astype(np.float32)
        result[~np.isfinite(result)] = np.nan
        if self.blank is not None:
            result[stored == self.blank] = np.nan
        return result


def _values(
    stored: NDArray[Any], scaling: _Scaling, place: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """Physical values.

    Args:
        stored: of shape (n,)
        scaling: of the header
        place: where they go, of shape (n,), which may begin where `stored` does, of which each is
            at least as long; None for room that is made once there is something to put into it
    """
    known = False
    for start in range(0, len(stored), STEP):
        piece = scaling.physical(stored[start : start + STEP])
        known = known or not np.isnan(piece).all()
        if place is None and known:
            place = np.full(len(stored), np.nan, np.float32)
        if place is not None:
            place[start : start + STEP] = piece
    if place is None or not known:
        raise _PassedOverError(NOT_A_NUMBER)
    return place


def _blue_first(part: Part) -> bool:
    """Whether planes are named as surveys do, by wavelength; else red is the first."""
    bands = str(part.values.get("BANDS", "")).strip()
    order = [BANDS.find(band) for band in bands]
    return len(bands) == 3 and -1 not in order and order == sorted(order)
