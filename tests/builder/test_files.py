"""Descriptions as JSON: there and back, and whatever else may be in a file or an address."""

import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz import weights, zoo
from cnnviz.builder import Block, Network, from_arguments, from_json, to_arguments, to_json
from cnnviz.card import Card
from cnnviz.preprocessing import Preprocessing
from cnnviz.training.config import Config
from tests.builder.networks import NETWORKS


def test_only_what_differs_is_written():
    assert to_json(Network()) == '{"name":"built","arguments":{}}'
    network = Network(blocks=(Block(8), Block(16, kernel=5)), dense=(64,))
    assert json.loads(to_json(network, indent=2))["arguments"] == {
        "blocks": [{"channels": 8}, {"channels": 16, "kernel": 5}], "dense": [64],
    }  # fmt: skip


def test_a_training_and_the_zoo_take_the_file():
    network = Network(size=64, blocks=(Block(5), Block(7)), classes=3)
    config = Config(network=json.loads(to_json(network)))
    model = zoo.build(config.network["name"], **config.network["arguments"])
    assert model.linear.in_features == 7 * 16**2


def test_trained_weights_are_kept_with_the_description(tmp_path):
    network = Network(
        blocks=(Block(5, residual=True), Block(7, pooling="none")), dense=(9,), batch_norm=True
    )
    model = zoo.build("built", **to_arguments(network)).eval()
    card = Card(
        "mine",
        "Mine",
        json.loads(to_json(network)),
        tuple("abcdefg"),
        Preprocessing(),
        0,
        "",
        "",
        0,
    )
    weights.save(tmp_path / "mine", model, card)
    again, loaded = weights.load(tmp_path / "mine")
    assert from_arguments(loaded.build["arguments"]) == network
    x = torch.randn(1, 3, 96, 96, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(again(x), model(x), rtol=0, atol=0)


@settings(max_examples=60, deadline=None)
@given(NETWORKS)
def test_there_and_back(network):
    for text in (to_json(network), to_json(network, 2), json.dumps(to_arguments(network))):
        assert from_json(text) == network
    assert from_arguments(to_arguments(network)) == network


@pytest.mark.parametrize(("text", "sentence"), [
    ("", "the description is not JSON (Expecting value, line 1)"),
    ("[" * 7_000, "the description is not JSON"),
    ("9" * 6_000, "the description is not JSON"),
    (" " * 8_001, "the description has 8,001 letters, more than 8,000"),
    ("[]", "a description is a JSON object, got a list"),
    ("null", "a description is a JSON object, got None"),
    ('{"name": "vgg16", "arguments": {}}', "the network is called 'built', got 'vgg16'"),
    ('{"arguments": [], "name": "built"}', "a description is a JSON object, got a list"),
    ('{"arguments": {}, "more": 1}', "the description has no 'more'; there are arguments, name"),
    ('{"widths": 3}', "the network has no 'widths'; there are activation, batch_norm, blocks, "
     "classes, dense, dropout, head, in_channels, padding, size"),
    ('{"blocks": 3}', "blocks are a list, got 3"),
    ('{"blocks": []}', "blocks: there are 1 to 8, got 0"),
    ('{"blocks": [1]}', "block 1 is a JSON object, got 1"),
    ('{"blocks": [{}]}', "block 1: its channels are missing"),
    ('{"blocks": [{"channels": 4}, {"channels": 4, "width": 2}]}', "block 2: a block has no "
     "'width'; there are channels, convolutions, dilation, kernel, pooling, residual, stride"),
    ('{"blocks": [{"channels": 1000000000}]}',
     "block 1: channels is a whole number from 1 to 1024, got 1000000000"),
    ('{"blocks": [{"channels": true}]}',
     "block 1: channels is a whole number from 1 to 1024, got True"),
    ('{"blocks": [{"channels": 4, "kernel": 3.0}]}',
     "block 1: kernel is a whole number from 1 to 11, got 3.0"),
    ('{"blocks": [{"channels": 4, "pooling": "median"}]}',
     "block 1: pooling is one of max, average, none, got 'median'"),
    ('{"blocks": [{"channels": 4, "residual": 1}]}',
     "block 1: residual is true or false, got 1"),
    ('{"size": ' + "9" * 400 + "}",
     "size is a whole number from 8 to 512, got a number with more than 15 digits"),
    ('{"size": Infinity}', "size is a whole number from 8 to 512, got inf"),
    ('{"dropout": NaN}', "dropout is a number from 0 to 0.9, got nan"),
    ('{"dropout": 1}', "dropout is a number from 0 to 0.9, got 1"),
    ('{"dropout": true}', "dropout is a number from 0 to 0.9, got True"),
    ('{"dense": 64}', "dense layers are a list, got 64"),
    ('{"dense": [1, 1, 1, 1, 1]}', "dense layers: there are 0 to 4, got 5"),
    ('{"dense": [0]}', "a dense layer's width is a whole number from 1 to 4096, got 0"),
    ('{"batch_norm": "yes"}', "batch_norm is true or false, got 'yes'"),
    ('{"activation": {"a": 1}}', "activation is one of relu, leaky_relu, elu, gelu, silu, tanh, "
     "sigmoid, none, got an object"),
    ('{"head": "' + "x" * 900 + '"}',
     "head is one of flatten, global_average, got 'xxxxxxxxxxxxxxxxxxx..."),
])  # fmt: skip
def test_what_is_no_description_is_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=r".") as found:
        from_json(text)
    assert str(found.value) == sentence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("name", "arguments", "blocks", "channels", "dense", "size", "head")),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_any_json_is_a_network_or_a_sentence(value):
    found = read(json.dumps(value))
    if isinstance(found, str):
        assert "\n" not in found
        assert len(found) < 400
    else:
        assert from_json(to_json(found)) == found


def read(text):
    """The network, or why it is none."""
    try:
        return from_json(text)
    except ValueError as error:
        return str(error)
