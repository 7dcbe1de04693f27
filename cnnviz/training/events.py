"""What happens in a run, a line of JSON for each event; only ever appended to.

A crash may leave the last line torn; it is passed over when it is read, and cut off before the
next is written.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cnnviz.atomic import written

Event = dict[str, Any]


def append(path: Path, event: Mapping[str, Any]) -> None:
    """Add an event."""
    with path.open("a", encoding="utf-8") as file:
        file.write(_line(event))


def read(path: Path) -> list[Event]:
    """Every event, in order; none where there is no file."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [event for event in map(_event, text.splitlines()) if event is not None]


def keep(path: Path, events: Iterable[Event]) -> None:
    """Replace the file by these events."""
    with written(path) as part:
        part.write_text("".join(map(_line, events)), encoding="utf-8")


def _line(event: Mapping[str, Any]) -> str:
    return json.dumps(event, allow_nan=False) + "\n"


def _event(line: str) -> Event | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("event"), str) else None
