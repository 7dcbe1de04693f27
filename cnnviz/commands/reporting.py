"""What a command says: lines on standard output, failures and progress on standard error."""

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from cnnviz.data.reading import Progress


class UsageError(ValueError):
    """Wrong use of a command; the message is one sentence that begins with what is wrong."""


def printable(text: str) -> str:
    """The text in one line that a terminal shows as it is.

    Control, format and unpaired surrogate characters, line and paragraph separators are escaped
    as Python does.
    """
    return "".join(_escaped(letter) if _is_hidden(letter) else letter for letter in text)


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def say(line: str) -> None:
    """One line on standard output, above any progress bar."""
    tqdm.write(printable(line), file=sys.stdout)


def fail(error: object) -> None:
    """One line on standard error: `error: NAME: what is wrong`."""
    tqdm.write(printable(f"error: {error}"), file=sys.stderr)


@contextmanager
def progress(unit: str) -> Iterator[Progress]:
    """A bar on standard error, drawn only on a terminal.

    Args:
        unit: what is counted, in the plural

    Yields:
        to be called with how many are done and how many there are
    """
    with tqdm(unit=f" {unit}", disable=None, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


@contextmanager
def transfer() -> Iterator[Progress]:
    """A bar of bytes with their rate and the time that is left, drawn only on a terminal.

    Yields:
        to be called with how many bytes have come and how many there are; those of the first call
        came before and count for no rate
    """
    with tqdm(unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def show(done: int, total: int) -> None:
            if bar.total is None:
                bar.initial = bar.n = bar.last_print_n = done
            bar.total = total
            bar.update(done - bar.n)

        yield show
