"""The table of probabilities as a Parquet file, and what it says of itself.

Columns: `file`, the name as it was given, or as `stored` escapes it; `class`, the likeliest; and a
float32 column for each class. What made it stands in the file's metadata under `cnnviz`, as JSON.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cnnviz.card import Card

KEY = b"cnnviz"
VERSION = 1  # of the columns and of what stands in the metadata
OWN = ("file", "class")
ESCAPE = re.compile(r"\\ud[89a-f][0-9a-f]{2}")  # of what is no UTF-8, in a stored name


class TableError(ValueError):
    """A table that is not ours to go on with: why, one sentence without its name."""


class NoTableError(TableError):
    """A file that is no table, or a damaged one."""


def schema(card: Card) -> pa.Schema:
    """Of the probabilities of one network."""
    about = {
        "version": VERSION,
        "weights": card.name,
        "sha256": card.sha256,
        "preprocessing": card.preprocessing.to_dict(),
        "classes": list(card.classes),
    }
    fields = [pa.field(name, pa.string(), nullable=False) for name in OWN]
    fields += [pa.field(column(name), pa.float32(), nullable=False) for name in card.classes]
    return pa.schema(fields, metadata={KEY: json.dumps(about).encode()})


def column(name: str) -> str:
    """Of a class; one that is called as the table's own columns gets a word more."""
    return f"{name} (class)" if name in OWN else name


def stored(name: str) -> str:
    """A file's name as the table has it; no two names are stored alike.

    A name that is UTF-8 is as it is. In any other, what is no UTF-8 is escaped, as Python does,
    and each backslash is doubled; so it is, too, in a name that would look like an escaped one.
    """
    other = escaped(name)
    return other if ESCAPE.search(other) else name


def escaped(name: str) -> str:
    """A name with each backslash doubled and what is no UTF-8 as Python escapes it."""
    return name.replace("\\", r"\\").encode("utf-8", "backslashreplace").decode("utf-8")


def rows(names: Sequence[str], probabilities: NDArray[np.float64], made: pa.Schema) -> pa.Table:
    """N rows.

    Args:
        names: of the files, N of them
        probabilities: of shape (N, K)
        made: of `schema`
    """
    classes = about(made)["classes"]
    best = [classes[k] for k in probabilities.argmax(axis=1)]
    columns = [_words([stored(name) for name in names]), _words(best)]
    columns += [numbers(values.astype(np.float32)) for values in probabilities.T]
    return pa.Table.from_arrays(columns, schema=made)


def numbers(values: NDArray[Any]) -> pa.Array:
    """The values as they are. Not by `pa.array`, which imports pandas, and that takes memory."""
    data = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, data])


def _words(values: Sequence[str]) -> pa.Array:
    data = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, data)]).astype(np.int32)
    buffers = pa.py_buffer(ends), pa.py_buffer(b"".join(data))
    return pa.StringArray.from_buffers(len(data), *buffers)


def about(made: pa.Schema) -> dict[str, Any]:
    """What a table says of itself; empty where it is none of ours."""
    try:
        found = json.loads((made.metadata or {})[KEY])
    except (KeyError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def check(path: Path, made: pa.Schema) -> int:
    """See whether a file holds a table of the same network.

    Returns:
        the number of its row groups

    Raises:
        TableError: it does not
        OSError: it cannot be read now
    """
    with _opened(path) as file:
        there, groups = file.schema_arrow, int(file.num_row_groups)
    found, wanted = about(there), about(made)
    if not found:
        raise TableError("it is there and not of this command; name another file")
    if found != wanted:
        raise TableError(
            f"it has probabilities of other weights ({found.get('weights')}); name another file, "
            "or remove it to begin anew"
        )
    if not there.equals(made):  # names, types, and that no value is missing
        raise TableError(
            "its columns are not those of this command; name another file, or remove it to begin "
            "anew"
        )
    return groups


def group(path: Path, number: int) -> pa.Table:
    """The rows of a row group.

    Raises:
        NoTableError: they are damaged
        OSError: they cannot be read now
    """
    with _opened(path) as file:
        found = file.read_row_group(number)
        found.validate(full=True)  # words that are no UTF-8, say
        return found


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        # an error of the system, or too little memory, says nothing against the file
        if isinstance(error, MemoryError) or getattr(error, "errno", None) is not None:
            raise
        raise NoTableError(
            "it is there and cannot be read as a table; name another file"
        ) from error
