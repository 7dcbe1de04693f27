import hashlib
import json
import pickle
import struct

import pytest
import safetensors.torch
import torch

from cnnviz import weights, zoo
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.weights import Card, WeightsError

ARGUMENTS = {"channels": [4, 6], "batch_norm": True, "head": "global_average"}


def make_card(**changes):
    values = {
        "name": "small",
        "title": "A small network",
        "build": {"name": "galaxy_cnn", "arguments": ARGUMENTS},
        "classes": CLASSES,
        "preprocessing": Preprocessing(size=32, background="none"),
        "parameters": 0,
        "data": "random numbers",
        "command": "python -m cnnviz train",
        "seed": 3,
        "figures": [
            {
                "quantity": "accuracy",
                "data": "noise",
                "value": 0.14,
                "error": 0.01,
                "images": 1000,
                "command": "python -m cnnviz evaluate",
            }
        ],
        "limits": ["Knows nothing."],
    }
    return Card(**{**values, **changes})


@pytest.fixture
def model():
    torch.manual_seed(0)
    model = zoo.build("galaxy_cnn", **ARGUMENTS)
    model(torch.rand(4, 3, 32, 32))  # running statistics that are not the initial ones
    return model


@pytest.fixture
def base(tmp_path, model):
    path = tmp_path / "small"
    weights.save(path, model, make_card())
    return path


def change_card(base, change):
    """Rewrite the card after `change` has edited its dictionary."""
    path = base.with_suffix(".json")
    card = json.loads(path.read_text())
    change(card)
    path.write_text(json.dumps(card))


def put_tensors(base, data):
    """Replace the tensors' file, and the card's SHA-256 with it."""
    base.with_suffix(".safetensors").write_bytes(data)
    change_card(base, lambda card: card.update(sha256=hashlib.sha256(data).hexdigest()))


def refusal(path):
    """The one sentence with which a load is refused."""
    with pytest.raises(WeightsError) as caught:
        weights.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


# what is written comes back


def test_the_tutorial_network_fills_20712_bytes_of_tensors(tmp_path):
    card = make_card(build={"name": "galaxy_cnn", "arguments": {}}, preprocessing=Preprocessing())
    written = weights.save(tmp_path / "tutorial", zoo.build("galaxy_cnn"), card)
    assert written.parameters == 5178
    data = (tmp_path / "tutorial.safetensors").read_bytes()
    header = struct.unpack("<Q", data[:8])[0]
    assert len(data) - 8 - header == 4 * 5178


@pytest.mark.parametrize("suffix", ["", ".json", ".safetensors"])
def test_a_saved_network_comes_back_bit_for_bit(base, model, suffix):
    loaded, card = weights.load(f"{base}{suffix}")
    expected = model.state_dict()
    assert loaded.state_dict().keys() == expected.keys()
    for name, tensor in loaded.state_dict().items():
        assert torch.equal(tensor, expected[name]), name
    x = torch.rand(2, 3, 32, 32)
    torch.testing.assert_close(loaded(x), model.eval()(x), rtol=0, atol=0)
    assert card == make_card(parameters=card.parameters, sha256=card.sha256)


def test_a_loaded_network_is_frozen_in_eval_mode_and_owns_its_memory(base):
    loaded, _ = weights.load(base)
    assert not loaded.training
    assert not any(parameter.requires_grad for parameter in loaded.parameters())
    other, _ = weights.load(base)
    next(loaded.parameters()).zero_()
    assert next(other.parameters()).abs().sum() > 0


def test_loading_leaves_the_random_numbers_alone(base):
    before = torch.get_rng_state()
    weights.load(base)
    assert torch.equal(torch.get_rng_state(), before)


def test_saving_leaves_the_network_alone_and_takes_any_memory_format(tmp_path, model):
    model = model.to(memory_format=torch.channels_last).train()
    weights.save(tmp_path / "a", model, make_card())
    assert model.training
    assert all(parameter.requires_grad for parameter in model.parameters())
    loaded, _ = weights.load(tmp_path / "a")
    x = torch.rand(2, 3, 32, 32)
    torch.testing.assert_close(loaded(x), model.eval()(x))


def test_the_card_is_readable_json_with_the_hash_of_the_tensors(base):
    text = base.with_suffix(".json").read_text()
    assert text.startswith('{\n  "name": "small",\n')
    data = base.with_suffix(".safetensors").read_bytes()
    assert json.loads(text)["sha256"] == hashlib.sha256(data).hexdigest()


