"""Sentences, counts, sliders and rows of files of the page about the galaxies."""

from types import SimpleNamespace

import numpy as np
import pytest

from cnnviz.data import simulator
from cnnviz.data.collection import Collection
from cnnviz.data.images import CLASSES, Images
from cnnviz.evaluation import judge
from cnnviz.preprocessing import Preprocessing
from cnnviz.scale import kpc
from cnnviz.ui.data import browsing, outcome, pixels, turning, varying
from cnnviz.ui.data.choices import Data
from cnnviz.ui.data.varying import Dial
from cnnviz.ui.evaluate.data import Simulated
from cnnviz.ui.evaluate.real import Real
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.job import Cancelled
from tests.ui.data.sets import view

NO_BREAK = "\N{NO-BREAK SPACE}"
BLACK = np.zeros((8, 8, 3), np.uint8)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ([5, 5], "Balanced: guessing one class is right as often as any other."),
        ([30, 10], "Whoever always says the largest class is right in 75.0 %."),
        ([30, 0], "right in 100.0 %. 1 of 2 classes have no galaxy."),
        ([9], "There is one class alone."),
        ([0, 0], "The set is empty."),
    ],
)
def test_the_balance_in_words(counts, sentence):
    assert browsing.balance(np.array(counts)).endswith(sentence)


def test_a_galaxys_kpc_needs_redshift_and_scale():
    whole = {"redshift": 0.05, "pxscale": 0.262}
    assert browsing.kpc_per_arcsec(Galaxy("a", BLACK, (8, 8), None, whole)) == kpc(1, 0.05)
    assert kpc(1, 0.05) == pytest.approx(1.008, abs=0.005)  # Planck 2018
    for name in whole:
        one = Galaxy("a", BLACK, (8, 8), None, {name: whole[name]})
        assert browsing.kpc_per_arcsec(one) is None


def test_a_position_has_five_decimals_and_what_is_not_known_no_row():
    galaxy = Galaxy("a", BLACK, (8, 8), None, {"ra": 10.123456, "redshift": 0.0512})
    assert browsing.known_rows(galaxy) == [
        {"Quantity": "Right ascension", "Value": "10.12346", "Unit": "degrees"},
        {"Quantity": "Redshift", "Value": "0.0512", "Unit": ""},
    ]


def test_the_scale_of_a_smaller_copy():
    galaxy = Galaxy("a", BLACK, (16, 16), None, {"pxscale": 0.25})
    assert browsing._shown_scale(galaxy) == 0.5


def test_more_galaxies_follow_and_a_class_alone_has_more():
    few = view(count=140)
    assert browsing.members(few, 3).tolist() == [3 + 7 * i for i in range(8)]
    assert len(browsing.members(view(count=140, more=1), 3)) == 16
    assert len(browsing.members(view(count=140, more=9), 3)) == 20
    assert len(browsing.members(view(count=700, label=3), 3)) == 24
    assert browsing.counts(few).tolist() == [20] * 7


@pytest.mark.parametrize("label", range(7))
def test_every_slider_holds_what_was_drawn_and_stays_in_its_range(label):
    for seed in range(12):
        table = simulator.galaxy(label, seed).table
        truth = {name: column[0].item() for name, column in table.items()}
        limits = simulator.ranges(label, seed)
        for dial in varying.dials(label, seed, truth).values():
            low, high = limits[dial.name]
            assert low - 1e-9 <= dial.low < dial.high <= high + 1e-9, dial
            assert abs(dial.nearest(dial.drawn) - dial.drawn) <= dial.step, dial
            assert dial.low <= dial.nearest(1e9) <= dial.high
            assert dial.nearest(-1e9) == dial.low


def test_one_slider_by_hand():
    dial = varying._dial("pitch_angle", 4.0, 45.0, 13.4)
    assert dial == Dial("pitch_angle", 4.0, 45.0, 1.0, 13.4)
    assert (dial.title, dial.format) == ("Pitch angle of the arms (degrees)", "%.0f")
    assert [dial.nearest(x) for x in (13.4, 13.6, 0, 99)] == [13, 14, 4, 45]
    ratio = varying._dial("axis_ratio", 0.15, 1.0, 0.9)
    assert (ratio.step, ratio.format, ratio.title) == (0.01, "%.2f", "Axis ratio b/a")
    assert varying._dial("arms", 1.0, 6.0, 2.0).step == 1


def test_parameters_as_drawn_and_now():
    rows = varying.table_rows({"arms": 2.0, "seeing": 1.0}, {"arms": 3.0, "seeing": 1.0})
    assert rows[0] == {"Parameter": "Number of arms", "As drawn": "2", "Now": "3", "Unit": ""}


def test_how_far_the_eight_agree():
    found = np.full((8, 2), 0.5)
    found[:, 0] = [0.9, 0.8, 0.7, 0.6, 0.9, 0.8, 0.7, 0.4]
    found[:, 1] = 1 - found[:, 0]
    text = turning.told(found, ("Merging", "Star"))
    assert text.startswith(f"7 of 8 are called **Merging**, with 40.0{NO_BREAK}% to 90.0")
    assert f"72.5{NO_BREAK}%" in text


