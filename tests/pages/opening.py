"""Opens the app as a visitor without a browser does, and looks at what is drawn."""

import re
import time
from html import unescape
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput, Selectbox

from cnnviz.ui import jobs

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds
# what an address may say and no choice means
ABSURD = ["nan", "1e308", "<b>", "9" * 50, "\0", "-1e9", "", "[x](http://a.b)"]


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


def until_ready(at: AppTest) -> AppTest:
    """Run the page, as its watcher does every second, until no job is going on."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        going = [job for job in at.session_state[jobs.JOBS].values() if not job.ended]
        if not going and "is being computed" not in words(at) and "waits for" not in words(at):
            assert not at.exception
            return at
        time.sleep(0.05)
        at.run()
    raise AssertionError(words(at))


def sentences(at: AppTest) -> str:
    """All sentences of the page, as Markdown."""
    kinds = (at.main.markdown, at.main.caption, at.main.warning, at.main.error)
    return " ".join(element.value for kind in kinds for element in kind)


def words(at: AppTest) -> str:
    """The same; what is escaped for Markdown as it reads."""
    return sentences(at).replace("\\", "")


def choose(at: AppTest, label: str) -> Selectbox:
    """The page's select box of this label."""
    return next(box for box in at.main.selectbox if box.label == label)


def number(at: AppTest, label: str) -> NumberInput:
    """The page's field for a number of this label."""
    return next(field for field in at.main.number_input if field.label == label)


def choices_of(at: AppTest, page: str) -> dict[str, str]:
    """The page's own part of the address."""
    begin = f"{page}_"
    found = {n: v if isinstance(v, str) else v[-1] for n, v in at.query_params.items()}
    return {n.removeprefix(begin): v for n, v in found.items() if n.startswith(begin)}
