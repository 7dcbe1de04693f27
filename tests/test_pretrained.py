"""Weights of real layout in small files: tensors of one value take no room."""

import hashlib
import json
import pickle
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from cnnviz import cache, pretrained, zoo
from cnnviz.fetching import Remote
from cnnviz.preprocessing import Preprocessing
from cnnviz.pretrained import ImageNetInput, PretrainedError
from cnnviz.vision import torchvision
from tests.imagenet import expect, put, state
from tests.server import serving


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The user's cache."""
    monkeypatch.setenv("CNNVIZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "*")
    return tmp_path / "cache" / "imagenet"


def path(folder):
    return folder / "resnet18-f37072fd.pth"


# what torchvision says


@pytest.mark.parametrize("name", zoo.TORCHVISION)
def test_the_source_is_torchvisions_default(name):
    found, weights = pretrained.source(name), torchvision.models.get_model_weights(name).DEFAULT
    assert found.remote.address == weights.url
    assert found.remote.address.startswith("https://")
    assert re.fullmatch("[0-9a-f]{8}", found.remote.sha256)
    assert found.path.name.endswith(f"-{found.remote.sha256}.pth")
    assert found.classes == tuple(weights.meta["categories"])
    assert len(found.classes) == 1000
    # the file's size that torchvision documents, in MiB; room for 4 bytes a parameter and names
    size = weights.meta["_file_size"] * 2**20
    assert size < found.remote.most < 1.3 * size


def test_published_names():
    found = pretrained.source("alexnet")
    assert found.remote == Remote(
        "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth", "7be5be79", 305_504_200
    )
    assert found.classes[0] == "tench"
    assert found.classes[-1] == "toilet tissue"


@pytest.mark.parametrize("name", ["explorer", "galaxy_cnn", "", "../resnet18", "resnet18\n"])
def test_other_names_are_refused(name):
    for function in (pretrained.source, pretrained.download, pretrained.load):
        with pytest.raises(PretrainedError, match="no such network was trained on ImageNet"):
            function(name)
    assert not pretrained.available(name)


# the folder


def test_the_folder_is_the_users(monkeypatch, tmp_path, folder):
    assert pretrained.folder() == folder
    monkeypatch.setenv("CNNVIZ_CACHE", "~/mine")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache.folder() == tmp_path / "home" / "mine"
    monkeypatch.setenv("CNNVIZ_CACHE", "")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "system")
    assert cache.folder() == tmp_path / "system"


# the input


def test_values_are_normalised_as_torchvision_does():
    rule = ImageNetInput()
    pixels = np.random.default_rng(0).integers(0, 256, (2, 224, 224, 3), np.uint8)
    ours = rule.tensor(pixels)
    theirs = torchvision.models.get_model_weights("vgg16").DEFAULT.transforms()
    expected = torch.stack(
        [theirs(torch.from_numpy(image).permute(2, 0, 1)) for image in uncropped(pixels)]
    )
    assert ours.dtype == torch.float32
    assert ours.shape == (2, 3, 224, 224)
    torch.testing.assert_close(ours, expected)
    black = rule.tensor(np.zeros((1, 224, 224, 3), np.uint8))[0, :, 0, 0]
    assert black.tolist() == pytest.approx([-2.1179, -2.0357, -1.8044], abs=1e-4)


def uncropped(pixels):
    """Wrapped into a frame of a size that torchvision's rule does not resize, and cuts off."""
    return np.pad(pixels, ((0, 0), (16, 16), (16, 16), (0, 0)))


def test_the_part_of_the_galaxy_is_that_of_the_galaxy_networks():
    image = np.random.default_rng(0).integers(0, 256, (300, 256, 3), np.uint8)
    assert ImageNetInput().box(300, 256) == Preprocessing().box(300, 256)
    pixels = ImageNetInput().pixels(image)
    np.testing.assert_array_equal(pixels, replace(Preprocessing(), size=224).pixels(image))


