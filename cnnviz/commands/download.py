"""python -m cnnviz download: what the program can use but does not bring with it."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from cnnviz.commands import reporting

if TYPE_CHECKING:
    from cnnviz.data.reading import Progress

# of a name and something to tell the progress to, bytes done and bytes in all; returns what was
# done as a sentence, raises ValueError with one that begins with the name
Fetch = Callable[[str, "Progress"], str]
MEGABYTE = 10**6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "names",
        nargs="+",
        metavar="NAME",
        help="a network, as vgg16, for the weights that torchvision trained on ImageNet",
    )


def run(arguments: argparse.Namespace) -> int:
    """Fetch what has these names into the user's cache, where it is not there already.

    Returns:
        0, or 1 where some could not be fetched; the rest are

    Raises:
        UsageError: there is nothing of such a name; then nothing is fetched
    """
    known = _known()
    for name in arguments.names:
        if name not in known:
            there = ", ".join(known)
            message = f"{name}: nothing to download has this name; there are {there}"
            raise reporting.UsageError(message)
    done = [_fetch(name, known[name]) for name in dict.fromkeys(arguments.names)]
    return int(not all(done))


def _known() -> dict[str, Fetch]:
    """Everything that can be downloaded, each with what fetches it."""
    from cnnviz import zoo

    return dict.fromkeys(zoo.TORCHVISION, _weights)


def _fetch(name: str, fetch: Fetch) -> bool:
    """Whether it is there now."""
    try:
        with reporting.progress("MB") as bar:
            said = fetch(name, lambda done, total: bar(done // MEGABYTE, total // MEGABYTE))
    except ValueError as error:
        reporting.fail(error)
        return False
    reporting.say(said)
    return True


def _weights(name: str, progress: "Progress") -> str:
    from cnnviz import pretrained

    path, new = pretrained.download(name, progress)
    size = f"{path} ({path.stat().st_size / MEGABYTE:.0f} MB)"
    return f"{name}: {size}" if new else f"{name}: it is there already: {size}"
