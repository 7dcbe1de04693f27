"""What cannot be built is one sentence, and nothing is allocated before it is said."""

import pytest
import torch

from cnnviz import zoo
from cnnviz.builder import Block, Network, check, module


def many(*blocks, **others):
    return Network(blocks=blocks, **others)


@pytest.mark.parametrize(("network", "sentence"), [
    (
        many(*[Block(4)] * 7),
        "block 7: pooling needs 2 by 2 pixels, but its maps have 1 by 1",
    ),
    (
        many(Block(4), Block(4, kernel=5, dilation=3), size=16, padding="none"),
        "block 2: a kernel of 5 with dilation 3 spans 13 pixels, but its input has 7 pixels "
        "along each edge",
    ),
    (
        many(Block(4, kernel=11), Block(4, kernel=3), size=11, padding="none"),
        "block 1: pooling needs 2 by 2 pixels, but its maps have 1 by 1",
    ),
    (
        many(Block(4, kernel=9), size=8, padding="none"),
        "block 1: a kernel of 9 spans 9 pixels, but its input has 8 pixels along each edge",
    ),
    (
        many(Block(4), Block(4, residual=True), padding="none", size=20),
        "block 2: a residual connection adds maps of one size, but the convolutions make 7 by 7 "
        "pixels and the shortcut 9 by 9; padding and an odd kernel make them equal",
    ),
    (
        many(Block(1024, kernel=10, pooling="none"), size=512),
        "block 1: 1024 maps of 513 by 513 pixels are more than 268,435,456 values",
    ),
    (
        many(Block(1024, pooling="none"), size=512),
        # 1024·27 + 1024 + 7·268,435,456 + 7
        "the network has 1,879,076,871 parameters, more than 200,000,000",
    ),
])  # fmt: skip
def test_the_impossible_is_one_sentence(network, sentence):
    for refuse in (check, module):
        with pytest.raises(ValueError, match=r".") as found:
            refuse(network)
        assert str(found.value) == sentence


@pytest.mark.parametrize("network", [
    many(Block(4, kernel=10), Block(4, kernel=4), size=10),
    many(Block(4, kernel=8, pooling="none"), size=8, padding="none"),
    many(Block(1024, pooling="none"), size=512, head="global_average"),
])  # fmt: skip
def test_what_just_fits_is_built(network):
    check(network)
    with torch.device("meta"):
        module(network)


def test_nothing_is_made_of_what_is_too_large(monkeypatch):
    monkeypatch.setattr(torch, "empty", lambda *_, **__: pytest.fail("memory was taken"))
    with pytest.raises(ValueError, match="more than 200,000,000"):
        zoo.build("built", size=512, blocks=[{"channels": 1024, "pooling": "none"}])


def test_the_largest_parameters_by_hand():
    network = many(Block(8, pooling="none"), size=8, head="flatten", dense=(4096, 4096))
    model = module(network)
    expected = (8 * 27 + 8) + (512 * 4096 + 4096) + (4096 * 4096 + 4096) + (4096 * 7 + 7)
    assert zoo.parameter_count(model) == expected
