import json
import subprocess
import sys

import pytest

from cnnviz.__main__ import main


def told(capsys, *words):
    assert main(["receptive-field", *words]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys, *words):
    try:
        status = main(["receptive-field", *words])
    except SystemExit as exit_:
        status = exit_.code
    captured = capsys.readouterr()
    assert (status, captured.out, captured.err.count("\n")) == (2, "", 1)
    return captured.err


def test_the_published_fields_of_vgg16(capsys):
    # Araujo, Norris and Sim, Distill 2019: pool5
    found = {item["layer"]: item for item in json.loads(told(capsys, "vgg16", "--json"))}
    assert found["features_30"] == {
        "layer": "features_30",
        "size": [212, 212],
        "stride": [32, 32],
        "start": [-90, -90],
    }
    assert found["classifier_6"]["size"] == [224, 224]


@pytest.mark.parametrize(("words", "size"), [((), 96), (("--input-size", "128"), 128)])
def test_weights_by_name_and_by_the_image_that_is_asked_for(capsys, words, size):
    found = json.loads(told(capsys, "tutorial", "--json", *words))
    assert found[-1]["size"] == [size, size]
    by_name = {item["layer"]: item for item in found}
    assert by_name["block4_pool"]["size"] == [46, 46]  # the course's tutorial network
    assert by_name["block4_pool"]["start"] == [-15, -15]


def test_weights_by_path(capsys, small):
    found = json.loads(told(capsys, str(small), "--json"))
    assert [item["layer"] for item in found][:2] == ["block1_conv", "block1_pool"]
    assert found[-1]["size"] == [32, 32]


def test_a_table_for_people(capsys):
    lines = told(capsys, "lenet5").splitlines()
    assert lines[0].split() == ["layer", "size", "stride", "start"]
    assert lines[6].split() == ["pool2", "16", "4", "0"]
    assert len(lines) == 13
    assert len({len(line) for line in lines}) == 1


def test_wrong_usage_is_one_line(capsys):
    unknown = refused(capsys, "vgg17")
    assert unknown.startswith("error: vgg17: no weights have this name or path; there are ")
    assert "explorer" in unknown
    assert "vgg16" in unknown
    small = refused(capsys, "vgg16", "--input-size", "16", "--json")
    assert small == (
        "error: vgg16: features_30: window spans 2 pixels but the padded input has 1\n"
    )
    for size in ("0", "-3", "12.5", "many", "²"):
        message = f"{size!r} is no positive number of pixels"
        assert message in refused(capsys, "vgg16", "--input-size", size)
    assert "the following arguments are required: MODEL" in refused(capsys)


def test_broken_weights_are_one_line(capsys, tmp_path):
    (tmp_path / "run.json").write_text("{")
    line = refused(capsys, str(tmp_path / "run"))
    assert line.startswith(f"error: {tmp_path / 'run'}: ")


def test_it_is_a_command_of_the_program():
    command = [sys.executable, "-m", "cnnviz", "receptive-field", "mlp", "--json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)[0]["layer"] == "flatten"


def test_layers_without_one_field_are_said_and_the_others_printed(capsys):
    assert main(["receptive-field", "alexnet", "--input-size", "300", "--json"]) == 1
    captured = capsys.readouterr()
    layers = [item["layer"] for item in json.loads(captured.out)]
    assert "avgpool" not in layers
    assert {"features_12", "flatten", "classifier_6"} <= set(layers)
    assert captured.err == (
        "error: alexnet: avgpool: the windows of adaptive pooling, 8 to 6, differ in size or "
        "distance\n"
    )


def test_wide_numbers_keep_their_columns(capsys):
    lines = told(capsys, "mlp", "--input-size", "123456789012345").splitlines()
    assert lines[1].split() == ["flatten", "123456789012345", "0", "0"]
    assert len({len(line) for line in lines}) == 1
