"""Names that came from outside, as people read them: of files, folders and classes."""

LONGEST = 60  # letters that are shown


def line(name: str) -> str:
    """All of a name in one line: a space for each letter that cannot be seen."""
    return "".join(letter if letter.isprintable() else " " for letter in name)


def shown(name: str) -> str:
    """The same, a long one cut."""
    found = line(name)
    return found if len(found) <= LONGEST else f"{found[:LONGEST]}..."
