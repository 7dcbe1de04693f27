from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz import figures
from tests.figures.film import scenes

LECTURE = scenes.lecture()


def opened(file):
    return Image.open(BytesIO(file))


def rgb(image):
    return np.asarray(image.convert("RGB")).astype(int)


def test_the_animation_has_a_frame_for_each_step_and_begins_again():
    image = opened(figures.animation(LECTURE, range(9), width=480))
    assert (image.format, image.n_frames, image.info["loop"]) == ("GIF", 9, 0)


def test_each_frame_is_the_stage_s_picture():
    image = opened(figures.animation(LECTURE, range(9)))
    for step in (0, 4, 8):
        image.seek(step)
        expected = rgb(figures.frame(LECTURE, step))
        # 255 colours have to do: flat ground is as it was, edges of letters nearly
        different = (rgb(image) != expected).any(axis=-1)
        assert different.mean() < 0.01
        assert np.abs(rgb(image) - expected).max() < 40


@pytest.mark.parametrize(
    ("speed", "each", "last"), [(2, 500, 2000), (0.25, 4000, 4000), (30, 30, 2000), (500, 20, 2000)]
)
def test_frames_last_as_long_as_they_should(speed, each, last):
    image = opened(figures.animation(LECTURE, range(3), steps_per_second=speed, width=390))
    durations = []
    for step in range(3):
        image.seek(step)
        durations.append(image.info["duration"])
    assert durations == [each, each, last]


def test_any_steps_can_be_taken():
    image = opened(figures.animation(LECTURE, [8, 0], width=480))
    assert image.n_frames == 2
    expected = figures.frame(LECTURE, 8, width=480)
    assert (rgb(image) != rgb(expected)).mean() < 0.01


def test_progress_is_told_after_each_frame():
    told = []
    figures.animation(LECTURE, range(4), progress=lambda *done: told.append(done), width=390)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_animation_can_be_left_and_taken_up_again():
    told = []

    def stop(done, of):
        told.append(done)
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        figures.animation(LECTURE, range(9), progress=stop, width=390)
    assert told == [1, 2]
    rest = figures.frames(LECTURE, range(9), width=390)
    made = [next(rest), next(rest)]
    assert opened(figures.gif([*made, *rest])).n_frames == 9


def test_frames_share_one_palette():
    palettes = {bytes(image.getpalette()) for image in figures.frames(LECTURE, range(3))}
    assert len(palettes) == 1


def test_a_gif_keeps_every_pixel_of_its_frames():
    images = list(figures.frames(scenes.transposed(), range(9)))
    file = opened(figures.gif(images))
    for step, image in enumerate(images):
        file.seek(step)
        np.testing.assert_array_equal(rgb(file), rgb(image))


def test_what_does_not_change_is_not_stored_again():
    # a hundred steps of a 14x14 output: more than 6 MB where every frame is stored as it is
    scene = scenes.convolution(14)
    file = figures.animation(scene, range(100))
    assert len(file) < 1_500_000
    assert opened(file).n_frames == 100


def test_one_step_is_a_picture():
    assert opened(figures.animation(LECTURE, [3], width=390)).n_frames == 1


@pytest.mark.parametrize("name", scenes.ALL)
@pytest.mark.parametrize("dark", [False, True])
def test_every_kind_can_be_taken_away(name, dark):
    file = opened(figures.animation(scenes.ALL[name](), [0, 2], dark=dark, width=600))
    assert file.n_frames == 2


def test_what_is_not_there_raises():
    with pytest.raises(ValueError, match="step 9 of a scene with 9"):
        figures.frame(LECTURE, 9)
    with pytest.raises(ValueError, match="kernel 1 of a scene with 1"):
        figures.frame(LECTURE, 0, kernel=1)
    with pytest.raises(ValueError, match="at least one step"):
        figures.animation(LECTURE, [])


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_a_speed_that_is_none_raises(speed):
    with pytest.raises(ValueError, match="is no speed"):
        figures.animation(LECTURE, [0], steps_per_second=speed, width=390)
