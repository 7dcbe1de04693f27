"""A galaxy is its class and its seed, wherever and with whomever it is drawn."""

import json
import subprocess
import sys

import numpy as np
import pytest

from cnnviz.data.images import CLASSES
from cnnviz.data.simulator import CHUNK, COLUMNS, NAMES, galaxies, galaxy, galaxy_set, simulate


def digest(images) -> list[int]:
    return [int(image.astype(np.int64).sum()) for image in images.pixels]


@pytest.mark.parametrize("label", range(7), ids=NAMES)
def test_a_galaxy_is_fixed_by_class_and_seed(label):
    alone = galaxy(label, 17)
    among = galaxies([0, label, 3], [5, 17, 17])
    np.testing.assert_array_equal(alone.pixels[0], among.pixels[1])
    assert alone.pixels.shape == (1, 96, 96, 3)
    assert not np.array_equal(alone.pixels, galaxy(label, 18).pixels)
    assert not np.array_equal(alone.pixels, galaxy((label + 1) % 7, 17).pixels)


def test_another_process_draws_the_same():
    code = (
        "import json; from cnnviz.data.simulator import galaxies;"
        "print(json.dumps([int(i.astype(int).sum()) for i in galaxies([4, 0], [1, 2]).pixels]))"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert json.loads(output) == digest(galaxies([4, 0], [1, 2]))


def test_processes_give_the_same_in_order():
    count = CHUNK + 20
    alone, shared = (list(galaxy_set(count, 3, 32, processes=p)) for p in (1, 2))
    assert [len(part) for part in shared] == [CHUNK, 20]
    for a, b in zip(alone, shared, strict=True):
        np.testing.assert_array_equal(a.pixels, b.pixels)


def test_a_set_follows_the_contract():
    (images,) = galaxy_set(16, 100, 32, processes=1)
    assert images.labels.tolist() == [j % 7 for j in range(16)]
    assert images.table["seed"].tolist() == [100 + j // 7 for j in range(16)]
    np.testing.assert_array_equal(images.pixels[15], galaxy(1, 102, 32).pixels[0])


def test_true_parameters_come_with_it():
    images = galaxies(list(range(7)) * 20, [s for s in range(20) for _ in range(7)], 32)
    assert set(images.table) == set(COLUMNS)
    of = {
        name: {k: v[images.labels == i] for k, v in images.table.items()}
        for i, name in enumerate(CLASSES)
    }
    assert of["Round Smooth"]["axis_ratio"].min() >= 0.83
    assert of["In-between Round Smooth"]["axis_ratio"].max() <= 0.78
    tight, loose = of["Unbarred Tight Spiral"], of["Unbarred Loose Spiral"]
    assert tight["pitch_angle"].max() <= 14 < 17 <= loose["pitch_angle"].min()
    assert np.isfinite(of["Barred Spiral"]["bar_length"]).all()
    assert np.isnan(tight["bar_length"]).all()
    assert np.isfinite(of["Merging"]["separation"]).all()
    assert set(images.table["survey"]) == {"decals", "sdss"}
    assert (images.table["pxscale"] > 0).all()


def test_a_large_seed_is_kept_to_the_last_digit():
    assert galaxy(0, 2**53 + 1, 32).table["seed"].tolist() == [2**53 + 1]


def test_a_decals_field_is_the_centre_of_a_256_pixel_cutout():
    images = galaxies([1] * 8, list(range(8)), 96)
    decals = images.table["survey"] == "decals"
    np.testing.assert_allclose(images.table["pxscale"][decals], 128 * 0.262 / 96)


@pytest.mark.parametrize(
    ("labels", "seeds", "size", "message"),
    [
        ([7], [0], 96, "classes run from 0 to 6, got 7"),
        ([0], [-1], 96, "non-negative integer below 2\\^63, got -1"),
        ([0], [2**63], 96, "got 9223372036854775808"),
        ([0], [0], 8, "16 to 512 pixels a side, got 8"),
        ([0, 1], [0], 96, "shorter"),
    ],
)
def test_what_cannot_be_drawn_is_refused(labels, seeds, size, message):
    with pytest.raises(ValueError, match=message):
        list(simulate(labels, seeds, size))
