"""A scene as pictures: one step as an image, several as an animation in a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO

from PIL import Image

from cnnviz.figures.film.film import Film
from cnnviz.scene import Scene

WIDTH = 960  # pixels
LAST = 2.0  # seconds that the last frame stays at least, before the animation begins again
TICK = 10  # milliseconds: a GIF counts in hundredths of a second
SHORTEST = 20  # milliseconds: browsers show shorter frames much longer
Progress = Callable[[int, int], None]


def frame(
    scene: Scene, step: int, kernel: int = 0, dark: bool = False, width: int = WIDTH
) -> Image.Image:
    """One step of a scene, as the stage shows it.

    Args:
        scene: what is drawn
        step: counted from 0
        kernel: which output channel is made
        dark: on a dark ground
        width: pixels; the height follows

    Raises:
        ValueError: there is no such step or kernel
    """
    return _film(scene, kernel, dark, width).frame(step)


def frames(
    scene: Scene, steps: Iterable[int], *, kernel: int = 0, dark: bool = False, width: int = WIDTH
) -> Iterator[Image.Image]:
    """The steps one after the other, made when they are asked for, all with one palette.

    Who no longer wants them stops asking.

    Args:
        scene: what is drawn
        steps: each counted from 0
        kernel: which output channel is made
        dark: on a dark ground
        width: pixels

    Raises:
        ValueError: there is no such step or kernel
    """
    film = _film(scene, kernel, dark, width)
    for step in steps:
        yield film.palette.apply(film.frame(step))


def gif(images: Iterable[Image.Image], steps_per_second: float = 2.0) -> bytes:
    """An animation that begins again at its end, as a GIF file.

    Args:
        images: the frames, taken one at a time
        steps_per_second: how many are shown in a second; the last one stays longer

    Raises:
        ValueError: no image, or a speed that is not above zero
    """
    if not steps_per_second > 0:
        raise ValueError(f"{steps_per_second} steps a second is no speed")
    images = list(images)
    if not images:
        raise ValueError("an animation needs at least one step")
    each = max(SHORTEST, round(1000 / steps_per_second / TICK) * TICK)
    durations = [each] * (len(images) - 1) + [max(each, round(1000 * LAST))]
    file = BytesIO()
    images[0].save(
        file, "gif", save_all=True, append_images=images[1:], duration=durations, loop=0,
        optimize=True, interlace=False,
    )  # fmt: skip
    return file.getvalue()


def animation(
    scene: Scene, steps: Sequence[int], *, kernel: int = 0, dark: bool = False,
    steps_per_second: float = 2.0, progress: Progress | None = None, width: int = WIDTH,
) -> bytes:  # fmt: skip
    """Steps of a scene as a GIF file.

    Args:
        scene: what is drawn
        steps: each counted from 0
        kernel: which output channel is made
        dark: on a dark ground
        steps_per_second: how many are shown in a second
        progress: called with the number of frames done and of all, after each
        width: pixels

    Raises:
        ValueError: there is no such step or kernel, or no step at all
    """
    made = []
    for image in frames(scene, steps, kernel=kernel, dark=dark, width=width):
        made.append(image)
        if progress:
            progress(len(made), len(steps))
    return gif(made, steps_per_second)


def _film(scene: Scene, kernel: int, dark: bool, width: int) -> Film:
    kernels = len(scene.outputs)
    if not 0 <= kernel < kernels:
        raise ValueError(f"kernel {kernel} of a scene with {kernels}")
    return Film(scene, kernel, dark, width)
