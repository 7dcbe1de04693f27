"""Reads pictures back out of the HTML in which a figure put them."""

import re
from base64 import b64decode
from html import unescape
from io import BytesIO

import numpy as np
from PIL import Image


def images(html: str) -> list[tuple[str, Image.Image]]:
    """Alternative text and picture of every image, in order."""
    found = re.findall(r"<img [^>]*>", html)
    return [(unescape(_attribute(tag, "alt")), _picture(_attribute(tag, "src"))) for tag in found]


def pixels(html: str, i: int = 0) -> np.ndarray:
    """RGB values of the i-th image."""
    return np.asarray(images(html)[i][1].convert("RGB"))


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    assert found, f"{tag[:80]} has no {name}"
    return found[1]


def _picture(source: str) -> Image.Image:
    head, _, data = source.partition(";base64,")
    assert head.startswith("data:image/")
    return Image.open(BytesIO(b64decode(data)))
