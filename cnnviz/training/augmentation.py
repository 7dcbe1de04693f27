"""Random changes that leave a galaxy's class as it is: it has no up, no left and no distance."""

from dataclasses import dataclass, field

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
        shift: largest shift in pixels along each axis, before turn and zoom, in those batches
        gain: standard deviation of the logarithm of the brightness of all channels together; each
            channel by itself has half as much on top
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


@dataclass(frozen=True)
class Draw:
    """Random numbers for a batch, of which a process may have a part alone.

    Every process draws for the whole batch, so that as many processes as one likes change it in
    the same way.

    Args:
        random: generator on the CPU
        count: images of the whole batch, N
        part: of them that are here
    """

    random: torch.Generator
    count: int
    part: slice = field(default_factory=lambda: slice(None))

    def uniform(self, *shape: int) -> Tensor:
        """From 0 to 1, shape (n, *shape) for the n images that are here."""
        return torch.rand((self.count, *shape), generator=self.random)[self.part]

    def normal(self, *shape: int) -> Tensor:
        """Standard normal, shape (n, *shape)."""
        return torch.randn((self.count, *shape), generator=self.random)[self.part]

    def whole(self, below: int) -> list[int]:
        """From 0 to below - 1, n of them."""
        drawn = torch.randint(below, (self.count,), generator=self.random)[self.part]
        return [int(value) for value in drawn]


def augment(
    images: Tensor,
    how: Augmentation,
    random: torch.Generator,
    count: int | None = None,
    part: slice = slice(None),
) -> Tensor:
    """Change a batch, or a part of one.

    Args:
        images: float32 in 0 to 1, shape (N, C, H, W)
        how: what may be changed
        random: generator on the CPU
        count: images of the whole batch; None where it is all here
        part: of the whole batch that is here

    Returns:
        shape (N, C, H, W), not clipped
    """
    draw = Draw(random, len(images) if count is None else count, part)
    if how.rotation and torch.rand(1, generator=random).item() < how.rotation:
        images = _moved(images, how, draw)
    if how.symmetries:
        images = symmetry(images, int(torch.randint(8, (1,), generator=random)))
    if how.gain or how.saturation or how.sky:
        images = _recoloured(images, how, draw)
    if how.blur:
        images = _blurred(images, how, draw)
    if how.noise:
        # one field of noise for the batch, shifted and scaled for each image, costs a tenth
        sigma = how.noise * draw.uniform(1, 1, 1)
        images = torch.addcmul(images, sigma.to(images.device), _noise(images, draw))
    return images


def symmetry(images: Tensor, which: int) -> Tensor:
    """One of the eight symmetries of the square: `which` % 4 quarter turns, mirrored from 4 on."""
    turned = torch.rot90(images, which % 4, (-2, -1))
    return turned.flip(-1) if which >= 4 else turned


def _noise(images: Tensor, draw: Draw) -> Tensor:
    _, channels, height, width = images.shape
    sky = torch.randn((channels, 2 * height, 2 * width), generator=draw.random)
    sky = sky.to(images.device)
    places = zip(draw.whole(height), draw.whole(width), strict=True)
    return torch.stack([sky[:, r : r + height, c : c + width] for r, c in places])


def _blurred(images: Tensor, how: Augmentation, draw: Draw) -> Tensor:
    share = (how.blur * draw.uniform(1, 1, 1)).to(images.device)
    images = images.clone()
    for axis in (2, 3):
        length = images.shape[axis]
        beside = images.narrow(axis, 0, length - 2) + images.narrow(axis, 2, length - 2)
        images.narrow(axis, 1, length - 2).lerp_(beside.mul_(0.5), share)
    return images


def _recoloured(images: Tensor, how: Augmentation, draw: Draw) -> Tensor:
    """Each image's channels through a matrix of its own: grey share, gains; then a level."""
    _, channels, height, width = images.shape
    share = how.saturation * (2 * draw.uniform(1, 1) - 1)
    mixing = (1 + share) * torch.eye(channels) - share / channels
    channel = draw.normal(channels, 1) * (how.gain / 2)
    overall = draw.normal(1, 1) * how.gain
    level = draw.normal(1, 1) * how.sky
    matrix = (torch.exp(channel + overall) * mixing).to(images.device)
    mixed = torch.baddbmm(level.to(images.device), matrix, images.flatten(2))
    return mixed.view(-1, channels, height, width)


def _moved(images: Tensor, how: Augmentation, draw: Draw) -> Tensor:
    """Each image turned by any angle, zoomed and shifted; the edge is mirrored."""
    _, _, height, width = images.shape
    angle = 2 * torch.pi * draw.uniform()
    scale = torch.exp(how.zoom * draw.normal())
    cosine, sine = torch.cos(angle) * scale, torch.sin(angle) * scale
    shift = [(2 * draw.uniform() - 1) * how.shift for _ in range(2)]
    rows = [cosine, sine, -sine, cosine, shift[0] * 2 / width, shift[1] * 2 / height]
    matrix = torch.stack(rows, dim=1).view(-1, 3, 2).to(images.device)
    grid = (_places(height, width).to(images.device) @ matrix).view(-1, height, width, 2)
    return functional.grid_sample(
        images, grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )


def _places(height: int, width: int) -> Tensor:
    """Column, row and 1 of each pixel's centre, the image's edges at -1 and 1; (H W, 3)."""
    rows, columns = ((torch.arange(n) + 0.5) * (2 / n) - 1 for n in (height, width))
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    return torch.stack([x, y, torch.ones_like(x)], dim=-1).view(-1, 3)
