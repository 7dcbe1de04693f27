"""The page of the layers: descriptions and addresses that visitors bring, and other pages."""

import json

import pytest

from cnnviz import builder
from cnnviz.builder import Block, Network
from cnnviz.ui import downloads
from cnnviz.ui.network.presets import PRESETS
from tests.imagenet import put
from tests.pages.network import (
    TIMES,
    control,
    described,
    open_network,
    own,
    parameters,
    text,
    written,
)


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
