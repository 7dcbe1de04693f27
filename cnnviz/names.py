"""Names that came from outside, as people read them: of files, folders and classes."""

from collections import Counter
from collections.abc import Iterable

LONGEST = 60  # letters that are shown


def line(name: str) -> str:
    """All of a name in one line: a space for each letter that cannot be seen."""
    return "".join(letter if letter.isprintable() else " " for letter in name)


def shown(name: str) -> str:
    """The same, a long one cut."""
    found = line(name)
    return found if len(found) <= LONGEST else f"{found[:LONGEST]}..."


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Names as `shown`, those that would look alike told apart by a number: a, a (2)."""
    found: dict[str, None] = {}
    alike: Counter[str] = Counter()
    for name in map(shown, names):
        one = name
        while one in found:
            alike[name] += 1
            one = f"{name} ({alike[name] + 1})"
        found[one] = None
    return tuple(found)
