"""The frames of a scene: what stays is drawn once, what moves in each frame."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from PIL import Image

from cnnviz.conv.steps import Array
from cnnviz.figures.film import marks, panels
from cnnviz.figures.film.layout import Grid, Layout
from cnnviz.figures.film.look import DARK, LIGHT, Look, Range, extent, mix
from cnnviz.figures.film.palette import Palette, palette
from cnnviz.figures.film.panels import Panel
from cnnviz.figures.film.pen import Fonts, Pen
from cnnviz.figures.film.plan import plan
from cnnviz.figures.film.reading import channels_of, count, position, spread_so_far
from cnnviz.figures.film.story import Word, story
from cnnviz.scene import Scene

WIDTH = 960.0  # units in which everything is laid out
EDGE = 20.0
HEAD = 30.0  # for the kernel's name and the number of the step
SAMPLES = 256  # steps whose words are measured, at most
MOST_LINES = 8
INDENT = "    "  # of the second line of a sum


@dataclass(frozen=True)
class Film:
    """All frames of a scene, made one at a time.

    Args:
        scene: what is drawn
        kernel: whose output is made
        dark: on a dark ground
        width: of a frame, pixels
    """

    scene: Scene
    kernel: int
    dark: bool
    width: int
    fonts: Fonts = field(default_factory=Fonts)

    @property
    def look(self) -> Look:
        """The colours."""
        return DARK if self.dark else LIGHT

    @property
    def scale(self) -> float:
        """Pixels in a unit."""
        return self.width / WIDTH

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands."""
        return plan(self.scene, self.kernel, WIDTH - 2 * EDGE)

    @cached_property
    def panels(self) -> list[Panel]:
        """All grids."""
        grids = [placed for placed in self.layout.placed if isinstance(placed.part, Grid)]
        return [panels.panel(placed, EDGE, EDGE + HEAD) for placed in grids]

    @cached_property
    def extents(self) -> dict[str, Range]:
        """The same colours mean the same in all channels and all kernels."""
        scene = self.scene
        source, output = extent(scene.values), extent(scene.outputs)
        kernel = extent(scene.bias if scene.weights is None else scene.weights)
        return {
            "input": source, "lens": source, "kernel": kernel, "bias": kernel,
            "map": extent(scene.sums), "output": output,
        }  # fmt: skip

    @property
    def letters(self) -> float:
        """Size of the words below."""
        return 19.0 if len(channels_of(self.scene, self.kernel)) == 1 else 17.0

    @cached_property
    def room(self) -> int:
        """Lines that the words of a step take at most."""
        last = count(self.scene) - 1
        steps = {round(step) for step in np.linspace(0, last, min(SAMPLES, last + 1))}
        return min(MOST_LINES, max((len(self.words(step)) for step in steps), default=1))

    @cached_property
    def height(self) -> int:
        """Of a frame, pixels."""
        words = self.room * 1.45 * self.letters
        return round(self.scale * (2 * EDGE + HEAD + self.layout.height + 14 + words))

    def frame(self, step: int) -> Image.Image:
        """The picture of one step, RGB.

        Args:
            step: counted from 0

        Raises:
            ValueError: there is no such step
        """
        position(self.scene, step)
        image = self._empty.copy()
        pen = self._pen(image)
        for panel in self.panels:
            self._move(pen, step, panel)
        self._say(pen, step)
        return image

    @cached_property
    def palette(self) -> Palette:
        """The palette of all frames."""
        last = count(self.scene) - 1
        shown = [np.asarray(self.frame(step)) for step in sorted({0, last // 2, last})]
        return palette(np.vstack(shown).reshape(-1, 3))

    def words(self, step: int) -> list[list[Word]]:
        """The running line, broken so that it fits."""
        room, lines = self.scale * (WIDTH - 2 * EDGE), []
        for line in story(self.scene, self.kernel, step):
            words: list[Word] = []
            for word in line.words():
                if words and self._wide([*words, word]) > room:
                    lines.append(words)
                    words = [Word(INDENT)]
                words.append(word)
            lines.append(words)
        return lines

    def _wide(self, words: list[Word]) -> float:
        text = "".join(map(str, words)).rstrip()
        return self.fonts.width(text, self.scale * self.letters)

    @cached_property
    def _empty(self) -> Image.Image:
        """What stays, without any output."""
        return self._still(made=False)

    @cached_property
    def _full(self) -> Image.Image:
        """What stays, with all outputs."""
        return self._still(made=True)

    def _still(self, *, made: bool) -> Image.Image:
        image = Image.new("RGB", (self.width, self.height), self.look.paper)
        pen = self._pen(image)
        for placed in self.layout.placed:
            if not isinstance(placed.part, Grid):
                panels.sign(pen, self.look, placed, EDGE, EDGE + HEAD)
        for panel in self.panels:
            panels.caption(pen, self.look, self.scene, panel)
            later = panel.grid.name in ("map", "output", "lens") and not made
            values = None if later else self._values(panel)
            extent = self.extents[panel.grid.name]
            panels.draw(pen, self.look, self.scene, panel, values, extent)
        name = self.scene.kernels[self.kernel] if self.scene.kernels else ""
        pen.text(EDGE, EDGE + 8, name, 17.0, self.look.ink, "start")
        return image

    def _values(self, panel: Panel) -> Array | None:
        scene, c, k = self.scene, panel.grid.channel, self.kernel
        parts = {"input": scene.values, "map": scene.sums[k], "output": scene.outputs[k, None]}
        if scene.weights is not None:
            parts |= {"kernel": scene.weights[k], "bias": scene.bias[k].reshape(1, 1, 1)}
        found = parts.get(panel.grid.name)
        return None if found is None else np.asarray(found[c])

    def _move(self, pen: Pen, step: int, panel: Panel) -> None:
        scene, name = self.scene, panel.grid.name
        args = (pen, self.look, scene, self.kernel, step, panel)
        if name == "input":
            marks.window(*args, self.extents[name])
        elif name == "lens":
            marks.lens(*args, self.extents[name])
        elif name in ("map", "output") and scene.spread:
            marks.added(*args, self._so_far(step, panel), self.extents[name])
            marks.made(pen, self.look, scene, step, panel)
        elif name in ("map", "output"):
            self._uncover(pen, step, panel)
            marks.made(pen, self.look, scene, step, panel)

    def _so_far(self, step: int, panel: Panel) -> Array:
        sums = spread_so_far(self.scene, self.kernel, step)
        total = sums.sum(axis=0) + self.scene.bias[self.kernel]
        return np.asarray(sums[panel.grid.channel] if panel.grid.name == "map" else total)

    def _uncover(self, pen: Pen, step: int, panel: Panel) -> None:
        """The outputs up to this step, from the picture that has all of them."""
        row, column = position(self.scene, step)
        x, y, right = panel.x, panel.y, panel.x + panel.width
        here = x + (column + 1) * panel.cell
        for box in (
            (x, y, right, y + row * panel.tall),
            (x, y + row * panel.tall, here, y + (row + 1) * panel.tall),
        ):
            left, top, end, bottom = pen.at(*box)
            if end > left and bottom > top:
                made = self._full.crop((left, top, end, bottom))
                pen.image.paste(made, (left, top))

    def _say(self, pen: Pen, step: int) -> None:
        text = f"{step + 1} of {count(self.scene)}"
        quiet = mix(self.look.paper, self.look.ink, 0.85)
        pen.text(WIDTH - EDGE, EDGE + 8, text, 15.0, quiet, "end")
        y = EDGE + HEAD + self.layout.height + 14 + 0.7 * self.letters
        lines = self.words(step)
        if len(lines) > self.room:  # the result is in the last one
            lines = [*lines[: self.room - 1], lines[-1]]
        for n, line in enumerate(lines):
            x, at = EDGE, y + 1.45 * n * self.letters
            for word in line:
                for part, colour in (
                    (word.text, self.look.ink),
                    (word.result, self.look.mark),
                    (word.after, self.look.ink),
                ):
                    pen.text(x, at, part, self.letters, colour, "start")
                    x += pen.width(part, self.letters)

    def _pen(self, image: Image.Image) -> Pen:
        return Pen(image, self.fonts, self.scale)
