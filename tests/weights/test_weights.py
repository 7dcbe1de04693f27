import hashlib
import json
import struct
from dataclasses import replace

import pytest
import torch

from cnnviz import weights, zoo
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.weights import WeightsError
from tests.weights.cards import change_card, make_card, refusal

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


# the card alone


SEEN = {
    "pictures": 9,
    "empty": 0.0,
    "ordinary": 1.0,
    "data": "nine pictures",
    "command": "",
    "quantiles": {"noise": [0.0, 0.01, 0.02, 0.02, 0.02, 0.03, 0.04]},
}


def test_a_card_without_the_key_seen_is_one_of_which_nobody_knows_it(base):
    change_card(base, lambda card: card.pop("seen"))
    assert weights.load(base)[1].seen == {}


def test_another_card_leaves_the_tensors_alone(base):
    tensors = base.with_suffix(".safetensors")
    before, card = tensors.read_bytes(), weights.load(base)[1]
    assert weights.replace_card(base, replace(card, seen=SEEN)) == base.with_suffix(".json")
    assert tensors.read_bytes() == before
    assert weights.load(base)[1] == replace(card, seen=SEEN)


def test_a_card_that_does_not_belong_to_the_tensors_is_not_written(base):
    text, card = base.with_suffix(".json").read_text(), weights.load(base)[1]
    for wrong, reason in (
        (replace(card, sha256="0"), "that of other tensors"),
        (replace(card, seen={"pictures": 1}), "seen in the card"),
    ):
        with pytest.raises(WeightsError, match=reason):
            weights.replace_card(base, wrong)
    with pytest.raises(WeightsError, match="no weights have this name"):
        weights.replace_card(base.parent / "nothing", card)
    assert base.with_suffix(".json").read_text() == text


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


# tensors that do not fit the card


# cards that are wrong
