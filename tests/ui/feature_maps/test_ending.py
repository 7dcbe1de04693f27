"""The class in numbers: rows of tables and files, and the way down."""

import re
from itertools import pairwise

import numpy as np
import pytest
import torch

from cnnviz import inference, origin, weights
from cnnviz.builder import Network
from cnnviz.data.images import CLASSES
from cnnviz.origin import IMAGE
from cnnviz.ui import cached
from cnnviz.ui.feature_maps import ending, numbers
from cnnviz.ui.feature_maps.formulas import numeral
from cnnviz.ui.galaxy import from_file
from tests.pages.opening import png
from tests.ui.feature_maps.conftest import GALAXY


def logits(name):
    model, card = weights.load(name)
    x = card.preprocessing.tensor(card.preprocessing.pixels(GALAXY.pixels)[None])
    with torch.no_grad():
        return model(x)[0]


@pytest.mark.parametrize("name", weights.names())
def test_the_table_of_classes_is_pytorchs(view_of, name):
    found, z = ending.of(view_of(name)), logits(name).double()
    rows = ending.class_rows(found)
    assert [row["class"] for row in rows] == list(CLASSES)
    f = z.softmax(0)
    for row, logit, share in zip(rows, z, f, strict=True):
        assert float(row["logit"]) == pytest.approx(float(logit), rel=1e-5, abs=1e-5)
        assert float(row["probability"]) == pytest.approx(float(share), rel=1e-4, abs=1e-9)
        assert float(row["minus_log_probability"]) == pytest.approx(-float(share.log()), rel=1e-4)
    shown = ending.rows(found)
    assert [row["k"] for row in shown] == [*"0123456", ""]
    assert shown[3]["Class"] == "Barred Spiral  (true)"
    assert shown[3]["Softmax f"] == numeral(float(f[3]))
    assert float(shown[-1]["exp(z)"]) == pytest.approx(float(z.exp().sum()), rel=1e-3)


@pytest.mark.parametrize(
    ("name", "columns", "count"),
    [("tutorial", ["index", "map", "row", "column"], 468), ("explorer", ["index", "map"], 96)],
)
def test_the_terms_in_the_file_add_up_to_the_logit(view_of, name, columns, count):
    for k in (0, 6):
        found = ending.of(view_of(name, target=k))
        rows = ending.term_rows(found)
        assert list(rows[0]) == [*columns, "value", "weight", "product"]
        assert len(rows) == count + 1
        assert rows[-1]["index"] == "bias"
        total = sum(float(row["product"]) for row in rows)
        assert total == pytest.approx(float(logits(name)[k]), rel=1e-5, abs=1e-5)
        for row in rows[:-1:7]:
            assert float(row["product"]) == pytest.approx(
                float(row["value"]) * float(row["weight"])
            )


def test_a_term_stands_where_the_maps_have_its_value(view_of):
    view = view_of("tutorial")
    found, relu = ending.of(view), view.passed.outputs["block4_relu"]
    for row in ending.term_rows(found)[:-1:11]:
        place = tuple(int(row[name]) for name in ("map", "row", "column"))
        assert float(row["value"]) == relu[place]


def test_the_answer_is_listed_unless_another_class_is_asked_for(view_of):
    assert ending.of(view_of("tutorial")).target == int(logits("tutorial").argmax())
    assert ending.of(view_of("tutorial", target=6)).target == 6
    assert ending.of(view_of("tutorial", target=6)).judged == 3  # the true one


def test_without_a_true_class_the_chosen_one_is_assumed(view_of):
    own = from_file(png(), "m31.png")
    found = ending.of(view_of("tutorial", galaxy=own, target=2))
    assert (found.label, found.judged) == (None, 2)
    lenet = ending.of(view_of("tutorial", network="lenet5"))
    assert (lenet.label, lenet.judged) == (None, int(lenet.logits.argmax()))
    assert lenet.names == tuple(f"output {k}" for k in range(10))


def test_the_likeliest_of_many_classes_stand_first(view_of):
    built = Network(size=32, classes=40)
    rows = ending.rows(ending.of(view_of("tutorial", network="built", built=built)))
    assert len(rows) == 41
    shares = [float(row["Softmax f"]) for row in rows[:-1]]
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("network", ["", "lenet5", "mlp", "built"])
def test_the_largest_terms_lead_down_to_the_galaxy(view_of, network):
    view = view_of("explorer", network=network, target=1)
    steps = ending.down(ending.of(view))
    assert steps[0] == (view.subject.layers[-1].name, (1,))
    assert steps[-1][0] == IMAGE or len(steps[-1][1]) == 3  # or into the padding
    for (layer, unit), (source, below) in pairwise(steps):
        terms = origin.origin(view.subject.rule(layer), view.passed.outputs, unit)
        largest = max(terms.terms, key=lambda term: abs(term.product))
        assert abs(largest.product) == pytest.approx(
            max(abs(t.product) for t in terms.terms if (t.source, t.unit) == (source, below))
        )


def test_the_way_down_a_large_network_ends_where_its_numbers_do(view_of):
    view = view_of("tutorial", network="resnet18", target=1)
    steps = ending.down(ending.of(view))
    assert [layer for layer, _ in steps] == ["fc", "flatten"]


def test_pytorchs_own_numbers_are_told(view_of):
    text = numbers.checked(ending.of(view_of("tutorial")))
    z = logits("tutorial")
    loss = torch.nn.functional.cross_entropy(z[None], torch.tensor([3]))
    said = re.search(r"z = (\S+), softmax (\S+), cross-entropy (\S+)\. .* is (\S+) of", text)
    logit, share, entropy, difference = map(float, said.groups())
    assert logit == pytest.approx(float(z[3]), rel=1e-5)
    assert share == pytest.approx(float(z.softmax(0)[3]), rel=1e-5)
    assert entropy == pytest.approx(float(loss), rel=1e-5)
    assert 0 < difference < 1e-6


def test_the_softmax_of_the_table_is_the_one_of_the_home_page(view_of):
    network, card = cached.model("explorer")
    expected = inference.probabilities(network, card.preprocessing, GALAXY.pixels[None])[0]
    found = ending.of(view_of("explorer")).decision.probabilities
    np.testing.assert_allclose(found, expected, rtol=1e-5)
