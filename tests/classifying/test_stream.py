from threading import Event

import numpy as np
import pytest

from cnnviz.classifying.pictures import Failure, Pictures
from cnnviz.classifying.stream import CHUNK, Stream, alone, chunks

NAMES = [str(i) for i in range(20 * CHUNK + 5)]


def read(names):
    """Each name is its picture; sevens cannot be read."""
    kept = tuple(name for name in names if int(name) % 7)
    failures = tuple(Failure(name, "a seven") for name in names if not int(name) % 7)
    return Pictures(kept, np.array([int(name) for name in kept]), failures)


def compute(pixels):
    return np.stack([pixels, -pixels], axis=1).astype(float)


def collected(found):
    names, rows, failures = [], [], []
    for each in found:
        assert len(each) == len(each.names) + len(each.failures)
        names += each.names
        rows += each.probabilities.tolist()
        failures += [failure.name for failure in each.failures]
    return names, rows, failures


def test_chunks_are_the_names_in_order():
    assert list(chunks("abcde", 2)) == [["a", "b"], ["c", "d"], ["e"]]
    assert list(chunks("", 2)) == []


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_every_file_comes_once_and_in_order(threads):
    if threads:
        with Stream(read, compute, threads) as both:
            names, rows, failures = collected(both.classified(NAMES))
    else:
        names, rows, failures = collected(alone(NAMES, read, compute))
    assert names == [name for name in NAMES if int(name) % 7]
    assert rows == [[int(name), -int(name)] for name in names]
    assert failures == [name for name in NAMES if not int(name) % 7]


def test_the_first_that_is_slow_holds_up_reading_further(monkeypatch):
    go, asked = Event(), []

    def slow(names):
        asked.append(names)
        if len(asked) == 4 * 2:  # all others are read meanwhile
            go.set()
        if names[0] == "0":
            assert go.wait(60)
        return read(names)

    submitted = []
    with Stream(slow, compute, 2) as both:
        submit = both.reading.submit
        monkeypatch.setattr(
            both.reading, "submit", lambda *words: submitted.append(1) or submit(*words)
        )
        found = both.classified(NAMES)
        assert next(found).names[0] == "1"
        assert len(submitted) == 4 * 2
        next(found)
        assert len(submitted) == 4 * 2 + 1
        assert len(collected(found)[0]) + len(collected(found)[2]) > 0
    assert len(asked) == len(submitted) == 21


@pytest.mark.parametrize("part", ["read", "compute"])
def test_a_mistake_in_a_thread_is_raised(part):
    def wrong(what):
        raise RuntimeError("oh")

    with (
        Stream(*{"read": (wrong, compute), "compute": (read, wrong)}[part], 2) as both,
        pytest.raises(RuntimeError, match="oh"),
    ):
        list(both.classified(NAMES))


def test_what_is_left_is_not_begun_when_it_is_broken_off():
    begun, go, asked = Event(), Event(), []

    def held(names):
        asked.append(names)
        if len(asked) == 2:
            begun.set()
            assert go.wait(60)
        return read(names)

    with Stream(held, compute, 1) as both:
        next(both.classified(NAMES))  # four pieces are to be read; it is the first
        assert begun.wait(60)
    go.set()
    both.reading.shutdown(wait=True)
    both.computing.shutdown(wait=True)
    assert len(asked) == 2
