import re
from io import BytesIO

import numpy as np
from PIL import Image

from cnnviz import figures
from cnnviz.figures import Rung
from cnnviz.figures._colours import viridis
from tests.figures.reading import images, pixels

FIELD, HALF = (-1, 0, 3, 4), (0, 1, 2, 3)
VALUES = np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 2.0, 1.0, 0.0]] + [[0.0] * 4] * 2)


def place(html, name):
    """top, left, height, width of a box, per cent."""
    style = re.search(rf'class="{name}" style="([^"]*)"', html)[1]
    return [float(number) for number in re.findall(r": ([-\d.]+)%", style)]


def test_pixels_and_boxes_are_where_they_belong_by_hand():
    # 4 by 4 pixels and 2 around them: 8 in all, 12.5 per cent each
    html = figures.effective_field(VALUES, "the field", (FIELD, HALF), (-2, -2, 6, 6))
    assert place(html, "gx-field") == [12.5, 25, 50, 50]
    assert place(html, "gx-padding") == [12.5, 25, 50, 50]
    assert place(html, "gx-half") == [25, 37.5, 25, 25]
    assert "top: 25.000%; left: 25.000%; height: 50.000%; width: 50.000%" in html
    shown = pixels(html)
    np.testing.assert_array_equal(shown[1, 1], viridis()[254])
    np.testing.assert_array_equal(shown[0, 1], viridis()[127])
    np.testing.assert_array_equal(shown[3, 3], viridis()[0])


def test_a_part_of_the_image_can_be_enlarged():
    html = figures.effective_field(VALUES, "the field", ((0, 1, 2, 3), HALF), (0, 1, 2, 3))
    assert place(html, "gx-field") == [0, 0, 100, 100]
    assert "top: 0.000%; left: -50.000%; height: 200.000%; width: 200.000%" in html
    assert "--ratio: 1.0000" in html


def test_a_field_that_goes_on_behind_the_frame_is_marked():
    def cut(window):
        html = figures.effective_field(VALUES, "the field", (FIELD, HALF), window)
        return re.findall(r'gx-cut" style="border-width: ([^"]*)"', html)

    assert cut((-1, 0, 4, 4)) == []
    assert cut((0, 0, 4, 4)) == ["4px 0 0 0"]
    assert cut((-1, 1, 2, 3)) == ["0 4px 4px 4px"]


def test_two_fields_share_their_colours():
    html = figures.effective_field(VALUES, "the field", (FIELD, HALF), (0, 0, 4, 4), limit=4.0)
    np.testing.assert_array_equal(pixels(html)[1, 1], viridis()[127])
    assert re.findall(r"<span[^>]*>([^<]+)</span>", html) == ["2", "0"]


def test_words_cannot_become_markup():
    evil = '"><script>alert(1)</script>'
    field = figures.effective_field(VALUES, evil, (FIELD, HALF), (0, 0, 4, 4))
    assert [alt for alt, _ in images(field)] == [evil]
    for html in (field, figures.field_key([(evil, evil)], (evil, evil))):
        assert "<script" not in html


def test_no_numbers_are_a_sentence():
    html = figures.effective_field(np.empty((0, 3)), "", (FIELD, HALF), (0, 0, 4, 4))
    assert html == '<p class="gx-empty">No numbers to show.</p>'
    assert figures.cone([], [], []).layout.annotations[0].text == "There are no layers to show."


def test_every_nested_field_has_its_own_colour():
    colours = figures.field_colours(8)
    assert len(set(colours)) == 8
    assert figures.field_colours(0) == []
    key = figures.field_key([("conv1", "3"), ("pool1", "4")], ("conv2", "8"))
    assert re.findall(r"border-color: (#\w+)", key) == [*figures.field_colours(2), "#ffd089"]
    assert re.sub(r"<[^>]+>", " ", key).split() == ["conv1", "3", "pool1", "4", "conv2", "8"]


def test_a_cone_is_drawn_from_its_pixels_up():
    rungs = [Rung("pixels", [5.0], [0.0, 1.0], [-1.0]), Rung("layer 1", [3.0], [0.0], [])]
    lines = [((0.0, 1), (place, 0)) for place in (-1.0, 0.0, 1.0)]
    figure = figures.cone(rungs, lines, [(-1.5, 1.5), (0.0, 0.0)])
    by_name = {trace.name: trace for trace in figure.data}
    assert by_name["theoretical field"].x == (-1.5, 0, 0, 1.5)
    assert by_name["theoretical field"].y == (0, 1, 1, 0)
    assert list(zip(by_name["units"].x, by_name["units"].y, strict=True)) == [(5, 0), (3, 1)]
    assert list(zip(by_name["seen"].x, by_name["seen"].y, strict=True)) == [(0, 0), (1, 0), (0, 1)]
    assert (by_name["in the padding"].x, by_name["in the padding"].y) == ((-1,), (0,))
    drawn = next(trace for trace in figure.data if trace.mode == "lines" and not trace.showlegend)
    assert drawn.x == (0, -1, None, 0, 0, None, 0, 1, None)
    assert drawn.y == (1, 0, None, 1, 0, None, 1, 0, None)
    assert figure.layout.yaxis.ticktext == ("pixels", "layer 1")


def test_the_field_on_the_galaxy_as_a_file():
    galaxy = np.full((4, 6, 3), 200, np.uint8)
    nested = [((0, 3, 2, 4), "#0000ff")]
    image = Image.open(BytesIO(figures.field_png(galaxy, (-1, 2, 3, 5), 2, nested)))
    factor = image.height // 8
    assert image.size == (10 * factor, 8 * factor)
    found = np.asarray(image)

    def at(row, column):
        return tuple(found[int(factor * (row + 2)), int(factor * (column + 2))])

    assert at(0.5, 0.5) == at(3.5, 5.5) == (200, 200, 200)
    assert at(-1.5, -1.5) == (0xD9, 0xD6, 0xCC)
    mark = (0xFF, 0xD0, 0x89)
    assert at(-1, 2) == at(1, 2) == at(2.999, 4.999) == mark
    assert at(1, 3.5) == (200, 200, 200)
    assert at(0, 3) == at(1.999, 3.999) == (0, 0, 255)
    padding = found[factor : 2 * factor, 4 * factor : 7 * factor]  # row -1, columns 2 to 4
    hatched = (padding == (0xB8, 0x74, 0x1A)).all(-1).mean()
    assert 0.15 < hatched < 0.35
    assert not (found[: factor - 1] == (0xB8, 0x74, 0x1A)).all(-1).any()  # beside the field
    assert np.array_equal(np.argwhere((found == mark).all(-1)).min(0), [factor, 4 * factor])
