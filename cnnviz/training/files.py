"""Objects in small JSON files that are whole at any moment."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnnviz.atomic import written


def read_json(path: Path) -> dict[str, Any]:
    """An object from a file; empty where it is missing, or is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """An object to a file, atomically."""
    with written(path) as part:
        part.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
