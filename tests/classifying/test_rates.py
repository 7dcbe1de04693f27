import numpy as np
import pytest

from cnnviz.classifying import rates
from cnnviz.classifying.pictures import Failure, Pictures
from cnnviz.classifying.rates import Rates
from cnnviz.classifying.stream import Stream


def test_shares_by_hand():
    found = Rates(reader=400, bare=50, network=100, threads=2)
    assert found.share(40) == pytest.approx(0.8)
    assert found.in_turns == pytest.approx(80)  # 1/400 + 1/100 = 1/80
    assert found.share_in_turns(60) == pytest.approx(0.75)
    assert Rates(100, 400, 400, 2).share(80) == pytest.approx(0.8)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(rates, "SECONDS", 0.01)


def test_a_sample_over_all_files_is_read_once_and_classified_again_and_again(quick, monkeypatch):
    monkeypatch.setattr(rates, "SECONDS", 60)
    asked, computed = [], []

    def read(names):
        asked.extend(names)
        return Pictures(tuple(names), np.zeros((len(names), 1)))

    def compute(pixels):
        computed.append(len(pixels))
        if len(computed) > 100:
            monkeypatch.setattr(rates, "SECONDS", 0)
        return pixels

    def bare(pixels):
        whole.append(len(pixels))
        return pixels

    names, whole = [str(i) for i in range(1_000)], []
    with Stream(read, compute, 2) as both:
        found = rates.measured(names, both, bare)
    assert found.reader > 0
    assert found.network > 0
    assert found.bare > 0
    assert whole == [16]
    assert sorted(asked[1:], key=int) == names[::2]
    assert len(computed) > 100
    assert set(computed) <= {32, 21}  # 501 images in pieces of 32


def test_without_an_image_that_can_be_read_there_are_none(quick):
    def read(names):
        return Pictures((), np.zeros((0, 1)), tuple(Failure(name, "no") for name in names))

    with Stream(read, lambda pixels: pixels, 2) as both:
        assert rates.measured(["a", "b"], both, lambda pixels: pixels) is None


def test_the_mean_of_what_was_measured():
    assert rates.mean(Rates(10, 4, 40, 2), None, Rates(20, 2, 20, 2)) == Rates(15, 3, 30, 2)
    assert rates.mean(None, None) is None
