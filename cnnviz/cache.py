"""Where the program keeps what it has made or fetched: a folder of the user's own."""

import os
from pathlib import Path

VARIABLE = "CNNVIZ_CACHE"


def folder() -> Path:
    """The folder that CNNVIZ_CACHE names, otherwise the system's for caches; it may be missing.

    On Linux that is ~/.cache/cnnviz, or $XDG_CACHE_HOME/cnnviz.
    """
    own = os.environ.get(VARIABLE)
    if own:
        return Path(own).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("cnnviz", appauthor=False)
