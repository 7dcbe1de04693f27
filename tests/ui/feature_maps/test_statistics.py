"""Tables of statistics, and maps that are zero for many galaxies."""

import numpy as np
import pytest
import streamlit
import torch

from cnnviz import weights
from cnnviz.data import simulator
from cnnviz.ui.feature_maps import lives, statistics
from cnnviz.ui.feature_maps.lives import alive
from cnnviz.ui.feature_maps.subject import subject


@pytest.fixture(scope="module")
def tutorial():
    """Which maps of the tutorial's blocks live for one of the galaxies, by PyTorch's hooks."""
    model, card = weights.load("tutorial")
    images = simulator.galaxies([j % 7 for j in range(70)], [j // 7 for j in range(70)])
    found, hooks = {}, []
    for path, module in model.named_modules():
        if isinstance(module, torch.nn.ReLU):
            keep = lambda m, i, o, path=path: found.update({path: o.numpy().any((0, 2, 3))})  # noqa: E731
            hooks.append(module.register_forward_hook(keep))
    with torch.no_grad():
        model(card.preprocessing.tensor(images.pixels))
    for hook in hooks:
        hook.remove()
    return found


def test_the_maps_that_live_are_those_of_pytorch(tutorial):
    found = alive(subject("", "tutorial"))
    assert len(tutorial) == 4
    for path, lives_there in tutorial.items():
        np.testing.assert_array_equal(found[path.replace(".", "_")], lives_there)
    assert not tutorial["block3.relu"].all()  # there is something to find
    assert found["linear"].all()


def test_galaxies_are_looked_at_in_chunks_and_a_bar_is_shown_where_it_takes_long(monkeypatch):
    shown, counted = [], []

    class Bar:
        def progress(self, share, text):
            shown.append((round(share, 3), text))

        def empty(self):
            shown.append("gone")

    monkeypatch.setattr(streamlit, "empty", Bar)
    monkeypatch.setattr(lives, "PATIENCE", -1)
    monkeypatch.setattr(
        lives, "_alive",
        lambda subject, key, first, count: counted.append((first, count)) or {
            "a": np.arange(70) == first
        },
    )  # fmt: skip
    found = alive(subject("", "tutorial"))
    assert counted == [(first, 10) for first in range(0, 70, 10)]
    assert np.flatnonzero(found["a"]).tolist() == list(range(0, 70, 10))
    assert shown == [
        *[(round(n / 70, 3), f"{n} of 70 galaxies") for n in range(10, 70, 10)],
        "gone",
    ]


def test_the_rows_of_a_layer(view_of):
    view = view_of("tutorial")
    relu = view.passed.outputs["block2_relu"]
    layer = view.subject.rule("block2_relu").layer
    rows = statistics.rows(layer, view.passed.statistics["block2_relu"])
    assert len(rows) == 6
    assert rows[5]["Dead"] == "dead"
    assert not relu[5].any()
    assert rows[0]["Dead"] == ""
    assert float(rows[0]["Largest"]) == pytest.approx(relu[0].max(), rel=1e-3)
    assert rows[0]["Zeros"] == f"{100 * (relu[0] == 0).mean():.1f}\N{NO-BREAK SPACE}%"
    vector = statistics.rows(view.subject.layers[-1], view.passed.statistics["linear"])
    assert [row["Value"] for row in vector] == list("0123456")


def test_the_file_has_every_map_with_every_digit(view_of, tutorial):
    view = view_of("tutorial")
    layers, found = view.subject.layers, view.passed.statistics
    rows = statistics.file_rows(layers, found, alive(view.subject))
    assert len(rows) == sum(layer.shape[0] for layer in layers)
    row = next(r for r in rows if (r["path"], r["map"]) == ("block1.conv", "2"))
    output = view.passed.outputs["block1_conv"][2]
    assert float(row["low"]) == output.min()
    assert float(row["high"]) == output.max()
    dead = {(r["path"], int(r["map"])) for r in rows if r["zero_for_70_galaxies"] == "1"}
    expected = {(p, c) for p, lives_there in tutorial.items() for c in np.flatnonzero(~lives_there)}
    assert expected == {(path, c) for path, c in dead if path in tutorial}
    assert "zero_for_70_galaxies" not in statistics.file_rows(layers, found, None)[0]


def test_the_layers_with_dead_maps_are_named(view_of, tutorial):
    view = view_of("tutorial")
    found = statistics.always_rows(view.subject.layers, view.passed.statistics, alive(view.subject))
    by_path = {row["Layer"]: row for row in found}
    for path, lives_there in tutorial.items():
        never = np.flatnonzero(~lives_there).tolist()
        if never:
            assert by_path[path]["Which"] == ", ".join(map(str, never))
            assert by_path[path]["Zero for all 70"] == str(len(never))
    assert "flatten" not in by_path  # its values are those of the layer before


def test_the_bars_have_the_shares(view_of):
    view = view_of("tutorial")
    costs = {
        cost.name: cost for cost in statistics.costs(view.subject.layers, view.passed.statistics)
    }
    assert list(costs) == [layer.path for layer in view.subject.layers]
    relu = view.passed.outputs["block4_relu"]
    assert costs["block4.relu"].values[0] == pytest.approx(float((relu == 0).mean()), rel=1e-5)
    assert costs["block4.relu"].texts[1] == f"{sum(not m.any() for m in relu)} of 13"
    for vector in ("flatten", "linear"):
        assert (costs[vector].texts[1], costs[vector].values[1]) == ("no maps", 0)


def test_no_map_of_a_vector_is_dead(view_of):
    view = view_of("tutorial", network="mlp")
    found = statistics.always_rows(view.subject.layers, view.passed.statistics, alive(view.subject))
    assert found == []


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0.0"), (1, "100.0"), (1e-5, "< 0.1"), (0.99999, "> 99.9"), (0.1234, "12.3")],
)
def test_only_all_is_a_hundred_per_cent(share, text):
    assert statistics.percent(share) == f"{text}\N{NO-BREAK SPACE}%"


def test_of_many_maps_the_first_are_named():
    assert statistics.named([1, 5]) == "1, 5"
    assert statistics.named(list(range(30))).endswith("22, 23, ...")
