"""The lines and files that the page gives away."""

import csv
from io import BytesIO, StringIO

import numpy as np
import pytest

import cnnviz.vision  # noqa: F401  # the lines import torchvision by itself
from cnnviz import zoo
from cnnviz.builder import Block, Network
from cnnviz.ui.network import compare, costs, files, table
from cnnviz.ui.network.choices import TITLES, Look
from cnnviz.ui.network.presets import PRESETS
from cnnviz.ui.network.subject import other, subject

TIMES = "\N{MULTIPLICATION SIGN}"


def looked_at(model, **others):
    return subject(Look(model=model, **others), "tutorial")


@pytest.mark.parametrize("look", [
    Look(), Look(model="explorer"), Look(model="lenet5"), Look(model="mlp", task="digits"),
    Look(model="resnet18", task="galaxies"), Look(model="alexnet"),
    *(Look(model="built", built=network) for _, network in PRESETS.values()),
])  # fmt: skip
def test_the_lines_make_the_network_of_the_table(look, capsys):
    found = subject(look, "tutorial")
    names = {}
    exec(files.lines(found), names)
    assert zoo.parameter_count(names["model"]) == found.total.parameters
    assert str(found.layers[-1].shape[0]) in capsys.readouterr().out


def test_a_task_is_the_same_for_both():
    look = Look(model="lenet5", other="mlp", task="digits")
    one, two = subject(look, "tutorial"), other(look, "tutorial")
    assert one.size == two.size == (1, 28, 28)
    assert one.layers[-1].shape == two.layers[-1].shape == (10,)
    assert other(Look(), "tutorial") is None


def test_the_chosen_weights_bring_their_arguments():
    assert looked_at("chosen").total.parameters == 5178
    assert looked_at("explorer").total.parameters == 256_927
    assert looked_at("chosen").name == "tutorial"


@pytest.mark.parametrize("model", TITLES)
def test_every_network_has_its_table(model):
    found = looked_at(model)
    columns = table.layer_columns(found)
    assert len({len(column) for column in columns.values()}) == 1
    assert columns["Parameters"][-1] == f"together = {found.total.parameters:,}"
    stages = table.stage_columns(found)
    assert stages["Multiply-adds"][-1] == found.total.multiply_adds
    assert len({len(column) for column in stages.values()}) == 1


def test_the_tutorials_table():
    columns = table.layer_columns(looked_at("chosen"))
    assert columns["Parameters"][1] == "4·3·3·3 + 4 = 112"
    assert [text.replace(TIMES, "x") for text in columns["Output"][:2]] == [
        "96 x 96 x 3", "96 x 96 x 4",
    ]  # fmt: skip
    assert [text.replace(TIMES, "x") for text in columns["Receptive field"][1:3]] == [
        "3 x 3",
        "4 x 4",
    ]
    assert columns["Receptive field"][-2] == "all"


def test_the_csv_has_every_number():
    found = looked_at("resnet18")
    rows = list(csv.DictReader(StringIO(table.csv(found))))
    assert sum(int(row["parameters"]) for row in rows) == 11_689_512  # as torchvision publishes
    assert rows[0]["output"] == "64x112x112"
    assert rows[0]["arithmetic"] == "64*3*7*7"
    assert (rows[0]["field_size_rows"], rows[0]["field_start_columns"]) == ("7", "-3")
    assert eval(rows[0]["arithmetic"]) == int(rows[0]["parameters"])


def test_the_arrays_are_the_tables():
    found = looked_at("lenet5")
    arrays = np.load(BytesIO(table.arrays(found)))
    assert arrays["parameters"].sum() == found.total.parameters
    np.testing.assert_array_equal(arrays["shape"][0], (6, 24, 24))
    np.testing.assert_array_equal(arrays["shape"][-1], (10, 1, 1))
    np.testing.assert_array_equal(arrays["field_size_stride_start"][0], [[5, 5], [1, 1], [0, 0]])


def test_misaligned_branches_are_said():
    # a kernel of 2 looks half a pixel beside the shortcut
    block = Block(4, kernel=2, stride=2, residual=True)
    look = Look(model="built", built=Network(blocks=(block,), padding="none"))
    columns = table.layer_columns(subject(look, "tutorial"))
    assert "no one size" in columns["Receptive field"]
    arrays = np.load(BytesIO(table.arrays(subject(look, "tutorial"))))
    assert np.isnan(arrays["field_size_stride_start"]).any()
    assert ",,,,,\r\n" in table.csv(subject(look, "tutorial"))


def test_both_networks_to_take_away():
    names = ("AlexNet", "VGG-16")
    text = compare.csv(looked_at("alexnet"), looked_at("vgg16"), names)
    rows = list(csv.DictReader(StringIO(text)))
    assert rows[0] == {"quantity": "Parameters", "AlexNet": "61100840", "VGG-16": "138357544"}


def test_the_parts_to_take_away():
    found = looked_at("resnet18")
    rows = list(csv.DictReader(StringIO(costs.csv(found))))
    assert [row["part"] for row in rows][:3] == ["conv1", "maxpool", "layer1.0 to 1"]
    assert sum(int(row["parameters"]) for row in rows) == 11_689_512  # as torchvision publishes
