"""Refuses values that no description has; each message is one sentence with the value."""

from collections.abc import Sequence


def whole(name: str, value: object, least: int, most: int) -> None:
    """Refuse what is no whole number within bounds.

    Raises:
        ValueError: one sentence
    """
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{name} is a whole number from {least} to {most}, got {shown(value)}")


def one_of(name: str, value: object, known: tuple[str, ...]) -> None:
    """Refuse what is none of some words.

    Raises:
        ValueError: one sentence
    """
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} is one of {', '.join(known)}, got {shown(value)}")


def truth(name: str, value: object) -> None:
    """Refuse what is neither true nor false.

    Raises:
        ValueError: one sentence
    """
    if not isinstance(value, bool):
        raise ValueError(f"{name} is true or false, got {shown(value)}")


def several(name: str, values: Sequence[object], least: int, most: int) -> None:
    """Refuse too few or too many.

    Raises:
        ValueError: one sentence
    """
    if not least <= len(values) <= most:
        raise ValueError(f"{name}: there are {least} to {most}, got {len(values)}")


def share(name: str, value: object, most: float) -> None:
    """Refuse what is no probability up to a largest one.

    Raises:
        ValueError: one sentence
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= most:  # type: ignore[operator]  # a number here
        raise ValueError(f"{name} is a number from 0 to {most}, got {shown(value)}")


def shown(value: object) -> str:
    """A value that is refused, short enough for a sentence."""
    if isinstance(value, list | tuple | dict):
        return "a list" if isinstance(value, list | tuple) else "an object"
    if isinstance(value, int) and abs(value) > 10**15:
        return "a number with more than 15 digits"
    text = repr(value)
    return text if len(text) <= 24 else f"{text[:20]}..."
