"""A network in one file, taken away and brought along."""

import json
import pickle
import struct

import pytest
import torch

from cnnviz import weights
from cnnviz.training import bundle, limits, runs
from cnnviz.training.bundle import BundleError, adopt
from cnnviz.training.limits import Limits


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(runs.VARIABLE, str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture(scope="module")
def file():
    return bundle.bundle("tutorial")


def changed(file, change):
    """The file with another header."""
    (length,) = struct.unpack("<Q", file[:8])
    header = json.loads(file[8 : 8 + length])
    change(header)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + file[8 + length :]


def test_it_comes_back_as_it_went(file):
    name = adopt(file, "my network.safetensors")
    assert name.startswith("run-my-network-")
    assert name.endswith("@0")
    ours, card = weights.load(name)
    theirs, original = weights.load("tutorial")
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.equal(a, b)
    assert (card.figures, card.history) == (original.figures, original.history)
    (found,) = runs.summaries()
    assert (found.state, found.title) == ("uploaded", "my network.safetensors")


def test_a_pickle_is_refused_with_the_reason(folder):
    for data in (pickle.dumps({"a": 1}), b"PK\3\4rest of a torch.save"):
        with pytest.raises(BundleError, match="opening one can run whatever its writer put in"):
            adopt(data, "x.pt")
    assert not folder.exists()


@pytest.mark.parametrize(
    "data", [b"", b"1234567", bytes(8), b"\xff" * 8 + b"{}", b"\x02" + bytes(7) + b"[]"]
)
def test_what_is_none_is_refused(data, folder):
    with pytest.raises(BundleError, match=r"not a safetensors file, or damaged|no card"):
        adopt(data, "x")
    assert not folder.exists()


def test_a_card_that_is_missing_or_wrong_is_told(file, folder):
    with pytest.raises(BundleError, match="no card inside"):
        adopt(changed(file, lambda h: h.pop("__metadata__")), "x")
    with pytest.raises(BundleError, match="not JSON"):
        adopt(changed(file, lambda h: h["__metadata__"].update({bundle.CARD: "{"})), "x")
    assert not any(folder.glob("*")) if folder.exists() else True


def test_tensors_of_another_network_are_refused(file, folder):
    def other(header):
        card = json.loads(header["__metadata__"][bundle.CARD])
        card["build"]["arguments"] = {"channels": [2, 2]}
        header["__metadata__"][bundle.CARD] = json.dumps(card)

    def huge(header):
        card = json.loads(header["__metadata__"][bundle.CARD])
        card["build"]["arguments"] = {"channels": [4096] * 200}
        header["__metadata__"][bundle.CARD] = json.dumps(card)

    for change in (other, huge):
        with pytest.raises(BundleError, match="do not fit"):
            adopt(changed(file, change), "x")
    with pytest.raises(BundleError, match="do not fit"):
        adopt(file[:-10], "x")
    flipped = bytearray(file)
    flipped[-3] ^= 1
    with pytest.raises(BundleError, match="the file was changed"):
        adopt(bytes(flipped), "x")
    assert runs.names() == []


def test_a_network_that_is_too_large_or_one_too_many_is_refused(file, monkeypatch):
    monkeypatch.setattr(limits, "read", lambda: Limits(parameters=100))
    with pytest.raises(BundleError, match="5,178 parameters are more than this machine allows"):
        adopt(file, "x")
    monkeypatch.setattr(limits, "read", lambda: Limits(kept_runs=1))
    adopt(file, "x")
    with pytest.raises(ValueError, match="1 runs are kept at most"):
        adopt(file, "x")
