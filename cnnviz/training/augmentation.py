"""Random changes that leave a galaxy's class as it is: it has no up, no left and no distance."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class Augmentation:
    """How far a training image may be changed. Zero or False leaves a thing alone.

    Args:
        symmetries: one of the eight symmetries of the square for each batch; nearly free
        rotation: share of the batches in which every image is turned by an angle of its own
        zoom: standard deviation of the logarithm of the scale, in those batches
        shift: largest shift in pixels along each axis, in those batches
        gain: standard deviation of the logarithm of each channel's brightness, and of all's
        saturation: largest relative change of the colour differences
        sky: standard deviation of a constant added to each channel, in units of full scale
        noise: largest standard deviation of added pixel noise, in units of full scale
        blur: largest share of the neighbours' mean that is mixed in, along rows and then columns
    """

    symmetries: bool = False
    rotation: float = 0.0
    zoom: float = 0.0
    shift: float = 0.0
    gain: float = 0.0
    saturation: float = 0.0
    sky: float = 0.0
    noise: float = 0.0
    blur: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what has no meaning.

        Raises:
            ValueError: the field and its value
        """
        for name in ("rotation", "zoom", "shift", "gain", "saturation", "sky", "noise", "blur"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is not negative, got {getattr(self, name)}")
        if self.rotation > 1 or self.blur > 1:
            raise ValueError(f"shares are at most 1, got {self.rotation} and {self.blur}")


def augment(images: Tensor, how: Augmentation, random: torch.Generator) -> Tensor:
    """Change a batch.

    Args:
        images: float32 in 0 to 1, shape (N, C, H, W)
        how: what may be changed
        random: generator on the CPU

    Returns:
        shape (N, C, H, W), not clipped
    """
    if how.rotation and torch.rand(1, generator=random).item() < how.rotation:
        images = _moved(images, how, random)
    if how.symmetries:
        images = symmetry(images, int(torch.randint(8, (1,), generator=random)))
    if how.gain or how.saturation or how.sky:
        images = _recoloured(images, how, random)
    if how.blur:
        images = _blurred(images, how, random)
    if how.noise:
        # one field of noise for the batch, shifted and scaled for each image, costs a tenth
        sigma = how.noise * torch.rand((len(images), 1, 1, 1), generator=random)
        images = images + sigma * _noise(images, random)
    return images


def symmetry(images: Tensor, which: int) -> Tensor:
    """One of the eight symmetries of the square: `which` % 4 quarter turns, mirrored from 4 on."""
    turned = torch.rot90(images, which % 4, (-2, -1))
    return turned.flip(-1) if which >= 4 else turned


def _noise(images: Tensor, random: torch.Generator) -> Tensor:
    count, channels, height, width = images.shape
    field = torch.randn((channels, 2 * height, 2 * width), generator=random)
    rows = torch.randint(height, (count,), generator=random).tolist()
    columns = torch.randint(width, (count,), generator=random).tolist()
    return torch.stack(
        [field[:, r : r + height, c : c + width] for r, c in zip(rows, columns, strict=True)]
    )


def _blurred(images: Tensor, how: Augmentation, random: torch.Generator) -> Tensor:
    share = how.blur * torch.rand((len(images), 1, 1, 1), generator=random)
    images = images.clone()
    for axis in (2, 3):
        length = images.shape[axis]
        beside = images.narrow(axis, 0, length - 2) + images.narrow(axis, 2, length - 2)
        images.narrow(axis, 1, length - 2).lerp_(beside.mul_(0.5), share)
    return images


def _recoloured(images: Tensor, how: Augmentation, random: torch.Generator) -> Tensor:
    """Each image's channels through a matrix of its own: grey share, gains; then a level."""
    count, channels, height, width = images.shape
    share = how.saturation * (2 * torch.rand((count, 1, 1), generator=random) - 1)
    mixing = (1 + share) * torch.eye(channels) - share / channels
    channel = torch.randn((count, channels, 1), generator=random) * (how.gain / 2)
    overall = torch.randn((count, 1, 1), generator=random) * how.gain
    level = torch.randn((count, 1, 1), generator=random) * how.sky
    matrix = torch.exp(channel + overall) * mixing
    return torch.baddbmm(level, matrix, images.flatten(2)).view(count, channels, height, width)


def _moved(images: Tensor, how: Augmentation, random: torch.Generator) -> Tensor:
    """Each image turned by any angle, zoomed and shifted; the edge is mirrored."""
    count, _, height, width = images.shape
    angle = 2 * torch.pi * torch.rand(count, generator=random)
    scale = torch.exp(how.zoom * torch.randn(count, generator=random))
    cosine, sine = torch.cos(angle) * scale, torch.sin(angle) * scale
    shift = (2 * torch.rand((2, count), generator=random) - 1) * how.shift
    rows = [cosine, -sine, shift[0] * 2 / width, sine, cosine, shift[1] * 2 / height]
    matrix = torch.stack(rows, dim=1).view(count, 2, 3)
    grid = functional.affine_grid(matrix, list(images.shape), align_corners=False)
    return functional.grid_sample(
        images, grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )
