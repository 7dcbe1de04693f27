"""Files that are whole or not there."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; what is written there takes its place at the end.

    An ordinary name and open() rather than `tempfile`, whose files nobody else may read.

    Args:
        path: the file to be; its folder is made where it is missing

    Yields:
        the path to write to; after an exception it is removed and `path` is as it was
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
