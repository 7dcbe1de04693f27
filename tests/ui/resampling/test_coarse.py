"""What the coarse graining shows: pooling of the galaxy, and the flow of spins."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from cnnviz import lattice
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling import coarse
from tests.figures.reading import images
from tests.ui.resampling.drawing import GALAXY


def shares(rows):
    """The percentages in the table, one tuple for each row."""
    return [
        [int(v.split("\N{NO-BREAK SPACE}")[0]) for k, v in row.items() if "by" in k] for row in rows
    ]


@pytest.mark.parametrize("kind", ["max", "average"])
def test_the_galaxy_is_pooled_as_pytorch_does(kind):
    row = coarse.galaxy_row(GALAXY, kind)
    assert [image.shape[1:] for image in row] == [(24, 30), (12, 15), (6, 7), (3, 3), (1, 1)]
    pool = F.max_pool2d if kind == "max" else F.avg_pool2d
    x = torch.as_tensor(GALAXY.pixels.astype(float)).permute(2, 0, 1)
    for image in row:
        np.testing.assert_allclose(image, x.numpy(), atol=1e-12)
        x = pool(x, 2) if min(x.shape[1:]) > 1 else x


def test_a_galaxy_of_one_pixel_is_not_pooled():
    pixel = Galaxy("upload", np.zeros((1, 1, 3), np.uint8), (1, 1))
    assert [image.shape for image in coarse.galaxy_row(pixel, "max")] == [(3, 1, 1)]


def test_a_block_spin_by_hand_and_what_the_table_says():
    # +-  ++
    # +-  +-   the majority of the first block is a tie: its top left spin decides
    spins = np.array([[1, -1, 1, 1], [1, -1, 1, -1], [-1, -1, -1, -1], [-1, -1, -1, -1]], np.int8)
    found = coarse.Flow((spins, lattice.block_spin(spins)), (spins,), (spins,))
    assert found.blocks[1].tolist() == [[1, 1], [-1, -1]]
    rows = coarse.agreement(found)
    assert [row["Equal neighbours"] for row in rows] == ["Block spins", "Decimation"]
    # of the 8 neighbours in a 2 by 2 torus those in a row are equal, those in a column are not
    assert rows[0]["2 by 2"] == "50\N{NO-BREAK SPACE}%"


def test_below_the_critical_temperature_blocks_flow_to_order_and_above_to_noise():
    cold = [shares(coarse.agreement(coarse.flow(2.0, seed, "max")))[0] for seed in range(4)]
    hot = [shares(coarse.agreement(coarse.flow(3.0, seed, "max")))[0] for seed in range(4)]
    assert np.mean(cold, axis=0)[3] > np.mean(cold, axis=0)[0] > 90
    assert 40 < np.mean(hot, axis=0)[3] < 60 < np.mean(hot, axis=0)[0]


def test_max_pooling_drifts_to_all_up_and_average_pooling_keeps_the_magnetisation():
    ups = [pooled.mean() for pooled in coarse.flow(3.0, 0, "max").pooled]
    assert ups == sorted(ups)
    assert ups[-1] == 1
    means = [pooled.mean() for pooled in coarse.flow(3.0, 0, "average").pooled]
    np.testing.assert_allclose(means, means[0], atol=1e-12)


def test_the_figure_has_every_lattice_with_words():
    drawn = images(coarse.spin_rows(2.269, 0, "max"))
    assert len(drawn) == 3 * 6
    assert all("temperature 2.269" in alt for alt, _ in drawn)
