"""What the home page shows a visitor, and whether it is what was asked for."""

import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qs

import numpy as np
from PIL import Image

from cnnviz.benchmarks.expected import Expected

PICTURE = re.compile(r'class="gx-galaxy".*?<img src="data:image/\w+;base64,(.+?)" alt="(.*?)"')
PERCENT = re.compile(r"<td>(?:&[lg]t; )?([\d.]+) %")
ROUNDING = 0.1  # per cent: what is printed has one decimal


@dataclass(frozen=True)
class Answer:
    """One galaxy on the home page.

    Args:
        galaxy: as it stands in the address
        words: for the picture
        picture: the image file
        percents: as printed at the bars
    """

    galaxy: str
    words: str
    picture: bytes = field(repr=False)
    percents: tuple[float, ...]


def read(query: str, pieces: Sequence[str]) -> Answer:
    """Find the galaxy and the bars on the home page.

    Args:
        query: the address after its question mark
        pieces: the HTML on the page
    """
    galaxy = parse_qs(query).get("galaxy", [""])[0]
    found = next(filter(None, map(PICTURE.search, pieces)), None)
    bars = next((piece for piece in pieces if 'class="gx-bars"' in piece), "")
    percents = tuple(float(number) for number in PERCENT.findall(bars))
    if found is None:
        return Answer(galaxy, "", b"", percents)
    return Answer(galaxy, found[2], b64decode(found[1]), percents)


def fault(answer: Answer, expected: Expected) -> str:
    """What is wrong with an answer, in a few words; empty where it is right.

    Args:
        answer: with a picture as it was received
        expected: the galaxy that was asked for
    """
    first, last = expected.words
    if answer.galaxy != expected.address:
        return f"the address names {answer.galaxy or 'no galaxy'}"
    if not answer.words.startswith(first) or not answer.words.endswith(last):
        return f"the picture is called {answer.words!r}"
    if not answer.picture or not _same_pixels(answer.picture, expected):
        return "the picture has other pixels"
    if len(answer.percents) != len(expected.percents):
        return f"there are {len(answer.percents)} bars"
    largest = max(map(abs, np.subtract(answer.percents, expected.percents)))
    return f"a bar is {largest:.1f} % off" if largest > ROUNDING else ""


def _same_pixels(picture: bytes, expected: Expected) -> bool:
    with Image.open(BytesIO(picture)) as image:
        return np.array_equal(np.asarray(image.convert("RGB")), expected.pixels)
