"""The networks beside the chosen model."""

import pytest

from cnnviz import layers
from cnnviz.builder import Block, Network
from cnnviz.ui import networks


@pytest.mark.parametrize("name", networks.TITLES)
def test_the_table_is_the_zoos(name):
    assert networks.table(name) == tuple(layers.of(name))


def test_a_built_network_has_its_own_table():
    built = Network(size=32, blocks=(Block(3),))
    assert networks.table("built", built)[0].shape == (3, 32, 32)
    assert networks.table("lenet5", built)[0].shape == (6, 24, 24)
    assert networks.arguments("lenet5", built) == {}


def test_the_network_of_the_page_of_the_layers_is_taken_where_none_is_described(monkeypatch):
    known = {"network_built": '{"size":32,"blocks":[{"channels":3}]}'}
    monkeypatch.setattr(networks, "kept", lambda page: known)
    assert networks.built_before(networks.TUTORIAL) == (Network(size=32, blocks=(Block(3),)), "")
    own = Network(size=64)
    assert networks.built_before(own) == (own, "")
    known["network_built"] = '{"size":8,"blocks":[{"channels":4,"stride":4},{"channels":4}]}'
    found, problem = networks.built_before(networks.TUTORIAL)
    assert found is networks.TUTORIAL
    assert problem == "block 2: pooling needs 2 by 2 pixels, but its maps have 1 by 1"


def test_one_of_the_known_words():
    assert networks.one_of("a", ("a", "b")) == "a"
    with pytest.raises(ValueError, match="'c' is none of a, b"):
        networks.one_of("c", ("a", "b"))
