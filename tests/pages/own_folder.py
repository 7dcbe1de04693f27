"""Brings a ZIP to the page of the galaxies, and waits until it was looked at."""

import time

from cnnviz.ui import own_folder
from cnnviz.ui.train import own
from tests.data.archive.zips import packed
from tests.pages.opening import PATIENCE, open_app, until_ready, words

DATA = "pages/data.py"


def settled(at):
    """Run the page until nothing is looked at or written any more, and all is computed."""
    end = time.monotonic() + PATIENCE
    while any(key in at.session_state for key in (own_folder.CHECKING, own.ORDERED)):
        assert time.monotonic() < end, words(at)
        time.sleep(0.05)
        at.run()
    return until_ready(at)


def bring(at, files, name="galaxies.zip"):
    """Drop a ZIP on the uploader; files by name, or its bytes."""
    data = files if isinstance(files, bytes) else packed(files)
    upload = next(one for one in at.main.file_uploader if one.label == "A ZIP file")
    upload.upload(name, data).run()
    return settled(at)


def opened(files, **choices):
    """The page of the galaxies with a folder of one's own."""
    at = open_app(DATA, model="tutorial", data_count="70", **choices)
    return bring(until_ready(at), files)
