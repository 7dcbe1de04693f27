"""Where astroNN has Galaxy10 DECaLS: its address, its SHA-256 and its place on disk.

Read in astroNN's own source. To import it takes four seconds, brings TensorFlow and writes a
configuration into the user's home; and two of the three are local to its loader.
"""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from cnnviz.data.reading import DataError
from cnnviz.fetching import Remote

MOST = 3_000_000_000  # bytes; the file has 2.54 GB, in whichever unit
HDF5 = b"\x89HDF\r\n\x1a\n"  # how the file begins
WAY_OUT = "install 'astroNN>=1.1,<2'"
CONFIG, LOADER = "config.py", "datasets/galaxy10.py"
NAMES = {CONFIG: {"astroNN_CACHE_DIR"}, LOADER: {"_G10_ORIGIN", "filename", "file_hash"}}


@dataclass(frozen=True)
class Source:
    """The file.

    Args:
        remote: on the network
        path: on disk, whether it is there or not
    """

    remote: Remote
    path: Path


def source() -> Source:
    """What the installed astroNN says.

    Raises:
        DataError: it is not installed, or says it in another way
    """
    folder = _folder()
    said: dict[str, str] = {}
    for file, names in NAMES.items():
        said |= _assigned(folder / file, names)
    missing = sorted(set().union(*NAMES.values()) - set(said))
    if missing:
        said_not = f"this version of astroNN does not say {missing[0]}"
        raise DataError(f"galaxy10: {said_not}; {WAY_OUT}")
    address = said["_G10_ORIGIN"] + said["filename"]
    remote = Remote(address, said["file_hash"].lower(), MOST, (HDF5,))
    return Source(remote, Path(said["astroNN_CACHE_DIR"], "datasets", said["filename"]))


def _folder() -> Path:
    """Of the installed package, found without importing it."""
    found = find_spec("astroNN")
    if found is None or found.origin is None:
        raise DataError(f"galaxy10: astroNN says where it is and is not installed; {WAY_OUT}")
    return Path(found.origin).parent


def _assigned(path: Path, names: set[str]) -> dict[str, str]:
    """The values that a source file assigns to these names, wherever in it."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        return {
            name: str(_value(expression))
            for node in ast.walk(tree)
            for name, expression in _assignments(node)
            if name in names
        }
    except Exception as error:  # whatever the expressions of another version raise
        raise DataError(f"galaxy10: {path} cannot be read ({error}); {WAY_OUT}") from error


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=expression):
            yield name, expression


def _value(expression: ast.expr) -> object:
    """Of a package that was installed to be run: its folder is an os.path.join(...)."""
    code = compile(ast.Expression(expression), "astroNN", "eval")
    return eval(code, {"os": os, "Path": Path})