def test_a_name_with_a_dot_of_its_own_keeps_it(tmp_path, model):
    weights.save(tmp_path / "run.2", model, make_card())
    assert {path.name for path in tmp_path.iterdir()} == {"run.2.json", "run.2.safetensors"}
    assert weights.load(tmp_path / "run.2")[1].seed == 3


def test_the_folder_of_a_run_stands_for_the_weights_in_it(tmp_path, model):
    weights.save(tmp_path / "run" / "weights", model, make_card())
    assert weights.load(tmp_path / "run")[1].seed == 3
    assert weights.load(f"{tmp_path / 'run'}/")[1].seed == 3
    assert "no weights have this name or path" in refusal(tmp_path)


def test_saving_makes_the_folder_and_leaves_no_temporary_file(tmp_path, model):
    weights.save(tmp_path / "runs" / "one" / "best", model, make_card())
    files = {path.name for path in (tmp_path / "runs" / "one").iterdir()}
    assert files == {"best.json", "best.safetensors"}


def test_the_files_have_the_permissions_of_any_other_file(tmp_path, base):
    plain = tmp_path / "plain"
    plain.write_text("")
    assert base.with_suffix(".json").stat().st_mode == plain.stat().st_mode
    assert base.with_suffix(".safetensors").stat().st_mode == plain.stat().st_mode


def test_a_save_that_fails_keeps_the_files_that_were_there(base, model, monkeypatch):
    before = {path.name: path.read_bytes() for path in base.parent.iterdir()}

    def full_disc(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("os.replace", full_disc)
    with pytest.raises(OSError, match="no space left"):
        weights.save(base, model, make_card(seed=4))
    assert {path.name: path.read_bytes() for path in base.parent.iterdir()} == before


# names


@pytest.fixture
def shipped(tmp_path, model, monkeypatch):
    folder = tmp_path / "weights"
    for name in ("tutorial", "explorer", "other"):
        weights.save(folder / name, model, make_card(name=name))
    (folder / "half.json").write_text("{}")
    monkeypatch.setattr(weights, "FOLDER", folder)
    return folder


def test_shipped_names_begin_with_the_default_and_need_both_files(shipped):
    assert weights.names() == ("explorer", "other", "tutorial")
    assert weights.load("tutorial")[1].name == "tutorial"


def test_a_shipped_name_is_found_from_every_folder(shipped, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert weights.load("explorer")[1].name == "explorer"


@pytest.mark.parametrize("name", ["nothing", "", ".", "a\0b", "x" * 5000, "../weights", "Explorer"])
def test_an_unknown_name_is_answered_with_the_known_ones(shipped, name):
    assert refusal(name).endswith("there are explorer, other, tutorial")


def test_a_name_is_not_joined_to_the_folder_of_the_shipped_ones(shipped, model):
    weights.save(shipped.parent / "outside", model, make_card())
    assert "no weights have this name" in refusal("../outside")
    assert "no weights have this name" in refusal("sub/../explorer")


def test_what_is_shipped_can_be_loaded():
    for name in weights.names():
        model, card = weights.load(name)
        assert card.name == name
        assert card.classes == CLASSES
        assert zoo.parameter_count(model) == card.parameters


# files that are damaged


@pytest.mark.parametrize("suffix", [".json", ".safetensors"])
def test_half_a_pair_is_refused(base, suffix):
    base.with_suffix(suffix).unlink()
    assert refusal(base) == f"small{suffix} is missing beside its other half"


def test_a_folder_in_place_of_a_file_is_refused(base):
    base.with_suffix(".safetensors").unlink()
    base.with_suffix(".safetensors").mkdir()
    assert "small.safetensors cannot be read (Is a directory)" in refusal(base)


@pytest.mark.parametrize("position", [0, 9, 300, -1])
def test_one_changed_byte_is_noticed(base, position):
    path = base.with_suffix(".safetensors")
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)
    assert "SHA-256 is not the card's" in refusal(base)


def test_a_truncated_file_is_noticed(base):
    path = base.with_suffix(".safetensors")
    path.write_bytes(path.read_bytes()[:-100])
    assert "SHA-256 is not the card's" in refusal(base)


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


# tensors that do not fit the card


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


# cards that are wrong

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


KEYS = list(json.loads(make_card().to_json()))


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
