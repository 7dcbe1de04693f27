"""What the microscope is told, what it may say, and that its code is whole."""

import json
import re
from collections import Counter
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from torch import nn

from cnnviz import activations, origin, zoo
from cnnviz.origin import IMAGE
from cnnviz.ui.components import Net, Preview, Run, Standing
from cnnviz.ui.components.microscope import checked_walk, checked_want
from cnnviz.ui.components.microscope_data import derived, pack_net, pack_run, taps

shown = import_module("cnnviz.ui.components.microscope")  # the package has a function of this name
CODE = shown._HERE / "microscope_code"
NAMED = re.compile(r"^(?:const|let|function|async function)\s+(\w+)", re.MULTILINE)
SIZE = (3, 32, 32)
KINDS = {"f4": "<f4", "u1": "u1"}


def made(**options):
    """A tutorial network for small pictures and what it makes of noise."""
    torch.manual_seed(2)
    model = zoo.freeze(zoo.build("galaxy_cnn", size=32, channels=(4, 6)).eval())
    x = torch.randn(1, *SIZE)
    outputs = {IMAGE: x[0].numpy()}
    outputs |= {name: y[0].numpy() for name, y in activations.record(model, x).items()}
    net = Net("small", "a small network", SIZE, origin.rules(model, SIZE), **options)
    pixels = np.arange(32 * 32 * 3, dtype=np.uint8).reshape(32, 32, 3)
    return Run("noise", net, "noise", pixels, outputs, label=1)


def opened(message):
    """Header and reader of blocks, as the browser opens them."""
    length = int.from_bytes(message[:4], "little")
    body = message[4 + length :]

    def read(block):
        assert (4 + length + block["at"]) % 4 == 0
        return np.frombuffer(body, KINDS[block["type"]], block["n"], block["at"])

    return json.loads(message[4 : 4 + length]), read


def test_outputs_arrive_bit_for_bit():
    run = made()
    header, read = opened(pack_run(run))
    assert (header["key"], header["net"], header["label"]) == ("noise", "small", 1)
    assert np.array_equal(read(header["pixels"]), run.pixels.ravel())
    assert header["outputs"].keys() == run.outputs.keys()
    found = {}
    for name, block in header["outputs"].items():
        if "of" in block:
            values = found[block["of"]]
            found[name] = np.maximum(values, 0) if block["positive"] else values
        else:
            found[name] = read(block)
        assert np.array_equal(found[name], run.outputs[name].ravel()), name
    left_out = {name for name, block in header["outputs"].items() if "of" in block}
    assert left_out == {"block1_relu", "block2_relu", "flatten"}


def test_what_only_looks_derived_is_sent():
    run = made()
    changed = run.outputs["flatten"].copy()
    changed[3] += 1e-6
    assert derived("flatten", replace(run, outputs=run.outputs | {"flatten": changed})) is None
    alone = {"flatten": run.outputs["flatten"]}
    assert derived("flatten", replace(run, outputs=alone)) is None
    assert derived(IMAGE, run) is None
    assert derived("linear", run) is None


def test_rules_arrive_with_their_weights():
    run = made()
    header, read = opened(pack_net(run.net))
    assert header["size"] == [3, 32, 32]
    for layer, rule in zip(header["layers"], run.net.rules, strict=True):
        operation = rule.operation
        assert (layer["name"], layer["kind"]) == (rule.layer.name, rule.layer.kind)
        assert layer["sources"] == list(rule.sources)
        assert layer["field"]["size"] == list(rule.layer.field.size)
        assert layer["rule"]["type"] == type(operation).__name__.lower()
        if hasattr(operation, "weight"):
            assert layer["rule"]["size"] == list(operation.weight.shape)
            assert np.array_equal(read(layer["rule"]["weight"]), operation.weight.ravel())
            assert np.array_equal(read(layer["rule"]["bias"]), operation.bias)
        if hasattr(operation, "rows"):
            assert spelled(layer["rule"]["rows"]) == [list(t) for t in operation.rows]


def spelled(rule):
    """Taps as the browser reads them."""
    if isinstance(rule, list):
        return rule
    starts = [rule["first"] + i * rule["step"] for i in range(rule["count"])]
    return [[start + j * rule["apart"] for j in range(rule["taps"])] for start in starts]


