from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest

from cnnviz.classifying import job, pictures, stream, table
from cnnviz.classifying.rates import Rates
from cnnviz.classifying.readers import ReaderError
from cnnviz.classifying.store import folder, opened
from cnnviz.classifying.stream import Stream

RATES = Rates(reader=8, bare=4, network=6, threads=1)


@pytest.fixture
def readers(monkeypatch):
    """Of many images, without processes and without a network."""
    there = SimpleNamespace(ended=0)

    def together(stack, rule, compute):
        def read(names):
            there.ended += 1
            return pictures.read(names, rule)

        return there, stack.enter_context(Stream(read, compute, 1))

    def network(model, rule):
        return SimpleNamespace(probabilities=lambda pixels: np.full((len(pixels), 2), 0.5))

    monkeypatch.setattr(job, "FEW", 1)
    monkeypatch.setattr(job, "_together", together)
    monkeypatch.setattr(job, "Network", network)
    return there


def filled(files, card, out):
    with opened(out, files, table.schema(card)) as rows:
        outcome = job.fill(rows, None, card, lambda failure: None, lambda done, count: None)
        rows.finish()
    return outcome


@pytest.mark.parametrize(("full", "parts"), [(100, 1), (2, 2)])
def test_what_was_classified_is_kept_after_a_while_without_many_parts(
    files, card, tmp_path, monkeypatch, full, parts
):
    monkeypatch.setattr(job, "SECONDS", 0)
    monkeypatch.setattr(job, "PART", full)
    monkeypatch.setattr(stream, "chunks", lambda names: [[name] for name in names])
    monkeypatch.setattr(
        job,
        "Network",
        lambda *_: SimpleNamespace(probabilities=lambda x: np.full((len(x), 2), 0.5)),
    )
    kept, out = [], tmp_path / "t.parquet"

    def show(done, count):
        there = sorted(folder(out).glob("*.parquet"))
        kept.append(sum(pq.read_metadata(path).num_rows for path in there))

    with opened(out, files, table.schema(card)) as rows:
        job.fill(rows, None, card, lambda failure: None, show)
        assert len(list(folder(out).glob("*.parquet"))) == parts
        rows.finish()
    assert kept == [0, 1, 2, 2, 3]  # the third is no image
    assert pq.read_table(out).column("file").to_pylist() == [files[i] for i in (0, 1, 3, 4)]


def test_processes_that_end_while_it_is_measured_are_not_told(
    files, card, readers, tmp_path, monkeypatch
):
    def measured(names, stream, bare):
        readers.ended += 100
        return RATES

    monkeypatch.setattr(job.rates, "measured", measured)
    outcome = filled(files, card, tmp_path / "t.parquet")
    assert outcome.ended == 1  # at the one piece of files
    assert outcome.rates == RATES
    assert readers.ended == 201


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), ReaderError("gone"), OSError(24, "oh"), MemoryError()]
)
def test_the_second_measurement_may_be_broken_off(
    files, card, readers, tmp_path, monkeypatch, error
):
    times = []

    def measured(names, stream, bare):
        times.append(len(names))
        if len(times) == 2:
            raise error
        return RATES

    monkeypatch.setattr(job.rates, "measured", measured)
    try:
        outcome = filled(files, card, tmp_path / "t.parquet")
    except KeyboardInterrupt:  # let through, it would end all the tests
        pytest.fail("no table was made")
    assert times == [5, 5]
    assert outcome.rates == RATES
    assert pq.read_metadata(tmp_path / "t.parquet").num_rows == 4
