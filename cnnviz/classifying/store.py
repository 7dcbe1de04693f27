"""A table in the making: its parts in a folder beside it, and how they become one.

Each part is whole or not there. Where the work is broken off, at whatever moment, the next one
finds the rows in the parts and in the table itself, by the files' names, and does only the others.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from cnnviz.atomic import written
from cnnviz.classifying import table
from cnnviz.classifying.table import NoTableError, TableError

SUFFIX = ".parquet"
PART = re.compile(r"\d{8}\.parquet")
LOCK, WHOLE = "lock", "whole"
GROUP = 2**15  # rows of the table that are in memory at once
LOADED = 12  # row groups that are kept in memory while they are put in order


class Store:
    """The rows that are there.

    Args:
        out: the table to be
        names: of all files, in the order that its rows will have
        made: the table's schema
        folders: whose files are all among the names; rows of others that were in them are left out
    """

    def __init__(
        self, out: Path, names: Sequence[str], made: pa.Schema, folders: Sequence[str] = ()
    ) -> None:
        self.out, self.names, self.made = out, names, made
        self.folder = folder(out)
        self.gone: set[str] = set()  # files of these folders that have a row and no name
        self._inside = _prefixes(folders)
        self._sources: list[tuple[Path, int]] = []  # file and row group
        self._place = {table.stored(name): i for i, name in enumerate(names)}
        self._source = np.full(len(names), -1, np.int32)  # of each name; -1 for none
        self._row = np.zeros(len(names), np.int32)

    def __len__(self) -> int:
        return int((self._source >= 0).sum())

    def find(self) -> None:
        """Take in the table, where it is there already, and the parts of one that is not finished.

        Raises:
            TableError: of other weights, or of other files; one sentence with the name
            OSError: they cannot be read now; nothing is removed
        """
        try:
            if self.out.exists():
                self._take(self.out)
        except TableError as error:
            raise TableError(f"{self.out}: {error}") from error
        try:
            for path in self._parts():
                self._take_part(path)
        except TableError as error:
            raise TableError(f"{self.folder}: {error}") from error
        if self.gone and not len(self):  # of another folder that was in the same place
            where = self.out if self.out.exists() else self.folder
            raise TableError(f"{where}: {_others(sorted(self.gone))}")

    def _take_part(self, path: Path) -> None:
        try:
            self._take(path)
        except NoTableError:  # cut by a loss of power, say: its images are done again
            path.unlink()

    def _take(self, path: Path) -> None:
        for number in range(table.check(path, self.made)):
            self._note(path, number, table.group(path, number).column("file").to_pylist())

    def missing(self) -> list[str]:
        """The names that have no row, in order."""
        return [self.names[int(i)] for i in np.flatnonzero(self._source < 0)]

    def add(self, rows: pa.Table, before: Path | None = None) -> Path:
        """Write a part, a new one or in place of one whose rows are among them."""
        path = before or self._next()
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink)
        with written(path) as part:
            part.write_bytes(sink.getvalue())
        self._note(path, 0, rows.column("file").to_pylist())
        return path

    def finish(self) -> None:
        """Make the table of what is there, in order, and remove the parts.

        A table that has all this already, and no more, is left as it is.
        """
        if self.gone or self._parts() or not self.out.exists():
            whole = self.folder / WHOLE
            with whole.open("wb") as file:
                self._write(file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(whole, self.out)
        self._clear()

    def _write(self, file: object) -> None:
        load = lru_cache(LOADED)(lambda source: table.group(*self._sources[source]))
        with pq.ParquetWriter(file, self.made) as writer:
            for start in range(0, len(self.names), GROUP):
                writer.write_table(self._rows(start, load))

    def _rows(self, start: int, load: Callable[[int], pa.Table]) -> pa.Table:
        """Those of some names, in their order."""
        source, row = (a[start : start + GROUP] for a in (self._source, self._row))
        taken, places = [pa.Table.from_batches([], self.made)], []
        for one in np.unique(source[source >= 0]):
            of = np.flatnonzero(source == one)
            taken.append(load(int(one)).take(table.numbers(row[of])).cast(self.made))
            places.append(of)
        together = pa.concat_tables(taken)
        return (
            together.take(table.numbers(np.argsort(np.concatenate(places)))) if places else together
        )

    def _note(self, path: Path, number: int, found: Sequence[str]) -> None:
        strangers = [name for name in found if name not in self._place]
        if not all(self._is_gone(name) for name in strangers):
            raise TableError(_others(strangers))
        self.gone.update(strangers)
        rows = [row for row, name in enumerate(found) if name in self._place]
        where = [self._place[found[row]] for row in rows]
        self._source[where] = len(self._sources)
        self._row[where] = rows
        self._sources.append((path, number))

    def _is_gone(self, name: str) -> bool:
        """Whether it was in one of the folders; one that is hidden there, say, is there still."""
        return name.startswith(self._inside) and not os.path.lexists(name)

    def _next(self) -> Path:
        last = max((int(path.stem) for path in self._parts()), default=-1)
        return self.folder / f"{last + 1:08}{SUFFIX}"

    def _parts(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if PART.fullmatch(path.name))

    def _clear(self) -> None:
        """Remove the parts, and the folder where nothing else is in it but the lock."""
        for path in [*self._parts(), *self.folder.glob(".*.part")]:
            path.unlink(missing_ok=True)


def _prefixes(folders: Sequence[str]) -> tuple[str, ...]:
    """How the names of files in these folders begin, as they are stored."""
    inside = [os.path.join(name, "") for name in folders]
    return (*inside, *map(table.escaped, inside))


def _others(strangers: Sequence[str]) -> str:
    return (
        f"{len(strangers):,} of its files are not among those that were named, as {strangers[0]}; "
        "name another table, or remove it to begin anew"
    )


def folder(out: Path) -> Path:
    """Where the parts of a table lie."""
    return out.with_name(f"{out.name}.parts")


@contextmanager
def opened(
    out: Path, names: Sequence[str], made: pa.Schema, folders: Sequence[str] = ()
) -> Iterator[Store]:
    """The store of a table, which no other process writes meanwhile; see `Store`.

    Raises:
        TableError: another process does, or what is there cannot be gone on with
        OSError: the folder cannot be made, or what is there cannot be read now
    """
    parts = folder(out)
    parts.mkdir(parents=True, exist_ok=True)
    try:
        held = FileLock(parts / LOCK).acquire(timeout=0)
    except Timeout as error:
        raise TableError(f"{out}: another process writes it") from error
    with held:
        try:
            store = Store(out, names, made, folders)
            store.find()
            yield store
        finally:
            with suppress(OSError):  # there are parts to go on from
                _remove_empty(parts)  # before the release: later, the lock may be another's


def _remove_empty(parts: Path) -> None:
    inside = [path.name for path in parts.iterdir()]
    if inside in ([], [LOCK]):
        (parts / LOCK).unlink(missing_ok=True)
        parts.rmdir()
