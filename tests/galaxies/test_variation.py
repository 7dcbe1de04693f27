"""One parameter is changed: what it does, and that everything else stays."""

import numpy as np
import pytest

from cnnviz.data import simulator
from cnnviz.data.simulator import NAMES, ranges, varied
from cnnviz.galaxies.discs import Disc
from cnnviz.galaxies.light import Galaxy, Grid, Sersic
from cnnviz.galaxies.morphology import DRAW, magnitude_r
from cnnviz.galaxies.variation import brighter, changed
from cnnviz.galaxies.variation import ranges as ranges_of

SEED = 17
ALONG = {"inclination": {"axis_ratio"}, "bulge_fraction": {"magnitude_r"}}


def drawn(label, seed=SEED):
    return DRAW[label](np.random.default_rng(seed), 9.0)


def light(galaxy, size=256, scale=0.4):
    grid = Grid.square(size, scale)
    return sum(part.light(grid)[1] for part in galaxy.parts) * scale**2


def second_moment(galaxy, angle):
    """Standard deviation of the light along a direction, arcsec."""
    seen, grid = light(galaxy), Grid.square(256, 0.4)
    along, _ = grid.turned((0.0, 0.0), angle)
    return float(np.sqrt((seen * along**2).sum() / seen.sum()))


def test_one_flux_by_hand():
    one = Galaxy([Sersic((1.0, 100.0, 3.0), 5.0, 1.0, 0.5)], {"sersic_index": 1.0})
    assert magnitude_r(one.parts) == pytest.approx(17.5)
    assert ranges_of(one)["magnitude_r"] == (pytest.approx(15.5), pytest.approx(19.5))
    # five magnitudes are a factor of a hundred, one is 2.512
    assert changed(one, "magnitude_r", 16.5).parts[0].flux[1] == pytest.approx(251.19, rel=1e-4)


@pytest.mark.parametrize("label", range(7), ids=NAMES)
def test_the_drawn_value_is_the_drawn_galaxy(label):
    pixels = simulator.galaxy(label, SEED).pixels[0].astype(int)
    truth = {n: v[0] for n, v in simulator.galaxy(label, SEED).table.items()}
    for name, (low, high) in ranges(label, SEED).items():
        assert low <= truth[name] <= high, name
        again = varied(label, SEED, [{name: float(truth[name])}])
        assert np.abs(again.pixels[0] - pixels).max() <= 3, name  # a JPEG rounds
        assert again.table["magnitude_r"][0] == pytest.approx(truth["magnitude_r"])


@pytest.mark.parametrize("label", range(7), ids=NAMES)
def test_every_parameter_changes_the_picture_and_only_what_follows_from_it(label):
    before = simulator.galaxy(label, SEED)
    for name, (low, high) in ranges(label, SEED).items():
        ends = (low, 0.6 * low + 0.4 * high)  # 180 degrees are none
        ends = (low, float(round(ends[1]))) if name == "arms" else ends
        found = varied(label, SEED, [{name: value} for value in ends])
        assert not np.array_equal(found.pixels[0], found.pixels[1]), name
        np.testing.assert_allclose(found.table[name], ends)
        # the young stars of the arms are a share of the disc, and come with it
        follows = {name} | ALONG.get(name, set())
        for other in set(before.table) - follows - {"survey"}:
            np.testing.assert_allclose(found.table[other], before.table[other][0], err_msg=other)


def test_every_class_has_the_parameters_that_make_it():
    found = [set(ranges(label, SEED)) for label in range(7)]
    common = {"magnitude_r", "seeing"}
    assert found[0] == common | {"separation"}
    smooth = {"axis_ratio", "sersic_index", "effective_radius", "position_angle"}
    assert found[1] == found[2] == common | smooth
    spiral = smooth - {"axis_ratio"} | {"inclination", "arms", "pitch_angle", "bulge_fraction"}
    assert found[4] == found[5] == common | spiral
    assert found[3] == common | spiral | {"bar_length"}
    assert found[6] == common | smooth | {"bulge_fraction"}


@pytest.mark.parametrize("inclination", [0.0, 30.0, 60.0, 75.0])
def test_an_inclined_disc_is_as_narrow_as_the_cosine_and_as_bright(inclination):
    disc, bulge = drawn(4).parts
    bare = Galaxy([Disc(disc.flux, 4.0, 0.3, 0.7, arms=disc.arms), bulge], drawn(4).truth)
    found = changed(bare, "inclination", inclination)
    plain = Galaxy([Disc(disc.flux, 4.0, found.parts[0].inclination, 0.7)])
    ratio = second_moment(plain, 0.7 + np.pi / 2) / second_moment(plain, 0.7)
    assert ratio == pytest.approx(np.cos(np.radians(inclination)), abs=0.01)
    assert found.truth["axis_ratio"] == pytest.approx(np.cos(np.radians(inclination)))
    assert found.parts[1].axis_ratio <= 1


