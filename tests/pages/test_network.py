"""The page of the layers, without a browser."""

import json
import re
from html import unescape

import pytest

from cnnviz import builder, weights
from cnnviz.builder import Block, Network
from cnnviz.ui import downloads
from cnnviz.ui.network import compare, sections
from cnnviz.ui.network.choices import TITLES, VIEWS
from cnnviz.ui.network.presets import PRESETS
from tests.imagenet import put
from tests.pages.opening import html, open_app

PAGE = "pages/network.py"
TIMES = "\N{MULTIPLICATION SIGN}"


def open_network(**choices):
    """The page at an address."""
    return open_app(PAGE, **{f"network_{name}": text for name, text in choices.items()})


def own(network, **choices):
    """The page with a network that was built."""
    return open_network(model="built", built=builder.to_json(network), **choices)


def text(at):
    return " ".join(element.value for element in (*at.main.markdown, *at.main.caption))


def parameters(at):
    """How many the page says."""
    return int(re.search(r"\*\*([0-9,]+) parameters\*\*", text(at))[1].replace(",", ""))


def shapes(at):
    """What stands below the slabs of the first picture."""
    picture = next(body for body in html(at) if 'class="gx-slabs"' in body)
    found = re.findall(r"<strong>([^<]*)</strong>", unescape(picture))
    return [shape.replace(f" {TIMES} ", "x") for shape in found]


def written(at):
    """The page's own part of the address."""
    found = {n: v if isinstance(v, str) else v[-1] for n, v in at.query_params.items()}
    return {n.removeprefix("network_"): v for n, v in found.items() if n.startswith("network_")}


def described(at):
    """The network in the address."""
    return builder.from_json(written(at)["built"])


def control(at, label):
    known = (*at.main.selectbox, *at.main.number_input, *at.main.text_input, *at.main.toggle)
    return next(widget for widget in known if widget.label == label)


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


def test_a_description_is_loaded_and_a_bad_one_refused():
    at = open_network(model="built")
    good = builder.to_json(PRESETS["residual"][1], indent=2).encode()
    at.main.file_uploader[0].upload("network.json", good, "application/json").run()
    assert not at.exception
    assert described(at) == PRESETS["residual"][1]
    for bad in (b"{", b"\xff\xfe\x00", b'{"blocks":[{"channels":1000000000}]}', b"[" * 9000):
        at.main.file_uploader[0].upload("network.json", bad, "application/json").run()
        assert not at.exception
        assert "The network before stays" in text(at)
        assert described(at) == PRESETS["residual"][1]


@pytest.mark.parametrize("bad", [
    "", "nan", "[" * 7000, '{"blocks":[{"channels":1000000000}]}', '{"blocks":' + "[" * 500,
    '{"size":1e999}', '{"![](//example.org/a.png)":1}', "<img src=x>", "9" * 9000, "null",
])  # fmt: skip
def test_hostile_descriptions_are_said_and_ignored(bad):
    at = open_network(model="built", built=bad)
    assert "The address was ignored where it says `built`" in text(at)
    assert parameters(at) == 5178
    assert written(at) == {"model": "built"}
    assert "![]" not in text(at)


@pytest.mark.parametrize("name", ["model", "other", "task", "edited", "rows", "block", "view"])
@pytest.mark.parametrize("bad", ["nan", "-1", "1e308", "<b>", "9" * 50, "\0", "galaxy_cnn"])
def test_absurd_addresses_are_said_and_ignored(name, bad):
    at = open_network(**{name: bad})
    assert f"The address was ignored where it says `{name}`" in text(at)
    assert parameters(at) == 256_927
    assert written(at) == {}


def test_imagenet_weights_are_offered_until_they_are_here(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path))
    at = open_network(model="vgg16")
    assert "`python -m cnnviz download vgg16` fetches" in text(at)
    assert "It has no weights here" in text(at)
    assert "553\N{NO-BREAK SPACE}MB" in text(at)  # 4 bytes for each of 138,357,544 parameters
    put(monkeypatch, "vgg16", b"any file")
    at.run()
    assert "python -m cnnviz download" not in text(at)
    assert "Its weights from ImageNet are here" in text(at)
    for other in ("lenet5", "mlp", "built", "explorer"):
        assert "python -m cnnviz download" not in text(open_network(model=other))
    for task in ("galaxies", "photographs"):  # seven classes need weights of their own
        at = open_network(model="resnet18", task=task)
        assert ("python -m cnnviz download" in text(at)) == (task == "photographs")
        assert "no weights here" in text(at)
    at = open_network(model="vgg16", task="galaxies")
    assert "no weights here" in text(at)


def test_the_lines_of_a_built_network_run():
    at = own(PRESETS["residual"][1], view="pytorch")
    names = {}
    exec(at.main.code[0].value, names)
    assert sum(p.numel() for p in names["model"].parameters()) == parameters(at)


def test_the_address_is_the_description():
    at = open_network(model="built")
    control(at, "Channels of the blocks").set_value("8 16").run()
    found = json.loads(written(at)["built"])
    assert found == {"name": "built", "arguments": {"blocks": [{"channels": 8}, {"channels": 16}]}}


def test_a_built_network_has_the_tasks_sizes_everywhere(monkeypatch):
    saved = {}
    monkeypatch.setattr(
        downloads, "button", lambda label, name, data, mime: saved.update({name: data})
    )
    at = open_network(model="built", task="digits", view="pytorch")
    # 4·1·9 + 4, 6·4·9 + 6, 9·6·9 + 9, 13·9·9 + 13, 10·13·1·1 + 10
    assert parameters(at) == 40 + 222 + 495 + 1066 + 140 == 1963
    labels = ("Image: channels", "Image: rows and columns", "Classes")
    assert [control(at, label).value for label in labels] == [1, 28, 10]
    names = {}
    exec(at.main.code[0].value, names)
    assert sum(p.numel() for p in names["model"].parameters()) == 1963
    assert described(at) == Network(in_channels=1, size=28, classes=10)
    assert builder.from_json(saved["network.json"]()) == described(at)
    assert control(at, "Start from").value == "tutorial"
    assert not any("as the task has it" in caption.value for caption in at.main.caption)


def test_a_size_in_the_address_gives_way_to_the_task_with_a_sentence():
    at = own(Network(size=64), task="galaxies")
    assert (
        f"takes 96 {TIMES} 96 {TIMES} 3 and tells 7 classes apart now, as the task has it"
        in text(at)
    )
    assert written(at) == {"model": "built", "task": "galaxies"}


def test_a_description_of_another_size_is_loaded_as_it_is():
    at = open_network(model="built", task="digits")
    file = builder.to_json(Network(size=64)).encode()
    at.main.file_uploader[0].upload("network.json", file, "application/json").run()
    assert not at.exception
    assert described(at) == Network(size=64)
    assert written(at).get("task", "own") == "own"
    assert "Each network has its own task now" in text(at)


def test_misaligned_branches_are_explained():
    block = Block(4, kernel=2, stride=2, residual=True)
    at = own(Network(blocks=(block,), padding="none"))
    assert "no one size" in list(at.main.dataframe[0].value["Receptive field"])
    assert r"block1\_residual\_shortcut\_conv are misaligned" in text(at).replace("\\.", ".")
    assert r"centres at 0\.5 and 0 along the rows" in text(at)