def test_a_set_is_added_up_with_progress_and_can_be_cancelled():
    data, told = Simulated(140, 30), []
    rule = view().card.preprocessing
    labels = data.labels().labels
    found = pixels.compute(data, labels, 7, rule, lambda *a: told.append(a))
    assert told == [(0, 140), (70, 140), (140, 140)]
    whole = np.concatenate([data.block(0), data.block(1)])
    np.testing.assert_allclose(found.means[2], whole[labels == 2].mean(axis=0))

    def cancel(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        pixels.compute(data, labels, 7, rule, cancel)


@pytest.mark.parametrize("count", [1, 69, 70, 71, 240, 241, 4_761])
def test_each_image_of_a_folder_is_added_to_its_own_class(count):
    whole = np.random.default_rng(count).integers(0, 256, (count, 4, 4, 3), dtype=np.uint8)
    labels = np.arange(count) * 6 // count
    names, may = tuple("abcdef"), np.zeros((6, 7), np.bool_)
    own = SimpleNamespace(collection=Collection(labels, names, may, (), whole.__getitem__))
    told = []
    rule = Preprocessing(size=4)
    found = pixels.compute(Real("own", own), labels, 6, rule, lambda *a: told.append(a))
    assert told[-1] == (count, count)
    np.testing.assert_array_equal(found.counts, np.bincount(labels, minlength=6))
    for k in np.unique(labels):
        members = whole[labels == k]
        np.testing.assert_allclose(found.means[k], members.mean(axis=0))
        for c in range(3):
            expected = np.bincount(members[..., c].ravel(), minlength=256)
            np.testing.assert_array_equal(found.histograms[k, c], expected)


def test_lines_of_the_histogram():
    data = Simulated(70, 0)
    rule = view().card.preprocessing
    found = pixels.compute(data, data.labels().labels, 7, rule, lambda *a: None)
    every = pixels.series(view(count=70), found)
    assert list(every) == ["Red", "Green", "Blue"]
    one = pixels.series(view(count=70, label=4), found)
    np.testing.assert_array_equal(one["Green"], found.shares(4)[1])
    blue = pixels.series(view(count=70, lines="blue"), found)
    assert tuple(blue) == CLASSES
    np.testing.assert_array_equal(blue["Merging"], found.shares(0)[2])
    assert list(pixels.series(view(count=70, lines="blue", label=4), found)) == [CLASSES[4]]
    rows = pixels.rows(view(count=70), found)
    assert len(rows) == 7 * 3 * 256
    assert sum(int(row["pixels"]) for row in rows) == 70 * 96 * 96 * 3


def hundred(labels):
    return Images(np.empty((len(labels), 1, 1, 3), np.uint8), np.array(labels))


def test_you_and_the_network_by_hand():
    you = judge(hundred([0, 1, 2, 3]), 30 * np.eye(7)[[0, 1, 0, 0]], CLASSES)
    it = judge(hundred([0, 1, 2, 3]), 30 * np.eye(7)[[0, 1, 2, 4]], CLASSES)
    text = outcome.headline("tutorial", you, it)
    assert "**You**: 2 of 4 as labelled; **tutorial**: 3 of 4 as labelled" in text
    assert "an error of 25 percentage points" in text  # sqrt(0.5 * 0.5 / 4)
    every = judge(hundred([0]), 30 * np.eye(7)[[0]], CLASSES)
    assert "cannot be told" in outcome.headline("tutorial", every, every)
    assert "tutorial" not in outcome.headline("tutorial", you, None)


def test_rows_of_the_result_and_where_two_differ():
    shown = view(count=70)
    dealt, said = [3, 10, 21], [3, 0, 0]
    it = judge(hundred([3, 3, 0]), 30 * np.eye(7)[[3, 3, 1]], CLASSES)
    you = judge(hundred([3, 3, 0]), 30 * np.eye(7)[said], CLASSES)
    assert outcome.differing(shown, dealt, said, (you, it)) == [1, 2]
    assert outcome.differing(shown, dealt, said, (you, None)) == [1]  # the label is another
    rows = outcome.rows(shown, dealt, said, (you, it))
    assert rows[1] == {
        "number": "2", "galaxy": "sim-barred-1", "label": "Barred Spiral", "you": "Merging",
        "you_right": "False", "network": "Barred Spiral", "network_right": "True",
        "network_confidence": rows[0]["network_confidence"],
    }  # fmt: skip
    assert [row["you_right"] for row in rows] == ["True", "False", "True"]
    alone = outcome.rows(shown, dealt, said, (you, None))[1]
    assert alone == {name: rows[1][name] for name in list(rows[1])[:5]}


def test_a_class_that_the_network_does_not_know_is_no_answer():
    classes = ("Merging", "Star")
    it = judge(hundred([3, 0]), np.array([[9.0, 0.0], [9.0, 0.0]]), classes)
    you = judge(hundred([3, 0]), 30 * np.eye(7)[[3, 0]], CLASSES)
    rows = outcome.rows(view(count=70), [3, 0], [3, 0], (you, it))
    assert (rows[0]["network"], rows[0]["network_right"]) == ("\N{EN DASH}", "")
    assert (rows[1]["network"], rows[1]["network_right"]) == ("Merging", "True")


def test_the_choices_of_a_first_visit_are_possible():
    from cnnviz.ui.data.reading import settle

    assert settle(Data()) == (Data(), [])


def test_the_work_has_a_key_of_its_own_for_each_set():
    keys = {pixels.key(view(**choices)) for choices in ({}, {"first": 7}, {"count": 350})}
    assert len(keys) == 3