@given(st.lists(st.lists(st.integers(-9, 300), max_size=4).map(tuple), min_size=1, max_size=6))
def test_taps_are_what_they_were(reads):
    assert spelled(taps(tuple(reads))) == [list(t) for t in reads]


def test_taps_of_a_sliding_window_are_five_numbers():
    reads = tuple(tuple(2 * i - 1 + 3 * j for j in range(5)) for i in range(100))
    assert taps(reads) == {"count": 100, "first": -1, "step": 2, "apart": 3, "taps": 5}


def test_weights_that_are_not_wanted_stay():
    run = made(weighted={"linear"}, slices={("block2_conv", 4)})
    header, read = opened(pack_net(run.net))
    layers = {layer["name"]: layer["rule"] for layer in header["layers"]}
    assert layers["block1_conv"]["weight"] is layers["block2_conv"]["weight"] is None
    assert layers["block1_conv"]["slices"] == {}
    assert layers["linear"]["weight"]["n"] == 7 * 6 * 8 * 8
    weight = next(r.operation.weight for r in run.net.rules if r.layer.name == "block2_conv")
    [(channel, block)] = layers["block2_conv"]["slices"].items()
    assert channel == "4"
    assert np.array_equal(read(block), weight[4].ravel())


def test_previews_arrive():
    rng = np.random.default_rng(1)
    pictures = rng.integers(0, 256, (2, 5, 7), dtype=np.uint8)
    low, high, mean, zeros = rng.normal(size=(4, 4)).astype(np.float32)
    run = replace(
        made(), outputs={}, previews={"block1_conv": Preview(pictures, low, high, mean, zeros)}
    )
    header, read = opened(pack_run(run))
    found = header["previews"]["block1_conv"]
    assert found["shape"] == [2, 5, 7]
    assert np.array_equal(read(found["pictures"]), pictures.ravel())
    assert np.array_equal(read(found["low"]), low)
    assert np.array_equal(read(found["zeros"]), zeros)


def test_every_kind_of_rule_can_be_told():
    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = nn.BatchNorm2d(3)
            self.conv = nn.Conv2d(3, 6, 3, padding=1, groups=3)
            self.pool = nn.MaxPool2d(3, 2, 1)

        def forward(self, x):
            y = self.pool(self.conv(nn.functional.relu(self.norm(x) + x)))
            return torch.cat([y, y], 1)

    model = zoo.freeze(Odd().eval())
    header, _ = opened(pack_net(Net("odd", "odd", SIZE, origin.rules(model, SIZE))))
    rules = [layer["rule"] for layer in header["layers"]]
    assert [rule["type"] for rule in rules] == [
        "normalisation", "addition", "function", "convolution", "maximum", "unexplained",
    ]  # fmt: skip
    assert rules[3]["groups"] == 3
    assert rules[5]["why"]


WALK = {
    "view": "map", "trail": [["linear", [3]], ["flatten", [101]], ["block1_conv", [2, 4, 5]]],
    "which": 1, "pictures": "", "kernels": False,
}  # fmt: skip


def test_a_walk_is_taken_as_it_is():
    trail = (("linear", (3,)), ("flatten", (101,)), ("block1_conv", (2, 4, 5)))
    assert checked_walk(WALK, [made()]) == Standing("map", trail)
    assert checked_walk(WALK | {"view": "network", "trail": []}, [made()]) == Standing()
    pixel = checked_walk(WALK | {"trail": [["", [2, 31, 0]]]}, [made()])
    assert pixel == Standing("map", (("", (2, 31, 0)),))
    looks = {"trail": [], "which": 2, "pictures": "large", "kernels": True}
    found = checked_walk(WALK | looks, [made(), made()])
    assert found == Standing("map", (), 2, "large", True)


