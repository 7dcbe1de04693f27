"""ImageNet weights as they lie on a disk, in small files: tensors of one value take no room."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from cnnviz import pretrained, zoo


def state(name: str, *, counters: bool = True) -> dict[str, Tensor]:
    """Every key and shape of a network; of a tensor of several axes one value, repeated."""
    with torch.device("meta"):
        shapes = {key: x.shape for key, x in zoo.build(name).state_dict().items()}
    numbers = torch.Generator().manual_seed(3)
    return {
        key: _values(shape, numbers) if shape else torch.tensor(0)
        for key, shape in shapes.items()
        if shape or counters
    }


def _values(shape: torch.Size, numbers: torch.Generator) -> Tensor:
    """Small positive ones, so that a variance may be among them."""
    size = shape if len(shape) == 1 else ()
    return torch.rand(size, generator=numbers).mul(0.02).expand(shape)


def put(
    patch: pytest.MonkeyPatch,
    name: str,
    content: Any,
    *,
    legacy: bool = False,
    checked: bool = True,
) -> Path:
    """Leave a file where the weights of a network are kept, as if it were the right one.

    Args:
        patch: undoes it
        name: of the network
        content: what PyTorch saves, or bytes as they are
        legacy: in the format that PyTorch had before 1.6
        checked: and let the download find it
    """
    path = pretrained.source(name).path
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path, _use_new_zipfile_serialization=not legacy)
    expect(patch, hashlib.sha256(path.read_bytes()).hexdigest())
    if checked:
        pretrained.download(name)
        assert pretrained.available(name)
    return path


def expect(patch: pytest.MonkeyPatch, sha256: str, address: str = "") -> None:
    """Let a file of this hash be the right one for every network."""
    real = pretrained.source

    def source(name: str) -> pretrained.Source:
        found = real(name)
        where = address or found.remote.address
        return replace(found, remote=replace(found.remote, sha256=sha256, address=where))

    patch.setattr(pretrained, "source", source)
