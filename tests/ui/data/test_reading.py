"""The choices as they stand in the address."""

import pytest

from cnnviz.data import DataError
from cnnviz.training.config import PRESETS
from cnnviz.ui import sets
from cnnviz.ui.data import reading
from cnnviz.ui.data.augmenting import about, how
from cnnviz.ui.data.choices import ALL, KINDS, Data


@pytest.mark.parametrize("kinds", [(), ("zoom",), ("symmetries", "noise"), tuple(KINDS)])
def test_changes_are_read_as_they_were_written(kinds):
    assert reading.read_kinds(reading.write_kinds(kinds)) == kinds


def test_changes_come_in_their_own_order():
    assert reading.read_kinds("noise~zoom~noise") == ("zoom", "noise")


def test_strengths_are_read_as_they_were_written():
    strengths = tuple(range(0, 90, 10))
    assert reading.read_strengths(reading.write_strengths(strengths)) == strengths


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (reading.read_kinds, "zoom~warp", "'warp' is none of symmetries, rotation"),
        (reading.read_strengths, "1-2", "9 strengths are needed, not 2"),
        (reading.read_strengths, "-".join(["101"] * 9), "101 is not between 0 and 100"),
    ],
)
def test_what_cannot_be_read_is_refused(read, text, message):
    with pytest.raises(ValueError, match=message):
        read(text)


def test_the_first_strengths_are_the_explorers_own():
    assert how(Data()) == PRESETS["best"].augmentation


def test_what_is_switched_off_does_nothing():
    assert how(Data(kinds=("noise",))).noise == pytest.approx(0.03)
    assert how(Data(kinds=("noise",))).blur == 0
    assert not how(Data(kinds=("noise",))).symmetries


def test_zoom_without_turning_is_told():
    assert "switch turning on" in about(Data(kinds=("zoom",)))
    assert "switch turning on" not in about(Data(kinds=("zoom", "rotation")))
    assert "switch turning on" not in about(Data(kinds=("noise",)))


def test_a_class_that_the_set_does_not_have():
    found, notes = reading.settle(Data(label=7))
    assert found.label == ALL
    assert notes == ["All classes now: `simulated` has 7 of them."]
    assert reading.settle(Data(label=6)) == (Data(label=6), [])


def test_a_set_that_cannot_be_read(monkeypatch):
    def refuse(name):
        raise DataError("mine: cannot be read (no such file)")

    monkeypatch.setattr(sets, "of", refuse)
    found, notes = reading.settle(Data(data="mine", label=3))
    assert (found.data, found.label) == ("", ALL)
    assert notes[0].replace("\\", "").startswith("Simulated galaxies now: mine: cannot be read")
