"""How a TIFF file's pixels lie in it, checked before any is unpacked (TIFF 6.0, sections 8, 15)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.image_file.directory import Directory
from cnnviz.data.image_file.refusal import AGAIN, RefusedError, broken, check_size, check_unpacked

UNSIGNED, SIGNED, FLOAT = 1, 2, 3
WHITE_IS_ZERO, GREY, RGB, PALETTE, CMYK, YCC = 0, 1, 2, 3, 5, 6
CHANNELS = {WHITE_IS_ZERO: 1, GREY: 1, RGB: 3, PALETTE: 1, CMYK: 4, YCC: 3}
DEEP = {(UNSIGNED, 16), (UNSIGNED, 32), (SIGNED, 16), (SIGNED, 32), (FLOAT, 16), (FLOAT, 32)}
DEEP |= {(FLOAT, 64)}
# none, CCITT, LZW, JPEG, Deflate, PackBits, LZMA, Zstandard
COMPRESSIONS = {1, 2, 3, 4, 5, 7, 8, 32946, 32773, 34925, 50000}
LOSSLESS = COMPRESSIONS - {2, 3, 4, 7}
MOST_PIECES = 200_000  # strips or tiles: Pillow makes a record of each
TAGS = {False: (273, 279), True: (324, 325)}  # offsets and lengths of strips, of tiles
PREDICTED = {5, 8, 32946, 34925, 50000}  # that a predictor may come before; others ignore it


@dataclass(frozen=True)
class Pieces:
    """Strips or tiles.

    Args:
        rows: of a strip
        tile: its height and width in pixels; None where there are strips
        offsets: of each from the beginning of the file, bytes
        lengths: of each, bytes
    """

    rows: int
    tile: tuple[int, int] | None
    offsets: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, directory: Directory, width: int, height: int, planes: int, each: int) -> "Pieces":
        """As many as the size asks for.

        Args:
            directory: of the file
            width: pixels
            height: pixels
            planes: that lie one after the other
            each: bytes of a pixel of a plane

        Raises:
            RefusedError: damaged, truncated, or too large
        """
        number = directory.number
        tile = (number(323, 0), number(322, 0)) if 324 in directory.entries else None
        rows = min(max(1, number(278, height)), height)
        piece = tile or (rows, width)
        if min(piece) < 1:
            raise broken("TIFF")
        check_unpacked(piece[0] * piece[1] * each)
        count = -(-height // piece[0]) * -(-width // piece[1]) * planes
        if count > MOST_PIECES:
            raise RefusedError(f"{count} strips or tiles; save it with larger ones")
        offsets, lengths = (_list(directory, tag, count) for tag in TAGS[bool(tile)])
        return cls(rows, tile, offsets, lengths)


@dataclass(frozen=True)
class Layout:
    """What the directory says of the pixels.

    Args:
        width: pixels
        height: pixels
        bits: of a sample
        samples: of a pixel
        format: UNSIGNED, SIGNED or FLOAT
        photometric: what the samples mean
        extra: what the last sample means beyond colour; 1 alpha that the colours have been
            multiplied by, 2 alpha that they have not, 0 nothing
        compression: its number in TIFF
        predictor: 1 none, 2 differences, 3 differences of the bytes of floats
        planar: 1 samples side by side, 2 plane after plane
        pieces: the strips or tiles
    """

    width: int
    height: int
    bits: int
    samples: int
    format: int
    photometric: int
    extra: int
    compression: int
    predictor: int
    planar: int
    pieces: Pieces

    @property
    def piece_width(self) -> int:
        """Of a strip or tile, pixels."""
        return self.pieces.tile[1] if self.pieces.tile else self.width

    @property
    def piece_height(self) -> int:
        """Of a strip or tile, pixels."""
        return self.pieces.tile[0] if self.pieces.tile else self.pieces.rows

    @property
    def stored_width(self) -> int:
        """Of all tiles side by side, which may stand out over the image's right edge, pixels."""
        return -(-self.width // self.piece_width) * self.piece_width

    @classmethod
    def of(cls, directory: Directory) -> "Layout":
        """Read and check it.

        Raises:
            RefusedError: damaged, truncated, too large, or of a kind that is not read
        """
        number = directory.number
        width, height, count = number(256, 0), number(257, 0), number(277, 1)
        bits, compression = _same(directory, 258, count), number(259, 1)
        check_size(width, height, max(1, bits // 8) * count)
        planar = number(284, 1) if count > 1 else 1
        planes = count if planar == 2 else 1
        layout = cls(
            *(width, height, bits, count, _same(directory, 339, count)),
            *(number(262, GREY), number(338, 0), compression),
            number(317, 1) if compression in PREDICTED else 1,
            planar,
            Pieces.of(directory, width, height, planes, max(1, bits // 8) * count // planes),
        )
        layout._check(len(directory.data))
        return layout

    def groups(self, size: int) -> Iterator[tuple[int, int, list[slice]]]:
        """Rows of strips or tiles that take so many bytes unpacked, of all planes together.

        Args:
            size: bytes; a group is one row of strips or tiles if that takes more

        Yields:
            the first row of pixels and how many follow, and of each plane which pieces they are
        """
        planes = self.samples if self.planar == 2 else 1
        row = self.stored_width * self.piece_height * self.samples * self.bits // 8
        step, across = max(1, size // row), self.stored_width // self.piece_width
        each = len(self.pieces.offsets) // planes
        for first in range(0, each // across, step):
            last, top = min(first + step, each // across), first * self.piece_height
            height = min(last * self.piece_height, self.height) - top
            starts = range(0, planes * each, each)
            yield top, height, [slice(s + first * across, s + last * across) for s in starts]

    def _check(self, size: int) -> None:
        colours = CHANNELS.get(self.photometric)
        if colours is None or self.compression not in COMPRESSIONS:
            found = f"photometric {self.photometric}, compression {self.compression}"
            raise RefusedError(f"a TIFF file of this kind is not read ({found}); save it as PNG")
        if self.samples - colours not in (0, 1):
            raise RefusedError(f"{self.samples} values a pixel; save it as grey or RGB")
        if self.planar not in (1, 2) or self.predictor not in (1, 2, 3):
            raise broken("TIFF")
        if self.bits > 8:
            self._check_deep()
        elif self.bits not in (1, 2, 4, 8) or self.format != UNSIGNED:
            raise RefusedError(f"{self.bits} bits a value are not read; save it with 8 or 16")
        if (self.pieces.offsets + self.pieces.lengths > size).any():
            raise RefusedError(f"truncated TIFF file; {AGAIN}")

    def _check_deep(self) -> None:
        if (self.format, self.bits) not in DEEP or self.photometric in (PALETTE, YCC):
            found = f"format {self.format}, photometric {self.photometric}"
            raise RefusedError(f"{self.bits} bits of {found} are not read; save it with 8 or 16")
        if self.compression not in LOSSLESS or (self.predictor == 3) > (self.format == FLOAT):
            raise broken("TIFF")
        check_unpacked(self.stored_width * self.height * self.samples * self.bits // 8)


def _same(directory: Directory, tag: int, count: int) -> int:
    """What all samples have in common, one where nothing is said."""
    found = directory.values(tag, 64)
    values = {1} if found is None else {int(value) for value in found[:count]}
    if len(values) > 1:
        raise RefusedError("a TIFF file whose channels differ in kind; save it as PNG")
    return values.pop()


def _list(directory: Directory, tag: int, count: int) -> NDArray[np.int64]:
    found = directory.values(tag, count)
    if found is None or len(found) != count:
        raise broken("TIFF")
    return found.astype(np.int64)