def test_a_bulge_keeps_its_share_of_the_flattening_there_and_back():
    first = drawn(5)
    there = changed(first, "inclination", 70.0)
    back = changed(there, "inclination", first.truth["inclination"])
    assert back.parts[1].axis_ratio == pytest.approx(first.parts[1].axis_ratio)
    flat = changed(first, "inclination", 0.0)
    assert flat.parts[1].axis_ratio == 1
    assert changed(flat, "inclination", 60.0).parts[1].axis_ratio == pytest.approx(0.75)


def test_the_light_is_shared_anew_and_none_is_lost():
    for label in (3, 4, 5, 6):
        first = drawn(label)
        found = changed(first, "bulge_fraction", 0.6)
        share = first.truth["bulge_fraction"]
        assert found.parts[1].flux[1] / first.parts[1].flux[1] == pytest.approx(0.6 / share)
        ratio = found.parts[0].flux[1] / first.parts[0].flux[1]
        assert ratio == pytest.approx(0.4 / (1 - share))


@pytest.mark.parametrize("name", ["pitch_angle", "bar_length"])
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_the_arms_start_at_the_ends_of_the_bar(name, share):
    first = drawn(3)
    low, high = ranges_of(first)[name]
    disc = changed(first, name, low + share * (high - low)).parts[0]
    ln_end = np.float32(np.log(disc.bar.length))
    psi = disc.arms.angle(np.float32(disc.bar.angle), ln_end, disc.scale)
    assert np.cos(psi) == pytest.approx(1, abs=1e-4)
    assert disc.arms.inner == pytest.approx(0.95 * disc.bar.length)
    assert np.sign(disc.arms.pitch) == np.sign(first.parts[0].arms.pitch)


def test_lengths_grow_together_and_the_light_stays():
    for label in range(1, 7):
        first = drawn(label)
        larger = changed(first, "effective_radius", 1.5 * first.truth["effective_radius"])
        ratio = second_moment(larger, 0.3) / second_moment(first, 0.3)
        assert ratio == pytest.approx(1.5, rel=0.06)
        assert magnitude_r(larger.parts) == pytest.approx(magnitude_r(first.parts))


def test_a_turned_galaxy_is_the_same_galaxy_turned():
    first = drawn(2)
    angle = first.truth["position_angle"]
    new = (angle + 90) % 180
    turned = changed(first, "position_angle", new)
    np.testing.assert_allclose(light(turned), np.rot90(light(first)), rtol=1e-3, atol=1e-4)


def test_merging_nuclei_meet_where_their_distance_is_none():
    first = drawn(0)
    both = changed(first, "separation", 0.0)
    assert {part.centre for part in both.parts} == {(0.0, 0.0)}
    twice = changed(first, "separation", 2 * first.truth["separation"])
    for part, before in zip(twice.parts, first.parts, strict=True):
        np.testing.assert_allclose(part.centre, 2 * np.array(before.centre))


def test_a_part_is_brighter_with_all_that_it_carries():
    disc = drawn(3, 4).parts[0]
    new = brighter(disc, 3.0)
    for name in ("flux", "arms.young", "bar.flux", "ring.flux"):
        old_value, value = disc, new
        for step in name.split("."):
            old_value, value = getattr(old_value, step), getattr(value, step)
        np.testing.assert_allclose(value, 3 * np.array(old_value))


def test_thickness_moves_the_dust_lane_along():
    first = drawn(6)
    disc = first.parts[0]
    thicker = changed(first, "axis_ratio", 0.5).parts[0]
    assert thicker.height == pytest.approx(0.5 * disc.scale)
    assert thicker.lane / thicker.height == pytest.approx(disc.lane / disc.height)


def test_arms_are_counted_in_whole_numbers():
    assert changed(drawn(4), "arms", 3.4).parts[0].arms.number == 3
    assert changed(drawn(4), "arms", 3.4).truth["arms"] == 3


@pytest.mark.parametrize(
    ("label", "change", "message"),
    [
        (1, {"pitch_angle": 10.0}, "this galaxy has no pitch_angle to change; it has axis_ratio"),
        (4, {"pitch_angle": 50.0}, "pitch_angle runs from 4 to 45 here, got 50"),
        (4, {"axis_ratio": 0.5}, "this galaxy has no axis_ratio to change"),
        (6, {"inclination": 20.0}, "this galaxy has no inclination to change"),
        (6, {"axis_ratio": 0.9}, "axis_ratio runs from 0.05 to 0.6 here, got 0.9"),
        (1, {"seeing": 40.0}, "seeing runs from .* here, got 40"),
        (7, {}, "classes run from 0 to 6, got 7"),
    ],
)
def test_what_cannot_be_changed_is_refused(label, change, message):
    with pytest.raises(ValueError, match=message):
        varied(label, SEED, [change])


def test_no_change_is_no_picture_and_an_empty_one_the_galaxy_itself():
    assert len(varied(3, SEED, [])) == 0
    np.testing.assert_array_equal(varied(3, SEED, [{}]).pixels, simulator.galaxy(3, SEED).pixels)
