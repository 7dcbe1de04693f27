"""Frames, pixel by pixel where a number or a mark must be."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageChops

from cnnviz.conv import Window
from cnnviz.figures._numbers import MINUS
from cnnviz.figures.film.film import Film
from cnnviz.figures.film.look import DARK, LIGHT, shade
from cnnviz.figures.film.reading import count
from cnnviz.figures.film.story import Word
from tests.figures.film import scenes


def film(drawn, kernel=0, dark=False, width=960):
    return Film(drawn, kernel, dark, width)


def panel(film, name, channel=0):
    return next(p for p in film.panels if (p.grid.name, p.grid.channel) == (name, channel))


def part(film, image, name, place, channel=0):
    """The pixels of a cell without its outline, as RGB."""
    x, y, width, height = panel(film, name, channel).box([place])
    edge = 4 if width > 20 else 0
    box = [round(film.scale * n) for n in (x + edge, y + edge, x + width - edge, y + height - edge)]
    return np.asarray(image.crop(box))


def marked(film, image, name, place, channel=0):
    """Whether the outline of a cell has the mark's colour, on its left and on its right."""
    x, y, width, height = panel(film, name, channel).box([place])
    middle = round(film.scale * (y + height / 2))
    ends = (round(film.scale * at) for at in (x + 0.5, x + width - 1))
    return all(image.getpixel((at, middle)) == film.look.mark for at in ends)


def written(film, image, name, place, channel=0):
    """Whether a number stands in a cell."""
    return len(np.unique(part(film, image, name, place, channel).reshape(-1, 3), axis=0)) > 2


def test_outputs_appear_one_by_one_and_the_one_that_is_made_is_outlined():
    drawn = film(scenes.lecture())
    for step in range(9):
        image = drawn.frame(step)
        for i in range(9):
            place = divmod(i, 3)
            assert written(drawn, image, "output", place) == (i <= step)
            assert marked(drawn, image, "output", place) == (i == step)


def test_what_was_made_stays_as_it_was():
    drawn = film(scenes.lecture())
    early, late = drawn.frame(3), drawn.frame(8)
    for place in ((0, 0), (0, 1), (0, 2), (1, 0)):
        np.testing.assert_array_equal(
            part(drawn, early, "output", place), part(drawn, late, "output", place)
        )


def test_the_window_is_where_the_step_reads():
    drawn = film(scenes.lecture())
    first, fifth = drawn.frame(0), drawn.frame(4)
    for image, corner in ((first, 0), (fifth, 1)):
        x, y, width, height = panel(drawn, "input").box(
            [(corner, corner), (corner + 2, corner + 2)]
        )
        across = np.asarray(image.convert("RGB"))[round(y + height / 2)]
        ink = [n for n in range(960) if tuple(across[n].tolist()) == LIGHT.mark]
        assert {round(x), round(x + width - 2)} <= set(ink)
    changed = [
        place
        for place in np.ndindex(5, 5)
        if (part(drawn, first, "input", place) != part(drawn, fifth, "input", place)).any()
    ]
    inside = {(r, c) for r in range(3) for c in range(3)}
    moved = {(r, c) for r in range(1, 4) for c in range(1, 4)}
    # cells read in both steps with the same weight, in the same colours, are drawn the same
    assert inside ^ moved <= set(changed) <= inside | moved


def test_frames_can_be_made_in_any_order():
    drawn, other = film(scenes.lecture()), film(scenes.lecture())
    backwards = [drawn.frame(step) for step in reversed(range(9))][::-1]
    forwards = [other.frame(step) for step in range(9)]
    for one, two in zip(backwards, forwards, strict=True):
        assert ImageChops.difference(one, two).getbbox() is None


def test_a_chosen_maximum_stands_out():
    # on equal numbers only the marks differ, and the first of equal maxima is picked
    scene = scenes.pooled()
    drawn = film(replace(scene, values=np.zeros_like(scene.values)))
    image = drawn.frame(4)
    fills = {
        place: tuple(part(drawn, image, "input", place)[0, 0].tolist())
        for place in ((2, 2), (2, 3), (4, 4), (5, 5))
    }
    assert fills[2, 3] == fills[4, 4]
    assert len(set(fills.values())) == 3