HOSTILE = [
    None, [], "map", {}, {"view": "map"}, WALK | {"view": "all"}, WALK | {"view": None},
    WALK | {"view": ["map"]}, WALK | {"trail": None}, WALK | {"trail": "linear"},
    WALK | {"trail": [["linear", [3]]] * 65}, WALK | {"trail": [["linear"]]},
    WALK | {"trail": [["linear", [3], 1]]}, WALK | {"trail": [["linear", 3]]},
    WALK | {"trail": [["linear", ["3"]]]}, WALK | {"trail": [["linear", [3.0]]]},
    WALK | {"trail": [["linear", [True]]]}, WALK | {"trail": [["linear", [None]]]},
    WALK | {"trail": [["linear", [float("nan")]]]}, WALK | {"trail": [["linear", [-1]]]},
    WALK | {"trail": [["linear", [7]]]}, WALK | {"trail": [["linear", [10**30]]]},
    WALK | {"trail": [["linear", [3, 0, 0]]]}, WALK | {"trail": [["nothing", [3]]]},
    WALK | {"trail": [[{}, [3]]]}, WALK | {"trail": [["block1_conv", [2, 4]]]},
    WALK | {"which": 2}, WALK | {"which": 0}, WALK | {"which": True}, WALK | {"which": "1"},
    WALK | {"pictures": "huge"}, WALK | {"pictures": None}, WALK | {"kernels": 1},
    {name: value for name, value in WALK.items() if name != "which"},
    WALK | {"trail": [["", [3, 0, 0]]]}, WALK | {"trail": {"linear": [3]}},
    WALK | {"trail": [["linear", [3]], None]}, WALK | {"trail": [["linear", []]]},
]  # fmt: skip


@pytest.mark.parametrize("sent", HOSTILE, ids=lambda sent: json.dumps(sent)[:60])
def test_what_no_browser_of_ours_sends_is_nothing(sent):
    assert checked_walk(sent, [made()]) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
RUN = made()


@given(ANYTHING, ANYTHING)
def test_anything_may_come(view, trail):
    checked_walk(WALK | {"view": view, "trail": trail}, [RUN])
    checked_walk(WALK | {"which": view, "pictures": trail, "kernels": view}, [RUN])
    checked_want({"layer": view, "channel": trail}, [RUN])
    assert checked_walk(view, [RUN]) is checked_want(trail, [RUN]) is None


def test_a_trail_is_one_networks():
    other = replace(made(), net=Net("tiny", "tiny", SIZE, made().net.rules[:2]))
    assert checked_walk(WALK, [other]) is None
    assert checked_walk(WALK, [other, made()])


def test_a_wish_is_a_layer_and_one_of_its_channels():
    run = made()
    assert checked_want({"layer": "block1_conv", "channel": 3}, [run]) == ("block1_conv", 3)
    assert checked_want({"layer": "linear", "channel": 6}, [run]) == ("linear", 6)
    for layer, channel in (
        ("block1_conv", 4), ("block1_conv", -1), ("block1_conv", True), ("block1_conv", 1.0),
        ("nothing", 0), (None, 0), (["linear"], 0), ("linear", None),
    ):  # fmt: skip
        assert checked_want({"layer": layer, "channel": channel}, [run]) is None


def test_the_code_is_whole_and_no_name_in_it_means_two_things():
    files = {path.stem for path in CODE.glob("*.js")}
    assert files == {*shown._PARTS}
    counts = Counter(NAMED.findall(shown._code()))
    assert [name for name, count in counts.items() if count > 1] == []
    assert len(counts) > 100  # so that the pattern sees them
    assert shown._code().count("export default") == 1


@pytest.mark.parametrize("part", [*shown._PARTS])
def test_no_part_asks_the_network_or_writes_markup_of_a_visitor(part):
    source = (CODE / f"{part}.js").read_text(encoding="utf-8")
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|https?://", source)
    assert ("innerHTML" in source) == (part == "frame")  # there for the project's own file
    assert len(source.splitlines()) < 200


def test_a_page_with_a_microscope_sends_each_network_once():
    def page():
        from dataclasses import replace

        from cnnviz.ui.components import Standing, microscope
        from tests.ui.test_microscope import made

        runs = [made(), replace(made(), key="other")]
        microscope(runs, key="here", standing=Standing("map", which=2), on_walk=print)

    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    assert [element.proto.id.split("-")[-1] for element in at.get("bidi_component")] == [
        "here_code", "here_net_0", "here_run_0", "here_run_1", "here",
    ]  # fmt: skip
    told = json.loads(at.get("bidi_component")[-1].proto.json)
    assert told == {
        "runs": ["noise", "other"], "colours": "map", "view": "map", "trail": [], "which": 2,
        "pictures": "", "kernels": False,
    }  # fmt: skip
