"""Classes of an HDF5 file that are not the seven: `classes`, and `candidates` beside them.

`classes` holds K names as texts of fixed length (UTF-8), `candidates` a table (K, 7) of which of
the seven each may be. Without the table the classes are the file's own.
"""

from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from cnnviz.data.images import CLASSES
from cnnviz.data.reading import DataError

MOST = 1000  # classes
Named = tuple[tuple[str, ...], NDArray[np.bool_]]


def store(file: h5py.File, classes: tuple[str, ...], candidates: NDArray[np.bool_]) -> None:
    """Write the classes of a set; nothing where they are the seven.

    Args:
        file: open
        classes: K names
        candidates: bool of shape (K, 7); without a True where the classes are the set's own
    """
    if classes == CLASSES:
        return
    file["classes"] = np.array([name.encode() for name in classes], "S")
    if candidates.any():
        file["candidates"] = candidates


def read(path: Path, file: h5py.File) -> Named | None:
    """Names of K classes and what of a network's each may be; None where they are the seven.

    Of classes of its own a network has one output for each: bool of shape (K, K).

    Raises:
        DataError: not K names, or not one row for each
    """
    names = file.get("classes")
    if names is None:
        return None
    kind = isinstance(names, h5py.Dataset) and names.dtype.kind == "S" and names.ndim == 1
    if not kind or not 0 < len(names) <= MOST:
        raise DataError(f"{path}: classes must be 1 to {MOST} texts of fixed length")
    classes = tuple(name.decode("utf-8", "replace") for name in names[:].tolist())
    table = file.get("candidates")
    if table is None:
        return classes, np.eye(len(classes), dtype=np.bool_)
    shape = (len(classes), len(CLASSES))
    if not isinstance(table, h5py.Dataset) or table.dtype != np.bool_ or table.shape != shape:
        raise DataError(f"{path}: candidates must be true or false of shape {shape}")
    return classes, table[:]


def own(path: Path) -> tuple[str, ...] | None:
    """Names of a file's own classes; None where it has none, or is no such file.

    Raises:
        DataError: it has a single one, or they cannot be read
    """
    if not path.is_file() or not h5py.is_hdf5(path):
        return None
    try:
        with h5py.File(path) as file:
            found = read(path, file)
            its_own = found is not None and "candidates" not in file
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path}: cannot be read as HDF5; copy it again") from error
    if found is None or not its_own:
        return None
    if len(found[0]) < 2:
        raise DataError(f"{path}: two classes at least are expected, it has {found[0][0]}")
    return found[0]
