"""Pictures changed on purpose, against closed forms."""

import numpy as np
import pytest

from cnnviz import changes
from cnnviz.data import simulator
from cnnviz.preprocessing import Preprocessing

PIXELS = simulator.galaxy(3, 17).pixels[0]


@pytest.mark.parametrize("fwhm", [3.0, 6.0, 11.0])
def test_a_point_becomes_a_gaussian_of_that_width(fwhm):
    point = np.zeros((101, 101, 3))
    point[50, 50] = (1, 0.5, 0.25)
    spread = changes.blur(point, fwhm)
    cut = spread[50, :, 0]
    # FWHM where the cut passes half of its largest value, between pixels
    half = cut.max() / 2
    last = int(np.flatnonzero(cut > half)[-1])
    edge = last + (cut[last] - half) / (cut[last] - cut[last + 1])
    assert 2 * (edge - 50) == pytest.approx(fwhm, rel=0.02)
    sigma = fwhm / 2.3548
    rows, columns = np.indices((101, 101)) - 50
    expected = np.exp(-(rows**2 + columns**2) / (2 * sigma**2)) / (2 * np.pi * sigma**2)
    # the sampled kernel is cut off at four sigma
    np.testing.assert_allclose(spread[..., 0], expected, atol=0.01 * expected.max())
    np.testing.assert_allclose(spread.sum((0, 1)), (1, 0.5, 0.25), rtol=1e-9)


def test_blur_keeps_the_flux_at_the_edges_and_widths_add_in_squares():
    picture = PIXELS / 255
    np.testing.assert_allclose(changes.blur(PIXELS, 9).sum((0, 1)), picture.sum((0, 1)), rtol=1e-9)
    twice = changes.blur(changes.blur(picture, 6), 8)
    np.testing.assert_allclose(twice, changes.blur(picture, 10), atol=2e-3)
    np.testing.assert_array_equal(changes.blur(PIXELS, 0), picture)


def test_noise_has_its_deviation_and_its_seed():
    flat = np.full((200, 200, 3), 0.5)
    noisy = changes.add_noise(flat, 0.07, seed=3)
    assert noisy.std() == pytest.approx(0.07, rel=0.02)
    assert noisy.mean() == pytest.approx(0.5, abs=1e-3)
    bands = noisy.reshape(-1, 3).T
    np.testing.assert_allclose(np.corrcoef(bands), np.eye(3), atol=0.02)
    np.testing.assert_array_equal(noisy, changes.add_noise(flat, 0.07, seed=3))
    assert not np.array_equal(noisy, changes.add_noise(flat, 0.07, seed=4))
    # the same pattern, only stronger
    np.testing.assert_allclose(changes.add_noise(flat, 0.14, 3) - flat, 2 * (noisy - flat))
    np.testing.assert_array_equal(changes.add_noise(PIXELS, 0), PIXELS / 255)


@pytest.mark.parametrize("order", changes.ORDERS.values())
def test_quarter_turns_are_exact(order):
    for quarter in range(-2, 6):
        turned = changes.turn(PIXELS, 90 * quarter, order)
        np.testing.assert_array_equal(turned, np.rot90(PIXELS, quarter % 4) / 255)


@pytest.mark.parametrize("order", [1, 3])
def test_any_angle_is_against_the_clock(order):
    rows, columns = np.indices((81, 81)) - 40
    for angle in (20, 45, 130, 300):
        turned, t = [], np.radians(angle)
        # a round spot to the right goes up for small angles: rows grow downwards
        spot = np.exp(-((rows - 0) ** 2 + (columns - 20) ** 2) / 40)
        where = np.exp(-((rows + 20 * np.sin(t)) ** 2 + (columns - 20 * np.cos(t)) ** 2) / 40)
        turned = changes.turn(np.repeat(spot[..., None], 3, 2), angle, order)
        np.testing.assert_allclose(turned[..., 1], where, atol=0.02 if order == 1 else 0.002)


def test_angles_next_to_a_quarter_turn_are_next_to_it():
    quarter, near = changes.turn(PIXELS, 90, 3), changes.turn(PIXELS, 90.01, 3)
    assert np.abs(near - quarter)[4:-4, 4:-4].max() < 0.01


def test_what_comes_in_is_sky():
    turned = changes.turn(PIXELS, 45)
    np.testing.assert_allclose(turned[0, 0], changes.sky(PIXELS))


def test_bands_are_swapped_and_switched_off():
    picture = PIXELS / 255
    np.testing.assert_array_equal(changes.rearrange(PIXELS, "all"), picture)
    np.testing.assert_array_equal(changes.rearrange(PIXELS, "red-blue"), picture[..., ::-1])
    swapped = changes.rearrange(PIXELS, "red-green")
    np.testing.assert_array_equal(swapped, picture[..., [1, 0, 2]])
    for at, name in enumerate(changes.NAMES):
        off = changes.rearrange(PIXELS, f"no-{name}")
        assert np.ptp(off[..., at]) == 0
        others = [i for i in range(3) if i != at]
        np.testing.assert_array_equal(off[..., others], picture[..., others])
        # nothing is left of it in what the network receives
        received = Preprocessing().tensor(changes.as_uint8(off)[None])
        assert not received[0, at].any()


def test_the_way_to_bytes_and_back_is_exact():
    np.testing.assert_array_equal(changes.as_uint8(changes.as_float(PIXELS)), PIXELS)
    values = np.array([-0.2, 0.5, 1.7])
    np.testing.assert_array_equal(changes.as_uint8(values), [0, 128, 255])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: changes.blur(PIXELS, -1), "not negative, got -1"),
        (lambda: changes.add_noise(PIXELS, -0.1), "not negative, got -0.1"),
        (lambda: changes.rearrange(PIXELS, "no-x"), "got 'no-x'"),
        (lambda: changes.turn(PIXELS[:50], 10), "a square"),
    ],
)
def test_what_makes_no_sense_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
