"""Opens the app as a visitor without a browser does, and looks at what is drawn."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def open_app(page: str = "app.py", **address: str) -> AppTest:
    """The app at an address, on one of its pages."""
    at = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    for name, value in address.items():
        at.query_params[name] = value
    at.run()
    if page != "app.py":
        at.switch_page(page).run()
    assert not at.exception
    return at


def html(at: AppTest) -> list[str]:
    """Every piece of HTML on the page, the frame's too."""
    return [element.proto.body for element in at.get("html")]


def galaxy(at: AppTest) -> str:
    """What the frame says is the chosen galaxy."""
    thumbnail = next(body for body in html(at) if "gx-thumbnail" in body)
    return unescape(re.search(r'alt="([^"]*)"', thumbnail)[1])


def address(at: AppTest) -> dict[str, str]:
    """Galaxy and model as they stand in the address."""
    found = {name: at.query_params[name] for name in ("galaxy", "model")}
    # a list after a run, a plain text when a test has written it
    return {name: v if isinstance(v, str) else v[-1] for name, v in found.items()}


def png(height: int = 90, width: int = 120, seed: int = 0) -> bytes:
    """An image file of noise."""
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    file = BytesIO()
    Image.fromarray(pixels).save(file, "png")
    return file.getvalue()
