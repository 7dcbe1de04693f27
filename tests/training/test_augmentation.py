"""Random changes: what they leave alone, and what each one does."""

import pytest
import torch

from cnnviz.training.augmentation import Augmentation, augment, symmetry

IMAGES = torch.rand((4, 3, 16, 16), generator=torch.Generator().manual_seed(0))


def changed(**how) -> torch.Tensor:
    return augment(IMAGES, Augmentation(**how), torch.Generator().manual_seed(1))


def test_nothing_asked_nothing_changed():
    assert torch.equal(changed(), IMAGES)


def test_the_eight_symmetries_are_the_group_of_the_square():
    x = torch.arange(9.0).view(1, 1, 3, 3)
    all_eight = {tuple(symmetry(x, i).flatten().tolist()) for i in range(8)}
    assert len(all_eight) == 8
    for i in range(8):  # closed: what two of them do, one does
        for j in range(8):
            assert tuple(symmetry(symmetry(x, i), j).flatten().tolist()) in all_eight


def test_a_symmetry_moves_every_pixel_and_loses_none():
    turned = changed(symmetries=True)
    assert torch.equal(turned.flatten(2).sort().values, IMAGES.flatten(2).sort().values)


def test_rotation_keeps_a_disc_and_moves_what_is_off_centre():
    axis = torch.arange(32) - 15.5
    x, y = torch.meshgrid(axis, axis, indexing="xy")
    disc = torch.exp(-(x**2 + y**2) / 20).expand(4, 1, 32, 32)
    spot = torch.exp(-((x - 5) ** 2 + y**2) / 4).expand(4, 1, 32, 32)
    how, random = Augmentation(rotation=1.0), torch.Generator().manual_seed(2)
    torch.testing.assert_close(augment(disc, how, random), disc, atol=0.03, rtol=0)
    turned = augment(spot, how, random)
    light = turned.sum(dim=(1, 2, 3))
    radius = torch.hypot((turned * x).sum(dim=(1, 2, 3)), (turned * y).sum(dim=(1, 2, 3))) / light
    torch.testing.assert_close(radius, torch.full((4,), 5.0), atol=0.3, rtol=0)
    assert len({round(v, 2) for v in (turned * x).sum(dim=(1, 2, 3)).tolist()}) == 4


def test_gain_multiplies_whole_channels():
    ratio = changed(gain=0.5) / IMAGES
    torch.testing.assert_close(ratio, ratio[..., :1, :1].expand_as(ratio))
    assert ratio[..., 0, 0].unique().numel() == 12


def test_each_channels_gain_has_half_the_deviation_of_that_of_all():
    many = torch.ones((20_000, 3, 1, 1))
    changed = augment(many, Augmentation(gain=0.2), torch.Generator().manual_seed(1))
    logs = changed.log().flatten(1)
    together = torch.cov(logs.T)  # of two channels they share what all have
    assert together[0, 1].sqrt() == pytest.approx(0.2, rel=0.05)
    assert (logs[:, 0] - logs[:, 1]).std() == pytest.approx(2**0.5 * 0.1, rel=0.05)


def test_a_shift_is_as_large_as_is_said_along_each_axis_before_the_turn():
    axis = torch.arange(64) - 31.5
    x, y = torch.meshgrid(axis, axis, indexing="xy")
    spot = torch.exp(-(x**2 + y**2) / 8).expand(500, 1, 64, 64)
    moved = augment(spot, Augmentation(rotation=1.0, shift=5), torch.Generator().manual_seed(1))
    light = moved.sum(dim=(1, 2, 3))
    distance = torch.hypot(*((moved * a).sum(dim=(1, 2, 3)) / light for a in (x, y)))
    assert distance.max() < 5 * 2**0.5 + 0.1
    # of a square's points pi/4 lie within the circle in it
    assert (distance <= 5).float().mean() == pytest.approx(torch.pi / 4, abs=0.06)


def test_saturation_leaves_the_grey_alone():
    recoloured = changed(saturation=0.8)
    torch.testing.assert_close(recoloured.mean(dim=1), IMAGES.mean(dim=1))
    assert not torch.allclose(recoloured, IMAGES)


def test_sky_adds_a_constant_to_each_image():
    added = changed(sky=0.1) - IMAGES
    torch.testing.assert_close(added, added[:, :1, :1, :1].expand_as(added))


def test_blur_smooths_and_noise_roughens():
    def roughness(x):
        return x.diff(dim=-1).abs().mean()

    assert roughness(changed(blur=1.0)) < roughness(IMAGES)
    noisy = changed(noise=0.5) - IMAGES
    assert roughness(noisy) > 0
    assert noisy.std(dim=(1, 2, 3)).max() < 0.6
    flat = torch.full((2, 3, 8, 8), 0.5)
    blurred = augment(flat, Augmentation(blur=1.0), torch.Generator().manual_seed(0))
    torch.testing.assert_close(blurred, flat)


@pytest.mark.parametrize(
    ("how", "message"),
    [({"noise": -0.1}, "noise is not negative, got -0.1"), ({"rotation": 2}, "at most 1, got 2")],
)
def test_what_has_no_meaning_is_refused(how, message):
    with pytest.raises(ValueError, match=message):
        Augmentation(**how)
