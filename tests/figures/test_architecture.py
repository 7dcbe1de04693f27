"""The picture of a network's tensors: sizes by hand, words, files."""

import re
from io import BytesIO

import numpy as np
from PIL import Image

from cnnviz import figures
from cnnviz.figures import Box, Slab
from cnnviz.figures._architecture import GAP, HEIGHT, LEAST, ROLES, SLANT, THICK, TIMES, WIDE, size

SLABS = [
    Slab("input", "input", (1, 28, 28)),
    Slab("conv1", "convolution", (16, 14, 7)),
    Slab("linear", "dense", (100,)),
]


def sizes(html):
    found = re.findall(r'style="--t: ([\d.]+); --h: ([\d.]+); --d: ([\d.]+)"', html)
    return np.array(found, float)


def test_a_slab_is_as_large_as_its_tensor():
    html = figures.architecture(SLABS, "A network")
    expected = [
        [LEAST, HEIGHT, SLANT * HEIGHT],
        [4 * THICK, HEIGHT / 2, SLANT * HEIGHT / 4],
        [10 * THICK, max(LEAST, HEIGHT / 28), SLANT * HEIGHT / 28],
    ]
    np.testing.assert_allclose(sizes(html), expected, atol=0.06)
    widths = sum(thick + slant + GAP for thick, _, slant in expected)
    assert f"--total: {widths:.0f};" in html


def test_shapes_are_written_as_in_the_lectures():
    html = figures.architecture(SLABS, "A network")
    shapes = re.findall(r"<strong>([^<]*)</strong>", html.replace(TIMES, "x"))
    assert shapes == ["28 x 28 x 1", "14 x 7 x 16", "100"]
    assert 'aria-label="A network"' in html
    assert re.findall(r"</i>([^<]*)</span>", html) == ["input", "convolution", "dense (linear)"]


def test_names_are_turned_where_there_are_many():
    assert "gx-many" not in figures.architecture(SLABS[:1] * WIDE, "few")
    assert "gx-many" in figures.architecture(SLABS[:1] * (WIDE + 1), "many")


def test_a_key_scrolls_what_is_wider_than_its_room():
    assert figures.architecture(SLABS, "many").startswith('<div class="gx-net" tabindex="0">')


def test_blocks_are_counted():
    assert f"{TIMES} 36" in figures.architecture(
        [Slab("layer3", "residual", (4, 2, 2), 36)], "blocks"
    )


def test_nothing_becomes_markup():
    evil = Slab("<b>", "dense", (3,), title='"><script>')
    html = figures.architecture([evil], '"<i>')
    html += figures.residual_block("<u>", [Box("dense", "<b>", "<b>")], [], [], "<s>")
    for tag in ("<b>", "<script>", '"<i>', "<u>", "<s>"):
        assert tag not in html


def test_no_layers_are_a_sentence():
    assert "no layers" in figures.architecture([], "nothing")


def test_every_role_has_a_colour_in_the_style_sheet():
    assert [role for role in ROLES if f".gx-{role} {{ --c:" not in figures.STYLE] == []


def test_a_shortcut_without_layers_says_so():
    html = figures.residual_block("3", [Box("dense", "Linear", "3·3")], [], [], "alt")
    assert "x, as it is" in html
    other = figures.residual_block("3", [], [Box("dense", "Linear")], [Box("other", "ReLU")], "alt")
    assert "x, as it is" not in other
    assert other.index("Linear") < other.index("ReLU")


def test_the_file_has_the_same_sizes():
    image = Image.open(BytesIO(figures.architecture_png(SLABS))).convert("RGB")
    pixels = np.asarray(image)
    front = np.all(pixels == (184, 116, 26), axis=2)  # of the convolution
    rows, columns = (np.flatnonzero(front.any(axis=axis)) for axis in (1, 0))
    thick, high, _ = size(SLABS[1].shape, SLABS)
    assert abs(len(rows) - 2 * high) <= 2
    assert abs(len(columns) - 2 * thick) <= 2
