"""Files and cards that are not weights, each refused in a sentence."""

import json
import pickle
import struct

import pytest
import safetensors.torch
import torch

from cnnviz import weights
from cnnviz.data.images import CLASSES
from cnnviz.weights import WeightsError
from tests.weights.cards import ARGUMENTS, change_card, make_card, put_tensors, refusal


class Boom:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was run",))


HEADERS = {
    "empty": b"",
    "eight bytes": bytes(8),
    "pickle": pickle.dumps(Boom()),
    "header of 2^63 bytes": struct.pack("<Q", 2**63) + b"{}",
    "header of 90 megabytes": struct.pack("<Q", 90_000_000) + b"{}",
    "tensor of 4 exabytes": (
        lambda h: struct.pack("<Q", len(h)) + h
    )(b'{"a":{"dtype":"F32","shape":[1152921504606846976],"data_offsets":[0,4611686018427387904]}}'),
    "negative shape": (
        lambda h: struct.pack("<Q", len(h)) + h
    )(b'{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}    '),
    "shape that overflows": (
        lambda h: struct.pack("<Q", len(h)) + h
    )(b'{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}'),
}  # fmt: skip


@pytest.mark.parametrize("data", HEADERS.values(), ids=HEADERS)
def test_what_is_no_safetensors_file_is_refused(base, data):
    put_tensors(base, data)
    assert "not a safetensors file" in refusal(base)


def put_changed(base, change):
    tensors = safetensors.torch.load_file(base.with_suffix(".safetensors"))
    change(tensors)
    put_tensors(base, safetensors.torch.save(tensors))


def test_a_missing_tensor_is_named(base):
    put_changed(base, lambda tensors: tensors.pop("linear.bias"))
    assert refusal(base) == "tensor linear.bias is missing from the file"


def test_an_extra_tensor_is_named_and_its_name_escaped(base):
    put_changed(base, lambda tensors: tensors.update({"evil\n\x1b[31m": torch.zeros(1)}))
    assert refusal(base) == r"tensor 'evil\n\x1b[31m' is in the file but not in the network"


def test_a_wrong_shape_is_named(base):
    put_changed(base, lambda tensors: tensors.update({"linear.weight": torch.zeros(7, 5)}))
    assert refusal(base) == "tensor linear.weight has shape (7, 5) but the network's is (7, 6)"


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.int32])
def test_a_wrong_type_is_named(base, dtype):
    put_changed(base, lambda t: t.update({"linear.bias": torch.zeros(7, dtype=dtype)}))
    name = str(dtype).removeprefix("torch.")
    assert refusal(base) == f"tensor linear.bias is {name} but the network's is float32"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_weight_that_is_not_finite_is_refused(base, model, value):
    put_changed(base, lambda tensors: tensors["linear.bias"].fill_(value))
    assert refusal(base) == "tensor linear.bias has a value that is not finite"
    with torch.no_grad():
        model.linear.bias[2] = value
    with pytest.raises(WeightsError, match="not finite"):
        weights.save(base, model, make_card())


NOT_JSON = {
    "empty": b"",
    "not utf-8": b"\xff\xfe\xfa",
    "half": b'{"name": ',
    "NaN": b'{"name": NaN}',
    "deep": b"[" * 100_000,
    "long number": b"1" * 100_000,
}


@pytest.mark.parametrize("data", NOT_JSON.values(), ids=NOT_JSON)
def test_a_card_that_is_not_json_is_refused(base, data):
    base.with_suffix(".json").write_bytes(data)
    assert refusal(base).startswith("the card is not JSON (")


@pytest.mark.parametrize("data", [b"[]", b"3", b'"text"', b"null"])
def test_a_card_that_is_no_object_is_refused(base, data):
    base.with_suffix(".json").write_bytes(data)
    assert "the card must be an object with keys" in refusal(base)


KEYS = [key for key in json.loads(make_card().to_json()) if key != "seen"]


@pytest.mark.parametrize("key", KEYS)
def test_each_key_of_a_card_must_be_there_and_of_its_type(base, key):
    text = base.with_suffix(".json").read_text()
    change_card(base, lambda card: card.pop(key))
    assert refusal(base) == f"the card lacks the key {key!r}"
    for wrong in (None, True):
        base.with_suffix(".json").write_text(text)
        change_card(base, lambda card, wrong=wrong: card.update({key: wrong}))
        assert refusal(base).startswith(f"{key!r} of the card must be ")


