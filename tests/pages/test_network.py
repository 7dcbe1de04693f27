"""The page of the layers, without a browser."""

import pytest

from cnnviz import builder, weights
from cnnviz.builder import Block, Network
from cnnviz.ui.network import compare, sections
from cnnviz.ui.network.choices import TITLES, VIEWS
from cnnviz.ui.network.presets import PRESETS
from tests.pages.network import (
    PAGE,
    control,
    described,
    open_network,
    own,
    parameters,
    shapes,
    text,
    written,
)
from tests.pages.opening import html, open_app


def test_the_first_visit_shows_the_chosen_model():
    at = open_network()
    assert parameters(at) == 256_927
    assert written(at) == {}
    assert list(at.main.dataframe[0].value["Layer"])[1] == "stem.conv"


def test_the_chosen_model_is_followed():
    at = open_app(PAGE, model="tutorial")
    assert parameters(at) == 5178
    next(s for s in at.sidebar.selectbox if s.label == "Model").select("explorer").run()
    assert parameters(at) == 256_927
    control(at, "Network").select("tutorial").run()
    assert parameters(at) == 5178
    assert written(at) == {"model": "tutorial"}


@pytest.mark.parametrize("model", [*TITLES, *weights.names()])
def test_every_network_has_its_page(model):
    at = open_network(model=model)
    table = at.main.dataframe[0].value
    assert table["Parameters"].iloc[-1] == f"together = {parameters(at):,}"


def test_lenets_tensors_are_the_lectures():
    assert shapes(open_network(model="lenet5"))[:5] == [
        "28x28x1", "24x24x6", "12x12x6", "8x8x16", "4x4x16",
    ]  # fmt: skip


def test_resnet_152_in_every_layer_and_in_blocks():
    at = open_network(model="resnet152")
    assert parameters(at) == 60_192_808  # as torchvision publishes
    assert len(at.main.dataframe[0].value) == 515 + 2
    at.main.button_group(key="network_rows").set_value("stages").run()
    assert not at.exception
    assert "layer3.0 to 35 (36 blocks)" in list(at.main.dataframe[0].value["Layers"])


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("choices", [
    {}, {"model": "resnet18", "other": "vgg11", "block": "99"}, {"model": "mlp", "other": "mlp"},
    {"model": "built", "other": "lenet5", "task": "digits"},
    {"model": "built", "task": "photographs", "built": builder.to_json(PRESETS["dilated"][1])},
])  # fmt: skip
def test_every_section_goes_with_every_kind_of_network(view, choices):
    at = open_network(view=view, **choices)
    assert at.main.button_group(key="network_view").value == view


def test_every_section_has_a_title():
    assert set(sections.TITLES) == set(VIEWS)


def test_two_networks_side_by_side():
    at = open_network(model="alexnet")
    control(at, "Beside it").select("vgg16").run()
    table = at.main.table[0].value.set_index("Quantity")
    assert list(table.loc["Parameters"])[:2] == ["61,100,840", "138,357,544"]  # torchvision
    assert "Both take images of" in text(at)
    control(at, "Beside it").select("lenet5").run()
    assert "They do not have the same task" in text(at)
    assert "dense layers have 96" in text(at)


@pytest.mark.parametrize("title", compare.PAIRS)
def test_pairs_are_offered(title):
    at = open_network(view="compare")
    next(b for b in at.main.button if b.label == title).click().run()
    assert not at.exception
    assert "Both take images of" in text(at)
    if "Fully" not in title:
        assert "no weights here" in text(at)


def test_a_network_that_cannot_have_the_task_says_so():
    at = open_network(model="alexnet", task="digits")
    assert "needs images of at least 64 pixels" in text(at)
    assert not at.main.dataframe
    at = open_network(model="lenet5", other="alexnet", task="digits", view="compare")
    assert "needs images of at least 64 pixels" in text(at)


