"""What the readers of data sets share: an error, and a way to tell how far they are."""

from collections.abc import Callable

Progress = Callable[[int, int], None]  # images done, images in all


class DataError(ValueError):
    """A data set that cannot be read; the message is one sentence that begins with its name."""


class UnknownDataError(DataError):
    """Neither the name of a set nor a path at which something is."""


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""
