"""Networks as pictures: layers as slabs of the size of their tensors, and residual blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt

TIMES = "\N{MULTIPLICATION SIGN}"
HEIGHT = 150.0  # pixels of the highest slab
SLANT = 0.3  # depth of a slab for its width, as drawn
THICK = 1.5  # pixels for the root of a channel
LEAST = 3.0  # pixels: thinner, a slab could not be seen
GAP = 12.0  # pixels between slabs
SCALE = "Height and depth to scale, thickness as the root of the channels."
WIDE = 10  # slabs up to which names have room beside each other
ROLES = {
    "input": "input",
    "convolution": "convolution",
    "residual": "residual block",
    "pooling": "pooling",
    "dense": "dense (linear)",
    "normalisation": "normalisation",
    "other": "activation and reshaping",
}


@dataclass(frozen=True)
class Slab:
    """One tensor.

    Args:
        name: of what makes it
        role: one of ROLES, which colours it
        shape: (C, H, W), or (K,)
        count: how many blocks it stands for
        title: what is told where the pointer rests on it
    """

    name: str
    role: str
    shape: tuple[int, ...]
    count: int = 1
    title: str = ""


@dataclass(frozen=True)
class Box:
    """One operation of a residual block: its role, its name and what stands beside it."""

    role: str
    name: str
    about: str = ""


def architecture(slabs: Sequence[Slab], alt: str) -> str:
    """The tensors of a network from the left to the right.

    Height and depth are rows and columns, to scale; thickness is the root of the channels. A vector
    is a tensor of one pixel.

    Args:
        slabs: the input first
        alt: what is seen, in words

    Returns:
        HTML that fits its room; below each slab its name and rows, columns, channels
    """
    if not slabs:
        return '<p class="gx-empty">There are no layers to draw.</p>'
    sizes = [size(slab.shape, slabs) for slab in slabs]
    width = sum(thick + slant + GAP for thick, _, slant in sizes)
    height = max(high + slant for _, high, slant in sizes)
    drawn = "".join(_slab(slab, *drawn) for slab, drawn in zip(slabs, sizes, strict=True))
    key = role_key([slab.role for slab in slabs], SCALE)
    many = " gx-many" if len(slabs) > WIDE else ""
    style = f"--total: {width:.0f}; --most: {height:.0f}; --count: {len(slabs)}"
    return (
        f'<div class="gx-net{many}" tabindex="0"><div class="gx-slabs" role="img" '
        f'aria-label="{escape(alt)}" style="{style}">{drawn}</div></div>{key}'
    )


def role_key(roles: Sequence[str], about: str = "") -> str:
    """Which colour is what, for the roles that occur, and a sentence."""
    known = [role for role in ROLES if role in roles]
    marks = "".join(f'<span><i class="gx-{role}"></i>{ROLES[role]}</span>' for role in known)
    end = f"<em>{escape(about)}</em>" if about else ""
    return f'<div class="gx-key gx-roles">{marks}{end}</div>'


def shape_text(shape: tuple[int, ...]) -> str:
    """Rows, columns and channels as the lectures write them; a vector is its length."""
    if len(shape) == 1:
        return str(shape[0])
    channels, rows, columns = shape
    return f" {TIMES} ".join(map(str, (rows, columns, channels)))


def residual_block(
    source: str, body: Sequence[Box], shortcut: Sequence[Box], after: Sequence[Box], alt: str
) -> str:
    """A residual block: the body, the way around it, their sum.

    Args:
        source: shape of what enters
        body: operations on the long way
        shortcut: on the short way; none where the input is added as it is
        after: behind the sum
        alt: what is seen, in words

    Returns:
        HTML, from the top to the bottom
    """
    ways = (
        f'<div class="gx-line"></div><div class="gx-body">{_boxes(body)}</div>'
        f'<div class="gx-short">{_boxes(shortcut) or "<span>x, as it is</span>"}</div>'
    )
    return (
        f'<div class="gx-block" role="img" aria-label="{escape(alt)}">'
        f'<div class="gx-end">x<small>{escape(source)}</small></div>'
        f'<div class="gx-ways">{ways}</div>'
        '<div class="gx-sum"><span>+</span></div>'
        f'<div class="gx-after">{_boxes(after)}</div></div>'
    )


def _volume(shape: tuple[int, ...]) -> tuple[int, int, int]:
    channels, rows, columns = shape if len(shape) == 3 else (shape[0], 1, 1)
    return channels, rows, columns


def size(shape: tuple[int, ...], slabs: Sequence[Slab]) -> tuple[float, float, float]:
    """Thickness, height and slant of a tensor among others, pixels."""
    channels, rows, columns = _volume(shape)
    scale = HEIGHT / max(2, *(max(_volume(slab.shape)[1:]) for slab in slabs))
    slant = max(SLANT * scale * columns, LEAST / 2)
    return max(THICK * sqrt(channels), LEAST), max(scale * rows, LEAST), slant


def _slab(slab: Slab, thick: float, high: float, slant: float) -> str:
    count = f" <b>{TIMES} {slab.count}</b>" if slab.count > 1 else ""
    shape = shape_text(slab.shape)
    title = escape(slab.title or f"{slab.name}: {shape}")
    style = f"--t: {thick:.1f}; --h: {high:.1f}; --d: {slant:.1f}"
    return (
        f'<figure title="{title}"><div class="gx-room"><div class="gx-slab gx-{slab.role}" '
        f'style="{style}"><i></i></div></div>'
        f"<figcaption><strong>{escape(shape)}</strong> <span>{escape(slab.name)}{count}</span>"
        "</figcaption></figure>"
    )


def _boxes(boxes: Sequence[Box]) -> str:
    return "".join(map(_box, boxes))


def _box(box: Box) -> str:
    about = f"<small>{escape(box.about)}</small>" if box.about else ""
    return f'<div class="gx-operation gx-{box.role}">{escape(box.name)}{about}</div>'