WRONG = {
    "unknown key": ({"pickle": "x"}, "unknown key 'pickle'"),
    "no classes": ({"classes": []}, "different names"),
    "a class twice": ({"classes": ["A"] * 7}, "different names"),
    "a class that is a number": ({"classes": [1] * 7}, "list of texts"),
    "a limit that is a number": ({"limits": [1]}, "list of texts"),
    "a class too few": ({"classes": list(CLASSES[:6])}, "has 7 outputs but the card 6 classes"),
    "parameters": ({"parameters": 5178}, "parameters but the card says 5178"),
    "build": ({"build": {"name": "galaxy_cnn"}}, "build lacks the key 'arguments'"),
    "preprocessing": ({"preprocessing": {"size": 32}}, "preprocessing lacks the key 'whole'"),
    "figures": ({"figures": [3]}, "each of figures must be an object"),
    "figure": ({"figures": [{"quantity": "accuracy"}]}, "each of figures lacks the key 'data'"),
    "seen a list": ({"seen": []}, "'seen' of the card must be dict"),
    "seen none": ({"seen": None}, "'seen' of the card must be dict"),
    "seen": ({"seen": {"pictures": 3}}, "seen in the card: its keys are "),
    "history": ({"history": [{"iteration": "1"}]}, "'iteration' of each of history must be int"),
}


@pytest.mark.parametrize(("values", "reason"), WRONG.values(), ids=WRONG)
def test_a_card_whose_values_are_wrong_is_refused(base, values, reason):
    change_card(base, lambda card: card.update(values))
    assert reason in refusal(base)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"size": 0}, "sizes are at least 1"),
        ({"fraction": 2}, "0 < fraction <= 1"),
        ({"background": "moon"}, "background is one of"),
        ({"size": "32"}, "'size' of preprocessing must be int"),
        ({"size": 1}, "cannot be built"),
        ({"size": 10**9}, "images of 1000000000 pixels are larger than any network's"),
    ],
)
def test_a_preprocessing_that_cannot_be_is_refused(base, values, reason):
    change_card(base, lambda card: card["preprocessing"].update(values))
    assert reason in refusal(base)


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("os.system", {}, "no network is called 'os.system'"),
        ("galaxy_cnn", {"depth": 3}, "unexpected keyword argument 'depth'"),
        ("galaxy_cnn", {"name": "x"}, "cannot be built"),
        ("galaxy_cnn", {"pooling": "median"}, "pooling is one of"),
        ("galaxy_cnn", {"channels": "abc"}, "cannot be built"),
        ("galaxy_cnn", {"channels": [4, None]}, "cannot be built"),
        ("galaxy_cnn", {"channels": [[4]]}, "cannot be built"),
        ("galaxy_cnn", {"channels": [10**12]}, "argument channels is larger"),
        ("galaxy_cnn", {"channels": [1] * 10_000}, "argument channels is larger"),
        ("galaxy_cnn", {"in_channels": 10**12}, "argument in_channels is larger"),
        ("galaxy_cnn", {"in_channels": -1}, "cannot be built"),
        ("galaxy_cnn", {"in_channels": 1.5}, "cannot be built"),
        (
            "galaxy_cnn",
            {"channels": [4_000] * 4, "kernel": 999, "head": "global_average"},
            "parameters but the card says",
        ),
        ("mlp", {"hidden": [4_096] * 200, "size": 4_000}, "parameters but the card says"),
    ],
)
def test_a_network_that_cannot_be_is_refused_without_its_memory(base, name, arguments, reason):
    change_card(base, lambda card: card.update(build={"name": name, "arguments": arguments}))
    assert reason in refusal(base)


def test_saving_with_the_card_of_another_network_is_refused(tmp_path, model):
    card = make_card(build={"name": "galaxy_cnn", "arguments": {**ARGUMENTS, "channels": [6, 6]}})
    with pytest.raises(WeightsError, match="but the card says"):
        weights.save(tmp_path / "a", model, card)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"figures": [{"value": torch.tensor(1)}]}, "cannot be written as JSON"),
        ({"history": [{"training_loss": float("nan")}]}, "cannot be written as JSON"),
        ({"figures": [{"value": 1}]}, "each of figures lacks the key 'quantity'"),
        ({"seed": "3"}, "'seed' of the card must be int"),
    ],
)
def test_a_card_that_could_not_be_loaded_again_is_not_saved(tmp_path, model, changes, reason):
    with pytest.raises(WeightsError, match=reason):
        weights.save(tmp_path / "a", model, make_card(**changes))
    assert not list(tmp_path.iterdir())
