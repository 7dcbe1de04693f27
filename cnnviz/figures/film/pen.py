"""Draws on an image: boxes, lines, and text in Pillow's own font."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnnviz.figures._numbers import MINUS, TIMES
from cnnviz.figures.film.look import Colour

Anchor = Literal["start", "middle", "end"]
MIDDLE = 0.36  # half of a capital letter's height, in units of the font's size
# signs that the font does not have are drawn, this wide in units of the font's size
SIGNS: Final = MappingProxyType({MINUS: 0.6, TIMES: 0.6, "∞": 0.75})
DRAWN = f"([{''.join(SIGNS)}])"


@dataclass
class Fonts:
    """Pillow's built-in font, each size loaded once."""

    loaded: dict[int, ImageFont.FreeTypeFont] = field(default_factory=dict)

    def get(self, size: float) -> ImageFont.FreeTypeFont:
        """The font; the size is in pixels, in steps of a quarter."""
        key = max(4, round(4 * size))
        if key not in self.loaded:
            font = ImageFont.load_default(key / 4)
            assert isinstance(font, ImageFont.FreeTypeFont)
            self.loaded[key] = font
        return self.loaded[key]

    def width(self, text: str, size: float) -> float:
        """Of a text, pixels."""
        parts = re.split(DRAWN, text)
        signs = sum(SIGNS.get(part, 0.0) for part in parts) * size
        return signs + sum(self.get(size).getlength(part) for part in parts if part not in SIGNS)


@dataclass(frozen=True)
class Pen:
    """Draws on an image; all lengths are in units of `scale` pixels."""

    image: Image.Image
    fonts: Fonts
    scale: float

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """Pillow's own."""
        return ImageDraw.Draw(self.image)

    def at(self, *lengths: float) -> list[int]:
        """Lengths as pixels of the image."""
        return [round(length * self.scale) for length in lengths]

    def box(
        self, x: float, y: float, width: float, height: float,
        fill: Colour | None = None, line: Colour | None = None, thick: float = 1.0,
    ) -> None:  # fmt: skip
        """A box; its line is inside it."""
        left, top, right, bottom = self.at(x, y, x + width, y + height)
        right, bottom = max(left, right - 1), max(top, bottom - 1)
        wide = max(1, round(thick * self.scale))
        self.draw.rectangle((left, top, right, bottom), fill, line, wide)

    def dashes(
        self, x: float, y: float, width: float, height: float, colour: Colour, dash: float = 3.0
    ) -> None:
        """The outline of a box in dashes, one unit thick."""
        for begin, length, other, down in (
            (x, width, y, False), (x, width, y + height - 1, False),
            (y, height, x, True), (y, height, x + width - 1, True),
        ):  # fmt: skip
            for start in np.arange(begin, begin + length - 1, 2 * dash).tolist():
                long = min(dash, begin + length - start)
                if down:
                    self.box(other, start, 1.0, long, fill=colour)
                else:
                    self.box(start, other, long, 1.0, fill=colour)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, thick: float) -> None:
        """A line from point to point."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.draw.line(scaled, colour, max(1, round(thick * self.scale)))

    def width(self, text: str, size: float) -> float:
        """Of a text."""
        return self.fonts.width(text, size * self.scale) / self.scale

    def text(
        self, x: float, y: float, text: str, size: float, colour: Colour, anchor: Anchor = "middle"
    ) -> None:
        """One line of text, at the middle of its height."""
        draw, pixels = self.draw, size * self.scale
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        across = x * self.scale - shift * self.fonts.width(text, pixels)
        base = y * self.scale + MIDDLE * pixels
        font = self.fonts.get(pixels)
        for part in re.split(DRAWN, text):
            if part in SIGNS:
                self._sign(part, across, base, pixels, colour)
                across += SIGNS[part] * pixels
            else:
                draw.text((across, base), part, colour, font, "ls")
                across += font.getlength(part)

    def _sign(self, sign: str, x: float, base: float, size: float, colour: Colour) -> None:
        """A sign that the font lacks; lengths in pixels of the image."""
        draw, middle, thick = self.draw, base - 0.33 * size, max(1.0, size / 13)
        left, right = x + 0.07 * size, x + (SIGNS[sign] - 0.07) * size
        if sign == MINUS:
            draw.rectangle((left, middle - thick / 2, right, middle + thick / 2 - 1), colour)
            return
        if sign == TIMES:
            arm = 0.19 * size
            centre = (left + right) / 2
            for down in (-arm, arm):
                ends = (centre - arm, middle - down, centre + arm, middle + down)
                draw.line(ends, colour, max(1, round(thick)))
            return
        half, high = (right - left + thick) / 2, 0.19 * size
        for start in (left, right - half):
            box = (start, middle - high, start + half, middle + high)
            draw.ellipse(box, None, colour, round(thick))