def test_two_rules_are_never_taken_for_each_other():
    plain = Preprocessing(size=224, background="none")
    assert ImageNetInput() != plain
    assert str(ImageNetInput()) != str(plain)
    assert str(ImageNetInput()) != str(ImageNetInput(mean=(0.5, 0.5, 0.5)))


# downloaded and there


def test_a_download_is_there_afterwards(monkeypatch, folder):
    data = pickle.dumps("any file")
    with serving(data) as server:
        name = server.address.replace("file.pth", path(folder).name)
        expect(monkeypatch, hashlib.sha256(data).hexdigest()[:8], name)
        assert not pretrained.available("resnet18")
        seen = []
        assert pretrained.download("resnet18", lambda *n: seen.append(n)) == (path(folder), True)
        assert seen == [(len(data), len(data))]
        assert pretrained.available("resnet18")
        assert pretrained.download("resnet18") == (path(folder), False)
        assert len(server.asked) == 1
        assert path(folder).read_bytes() == data
        assert not pretrained.available("resnet34")


def test_a_file_that_was_put_there_by_hand_needs_no_network(monkeypatch, folder):
    put(monkeypatch, "resnet18", b"weights", checked=False)
    assert not pretrained.available("resnet18")  # nobody has looked at it
    with pytest.raises(PretrainedError, match="python -m cnnviz download resnet18"):
        pretrained.load("resnet18")
    assert pretrained.download("resnet18") == (path(folder), False)
    assert pretrained.available("resnet18")


def test_a_damaged_file_is_fetched_again(monkeypatch, folder):
    put(monkeypatch, "resnet18", b"weights")
    path(folder).write_bytes(b"weight")
    assert not pretrained.available("resnet18")
    with serving(b"weights") as server:
        expect(monkeypatch, hashlib.sha256(b"weights").hexdigest(), server.address)
        monkeypatch.setattr(pretrained.Source, "path", path(folder))
        assert pretrained.download("resnet18") == (path(folder), True)
    assert pretrained.available("resnet18")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"file": 1, "bytes": 2}', "null", "\xff"])
def test_a_damaged_record_means_that_nothing_is_there(monkeypatch, folder, text):
    put(monkeypatch, "resnet18", b"weights")
    (folder / "resnet18.json").write_text(text, encoding="latin-1")
    assert not pretrained.available("resnet18")


def test_a_failed_download_says_the_way_out(monkeypatch, folder):
    with serving(b"another file") as server:
        expect(monkeypatch, "01234567", f"{server.address}")
        with pytest.raises(PretrainedError) as caught:
            pretrained.download("resnet18")
    assert str(caught.value) == (
        f"resnet18: {server.address} is not the file that was expected (its SHA-256 does not "
        "begin with 01234567); run this again, or put the file by other means at "
        f"{folder / 'file.pth'} and run this again"
    )
    assert not pretrained.available("resnet18")


def test_a_folder_that_cannot_be_made_says_the_way_out(monkeypatch, folder):
    folder.parent.write_text("a file")
    with pytest.raises(PretrainedError) as caught:
        pretrained.download("resnet18")
    message = str(caught.value)
    assert message.startswith(f"resnet18: {path(folder)} cannot be written (")
    assert message.endswith("); CNNVIZ_CACHE may name another folder")
    assert not pretrained.available("resnet18")


# loaded


@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "legacy"])
@pytest.mark.parametrize("counters", [False, True])
def test_the_network_is_torchvisions_with_these_weights(monkeypatch, folder, legacy, counters):
    tensors = state("resnet18", counters=counters)
    put(monkeypatch, "resnet18", tensors, legacy=legacy)
    model, classes, rule = pretrained.load("resnet18")
    oracle = torchvision.models.resnet18()
    oracle.load_state_dict(tensors)
    x = rule.tensor(np.random.default_rng(1).integers(0, 256, (1, 224, 224, 3), np.uint8))
    with torch.inference_mode():
        torch.testing.assert_close(model(x), oracle.eval()(x), rtol=1e-4, atol=0)
    assert len(classes) == 1000
    assert not model.training
    assert not any(x.requires_grad for x in model.parameters())
    assert all(x.device.type == "cpu" for x in model.state_dict().values())


