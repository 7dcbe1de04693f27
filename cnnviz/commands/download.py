"""python -m cnnviz download: what the program can use but does not bring with it."""

import argparse
from collections.abc import Callable

from cnnviz.commands import reporting

# of a name; returns what was done as a sentence, raises ValueError with one that begins with the
# name
Fetch = Callable[[str], str]
MEGABYTE = 10**6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "names",
        nargs="+",
        metavar="NAME",
        help="galaxy10 for the galaxies of Galaxy10 DECaLS (2.54 GB, and 3.5 GB for an array of "
        "them), or a network, as vgg16, for the weights that torchvision trained on ImageNet",
    )


def run(arguments: argparse.Namespace) -> int:
    """Fetch what has these names, where it is not there already; Ctrl-C keeps what has come.

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

    return {"galaxy10": _galaxy10, **dict.fromkeys(zoo.TORCHVISION, _weights)}


def _fetch(name: str, fetch: Fetch) -> bool:
    """Whether it is there now."""
    try:
        said = fetch(name)
    except ValueError as error:
        reporting.fail(error)
        return False
    reporting.say(said)
    return True


def _weights(name: str) -> str:
    from cnnviz import pretrained

    with reporting.transfer() as received:
        path, new = pretrained.download(name, received)
    size = f"{path} ({path.stat().st_size / MEGABYTE:.0f} MB)"
    return f"{name}: {size}" if new else f"{name}: it is there already: {size}"


def _galaxy10(name: str) -> str:
    from cnnviz.data.galaxy10 import arrays
    from cnnviz.data.galaxy10.download import download

    if arrays.whole():
        said = f"{name}: it is there already"
    else:
        with reporting.transfer() as received:
            path = download(received)
        with reporting.progress("images") as converted:
            arrays.convert(path, converted)
        said = f"{name}: {path}, converted"
    return f"{said}: {arrays.folder()} ({len(arrays.opened().labels):,} galaxies)"