def test_outputs_of_a_spread_input_grow():
    scene = scenes.transposed()
    drawn = film(scene)
    first, last = drawn.frame(0), drawn.frame(8)
    assert marked(drawn, first, "input", (0, 0))
    assert not marked(drawn, last, "input", (0, 0))
    assert marked(drawn, last, "input", (2, 2))
    # before anything reaches it, an output is the bias; at the end it is as the scene says
    far = part(drawn, first, "output", (5, 5))
    np.testing.assert_array_equal(far, part(drawn, first, "output", (5, 4)))
    gathered = film(replace(scene, spread=False))
    complete = part(gathered, gathered.frame(35), "output", (0, 0))
    np.testing.assert_array_equal(part(drawn, last, "output", (0, 0)), complete)


def test_an_image_is_drawn_pixel_by_pixel():
    scene = scenes.convolution(40, window=None)
    drawn = film(scene)
    image, grid = drawn.frame(1599), panel(drawn, "output")
    colours = shade(LIGHT, scene.outputs[0], drawn.extents["output"])
    for place in ((3, 5), (20, 30), (38, 2)):
        x, y, width, height = grid.box([place])
        assert image.getpixel((round(x + width / 2), round(y + height / 2))) == tuple(
            colours[place].tolist()
        )


def test_of_an_image_only_what_is_made_is_shown():
    drawn = film(scenes.convolution(40))
    image, grid = drawn.frame(20 * 40 + 10), panel(drawn, "output")

    def shown(place):
        x, y, width, height = grid.box([place])
        return image.getpixel((round(x + width / 2), round(y + height / 2))) != LIGHT.paper

    assert [shown(place) for place in ((0, 0), (19, 39), (20, 5), (20, 20), (30, 0))] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_each_kernel_and_channel_has_its_own_frames():
    scene = scenes.convolution(4, kernels=2)
    assert ImageChops.difference(film(scene, 0).frame(3), film(scene, 1).frame(3)).getbbox()
    channels = scenes.pooled("average", 3)
    names = [p.grid.channel for p in film(channels, 2).panels if p.grid.name == "input"]
    assert names == [2]


def test_the_theme_is_the_ground():
    scene = scenes.lecture()
    for dark, look in ((False, LIGHT), (True, DARK)):
        assert film(scene, dark=dark).frame(0).getpixel((2, 2)) == look.paper


@pytest.mark.parametrize("width", [390, 1920])
def test_other_widths_show_the_same_larger_or_smaller(width):
    small, large = film(scenes.lecture()), film(scenes.lecture(), width=width)
    image = large.frame(4)
    assert image.width == width
    assert image.height == pytest.approx(small.height * width / 960, abs=1)
    assert marked(large, image, "output", (1, 1))


@pytest.mark.parametrize("name", scenes.ALL)
def test_every_kind_is_drawn_in_frames_of_one_size(name):
    drawn = film(scenes.ALL[name]())
    last = count(drawn.scene) - 1
    images = [drawn.frame(step) for step in (0, last // 2, last)]
    assert {image.size for image in images} == {(960, drawn.height)}
    assert all(len(drawn.words(step)) <= drawn.room for step in (0, last // 2, last))
    assert 150 < drawn.height < 1000


@pytest.mark.parametrize("value", [1e308, -1e308, 1e-308, np.inf, np.nan])
@pytest.mark.parametrize("name", ["lecture", "transposed", "image"])
def test_extreme_numbers_are_drawn(name, value):
    scene = scenes.ALL[name]()
    values, outputs, sums = scene.values.copy(), scene.outputs.copy(), scene.sums.copy()
    values[0, 0, 0] = outputs[0, 0, 0] = sums[0, 0, 0, 0] = value
    drawn = film(replace(scene, values=values, outputs=outputs, sums=sums))
    assert drawn.frame(0).size == (960, drawn.height)


def test_the_result_is_said_even_where_words_take_more_lines_than_elsewhere():
    drawn = film(scenes.lecture())
    drawn.__dict__["words"] = lambda step: [[Word("first")], [Word("second")], [Word("last")]]
    drawn.__dict__["room"] = 2
    two = drawn.frame(0)
    drawn.__dict__["words"] = lambda step: [[Word("first")], [Word("last")]]
    assert ImageChops.difference(two, drawn.frame(0)).getbbox() is None


def test_long_lines_are_broken_where_they_may_be():
    drawn = film(scenes.convolution(8, bias=1.0, shape=(4, 4), window=Window(4)))
    first, second = ("".join(map(str, words)) for words in drawn.words(20))
    assert first.startswith("out[4, 0] = ")
    assert first.endswith(" + ")
    assert second.startswith("    ")
    assert second.endswith(f"+ bias 1 = {drawn.scene.outputs[0, 4, 0]:.0f}".replace("-", MINUS))
    assert drawn.fonts.width(first.rstrip(), drawn.letters) <= 920