def test_parameters_with_a_history_are_frozen_too(monkeypatch, folder):
    tensors = {
        key: nn.Parameter(x) if x.is_floating_point() else x for key, x in state("resnet18").items()
    }
    put(monkeypatch, "resnet18", tensors)
    assert not any(x.requires_grad for x in pretrained.load("resnet18").model.parameters())


def test_without_a_download_the_command_is_named():
    with pytest.raises(PretrainedError) as caught:
        pretrained.load("vgg16")
    assert str(caught.value) == "vgg16: download them first: python -m cnnviz download vgg16"


def test_a_file_that_was_changed_is_refused(monkeypatch, folder):
    put(monkeypatch, "resnet18", b"weights")
    path(folder).write_bytes(b"wEights")
    assert pretrained.available("resnet18")  # as long as before
    with pytest.raises(PretrainedError, match=r"was changed; remove it and download it again"):
        pretrained.load("resnet18")


class Hostile:
    """Runs code when it is read by a reader that runs what a file says."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return open, (str(self.trace), "w")


@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "legacy"])
def test_a_file_that_would_run_code_runs_nothing(monkeypatch, folder, tmp_path, legacy):
    trace = tmp_path / "trace"
    put(monkeypatch, "resnet18", {"fc.weight": Hostile(trace)}, legacy=legacy)
    with pytest.raises(PretrainedError, match="is no file of tensors"):
        pretrained.load("resnet18")
    assert not trace.exists()
    # it would have, had it been read otherwise
    torch.load(path(folder), weights_only=False)["fc.weight"].close()
    assert trace.exists()


def without(tensors, name):
    return {key: x for key, x in tensors.items() if key != name}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda s: without(s, "fc.bias"), "tensor fc.bias is missing from the file"),
        (lambda s: s | {"fc.more": torch.zeros(1)}, "tensor 'fc.more' is in the file but not"),
        (
            lambda s: s | {"fc.bias": torch.zeros(10)},
            r"tensor fc.bias has shape \(10,\) but the network's is \(1000,\)",
        ),
        (
            lambda s: s | {"fc.bias": torch.zeros(1000, dtype=torch.float16)},
            "tensor fc.bias is float16 but the network's is float32",
        ),
        (
            lambda s: s | {"fc.bias": torch.full((1000,), torch.nan)},
            "tensor fc.bias has a value that is not finite",
        ),
        (lambda s: s | {"fc.bias": "words"}, "is no file of tensors"),
        (lambda s: s | {"fc.bias": torch.zeros(1000).to_sparse()}, "is no file of tensors"),
        (lambda s: s | {"fc.bias": torch.zeros(1000, device="meta")}, "is no file of tensors"),
        (lambda s: [*s.values()], "is no file of tensors"),
        (lambda s: b"", "is no file of tensors"),
        (lambda s: b"PK\3\4 broken", "is no file of tensors"),
        (lambda s: pickle.dumps({"fc.bias": 1}), "is no file of tensors"),
    ],
)
def test_tensors_that_are_not_the_networks_are_refused(monkeypatch, folder, change, reason):
    put(monkeypatch, "resnet18", change(state("resnet18")))
    with pytest.raises(PretrainedError, match=reason) as caught:
        pretrained.load("resnet18")
    assert str(caught.value).startswith("resnet18: ")
    assert "\n" not in str(caught.value)


def test_the_weights_of_another_release_are_to_be_downloaded_again(monkeypatch, folder):
    put(monkeypatch, "resnet18", b"weights")
    record = folder / "resnet18.json"
    known = json.loads(record.read_text())
    (folder / "resnet18-00000000.pth").write_bytes(b"weights")
    path(folder).unlink()
    record.write_text(json.dumps(known | {"file": "resnet18-00000000.pth"}))
    with pytest.raises(PretrainedError, match="download them first"):
        pretrained.load("resnet18")