def test_a_residual_block_is_drawn_or_offered():
    at = open_network(view="block")
    next(b for b in at.main.button if b.label == "Look at ResNet-18").click().run()
    assert not at.exception
    assert written(at) == {"model": "resnet18", "view": "block"}
    control(at, "Residual block, of 8").select(3).run()
    assert written(at)["block"] == "3"
    assert "the shortcut 8,448" in text(at)  # 128·64·1·1 + 128 + 128


def test_the_tutorials_network_is_changed_and_the_table_follows():
    at = open_network(model="built")
    assert parameters(at) == 5178
    control(at, "Kernel").set_value(5).run()
    # 4·3·25 + 4, 6·4·25 + 6, 9·6·25 + 9, 13·9·25 + 13, 7·468 + 7
    assert parameters(at) == 304 + 606 + 1359 + 2938 + 3283
    at.main.button_group(key="network_edited").set_value(2).run()
    control(at, "Kernel").set_value(1).run()
    assert parameters(at) == 304 + 30 + 1359 + 2938 + 3283
    assert [block.kernel for block in described(at).blocks] == [5, 1, 5, 5]
    at.main.button_group(key="network_edited").set_value(0).run()
    assert control(at, "Kernel").value is None
    control(at, "Channels of the blocks").set_value("4 6").run()
    assert len(described(at).blocks) == 2
    control(at, "Dense layers").set_value("10").run()
    assert parameters(at) == 304 + 30 + (6 * 24 * 24 * 10 + 10) + 77


@pytest.mark.parametrize(("label", "value", "changed"), [
    ("Padding", "none", {"padding": "none"}), ("Activation", "gelu", {"activation": "gelu"}),
    ("Head", "global_average", {"head": "global_average"}),
    ("Classes", 3, {"classes": 3}), ("Image: rows and columns", 64, {"size": 64}),
    ("Batch normalisation", True, {"batch_norm": True}),
    ("Dilation", 2, {"dilation": 2}), ("Stride", 2, {"stride": 2}),
    ("Convolutions", 2, {"convolutions": 2}), ("Pooling", "average", {"pooling": "average"}),
    ("Residual", True, {"residual": True}),
])  # fmt: skip
def test_every_control_changes_the_network(label, value, changed):
    at = open_network(model="built")
    control(at, label).set_value(value).run()
    assert not at.exception
    (name, expected), network = next(iter(changed.items())), described(at)
    found = network.blocks[-1] if hasattr(network.blocks[-1], name) else network
    assert getattr(found, name) == expected


def test_dropout_is_a_slider():
    at = open_network(model="built")
    at.main.slider(key="network_own_dropout").set_value(0.5).run()
    assert described(at).dropout == 0.5


def test_an_impossible_network_is_explained_and_can_be_mended():
    at = own(Network(blocks=tuple(Block(4) for _ in range(7))))
    assert "pooling needs 2 by 2 pixels" in text(at)
    assert not at.main.dataframe
    assert not html_has_picture(at)
    control(at, "Channels of the blocks").set_value("4 4 4").run()
    assert not at.exception
    assert at.main.dataframe


def html_has_picture(at):
    return any('class="gx-slabs"' in body for body in html(at))


@pytest.mark.parametrize("bad", ["4 x", "", "4 -1", "0", "4 1e3", "1 " * 9, "1000000000", "<b>"])
def test_bad_channels_are_refused_and_the_last_stay(bad):
    at = open_network(model="built")
    control(at, "Channels of the blocks").set_value(bad).run()
    assert not at.exception
    assert "the last good numbers stay" in text(at)
    assert parameters(at) == 5178
    control(at, "Channels of the blocks").set_value("5").run()
    assert "the last good numbers stay" not in text(at)


def test_every_preset_can_be_chosen():
    at = open_network(model="built")
    for name, (_, network) in PRESETS.items():
        control(at, "Start from").select(name).run()
        assert not at.exception
        assert at.main.dataframe
        if network != Network():
            assert described(at) == network


def test_the_lecture_is_there_as_a_preset():
    at = own(PRESETS["lenet"][1])
    assert shapes(at)[:5] == ["28x28x1", "24x24x6", "12x12x6", "8x8x16", "4x4x16"]
    assert parameters(at) == 44_426
