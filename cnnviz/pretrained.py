"""Torchvision's networks as ImageNet taught them: weights that the user fetches, once.

They are of torchvision and lie in a folder of the user's own. Loading them runs nothing that a file
says: the file has to be the one of its name, PyTorch reads tensors alone from it, and each has to
fit the network.
"""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

import torch
from torch import Tensor, nn

from cnnviz import cache, weights, zoo
from cnnviz.asking import FetchError
from cnnviz.atomic import written
from cnnviz.card import CardError
from cnnviz.data.reading import Progress, silent
from cnnviz.fetching import Remote, fetch, matches
from cnnviz.preprocessing import Preprocessing

FOLDER = "imagenet"
BYTES = 5  # per parameter, more than a float32 and what a file says of it take
COUNTER = "num_batches_tracked"  # of batch normalisation, unused in eval mode


class PretrainedError(ValueError):
    """Weights that cannot be had; one sentence that begins with the network's name."""


@dataclass(frozen=True)
class ImageNetInput(Preprocessing):
    """From a galaxy's image to what a network that ImageNet taught expects.

    Crop and resize are those of the galaxy networks, so that all networks look at the same part
    of the sky. (Torchvision's own rule, 224 of 256 pixels, is made for photographs.) The values
    are torchvision's: divided by 255, less ImageNet's mean, over its standard deviation, for each
    channel. Sky is therefore not zero, but -2 where it is black.

    Args:
        mean: of red, green and blue over ImageNet's images, values in [0, 1]
        deviation: their standard deviation
    """

    size: int = 224
    background: str = "none"
    mean: tuple[float, ...] = (0.485, 0.456, 0.406)
    deviation: tuple[float, ...] = (0.229, 0.224, 0.225)

    def scale(self, pixels: Tensor) -> Tensor:
        """Values divided by 255 and normalised; shape (N, 3, H, W) is kept."""
        x = super().scale(pixels)
        mean, deviation = (x.new_tensor(v)[:, None, None] for v in (self.mean, self.deviation))
        return (x - mean) / deviation


@dataclass(frozen=True)
class Source:
    """What torchvision says of a network's weights.

    Args:
        remote: the file
        classes: names of the K outputs
        preprocessing: from an image to the network's input
    """

    remote: Remote
    classes: tuple[str, ...]
    preprocessing: ImageNetInput

    @property
    def path(self) -> Path:
        """Where the file is kept."""
        return folder() / PurePosixPath(urlsplit(self.remote.address).path).name


class Pretrained(NamedTuple):
    """A network with its weights.

    Args:
        model: in eval mode with frozen parameters
        classes: names of its K outputs
        preprocessing: from an image to its input
    """

    model: nn.Module
    classes: tuple[str, ...]
    preprocessing: ImageNetInput


def folder() -> Path:
    """The folder of the weights; it may be missing."""
    return cache.folder() / FOLDER


def source(name: str) -> Source:
    """Where torchvision has the weights of a network that it calls the default.

    Raises:
        PretrainedError: no network that ImageNet taught has this name
    """
    if name not in zoo.TORCHVISION:
        known = ", ".join(zoo.TORCHVISION)
        raise PretrainedError(f"{name}: no such network was trained on ImageNet; there are {known}")
    from cnnviz.vision import torchvision

    found = torchvision.models.get_model_weights(name).DEFAULT
    rule = found.transforms()
    # the file's name ends in the first digits of its SHA-256
    digits = PurePosixPath(found.url).stem.rpartition("-")[2]
    return Source(
        Remote(found.url, digits, BYTES * found.meta["num_params"]),
        tuple(found.meta["categories"]),
        ImageNetInput(rule.crop_size[0], mean=tuple(rule.mean), deviation=tuple(rule.std)),
    )


def available(name: str) -> bool:
    """Whether the weights have been downloaded; quick, so that a page may ask at every run.

    The file has to be as long as when it was checked; `load` checks every byte.
    """
    if name not in zoo.TORCHVISION:
        return False
    try:
        known = json.loads(_record(name).read_text(encoding="utf-8"))
        return bool((folder() / known["file"]).stat().st_size == known["bytes"])
    except (OSError, ValueError, TypeError, KeyError):
        return False


def download(name: str, progress: Progress = silent) -> tuple[Path, bool]:
    """Fetch the weights of a network where they are not there already.

    Args:
        name: one of `zoo.TORCHVISION`
        progress: called with the bytes received and the bytes in all

    Returns:
        the file, and whether it was fetched just now

    Raises:
        PretrainedError: they cannot be had
    """
    remote, path = source(name).remote, source(name).path
    try:
        there = path.exists() and matches(path, remote.sha256)
        if not there:
            fetch(remote, path, progress)
        with written(_record(name)) as part:
            text = json.dumps({"file": path.name, "bytes": path.stat().st_size})
            part.write_text(text, encoding="utf-8")
    except FetchError as error:
        other = f"run this again, or put the file by other means at {path} and run this again"
        raise PretrainedError(f"{name}: {error}; {other}") from error
    except OSError as error:
        reason = f"{path} cannot be written ({error.strerror or error})"
        raise PretrainedError(f"{name}: {reason}; {cache.VARIABLE} may name another folder") from (
            error
        )
    return path, not there


def load(name: str) -> Pretrained:
    """A network with its ImageNet weights.

    Args:
        name: one of `zoo.TORCHVISION`

    Raises:
        PretrainedError: the weights have not been downloaded, or cannot be used
    """
    found = source(name)
    try:
        if not (available(name) and found.path.exists()):
            raise CardError(f"download them first: python -m cnnviz download {name}")
        if not matches(found.path, found.remote.sha256):
            raise CardError(f"{found.path} was changed; remove it and download it again")
        model = _filled(name, len(found.classes), _tensors(found.path))
    except CardError as error:
        raise PretrainedError(f"{name}: {error}") from error
    except OSError as error:
        reason = f"{found.path} cannot be read ({error.strerror or error})"
        raise PretrainedError(f"{name}: {reason}") from error
    return Pretrained(model, found.classes, found.preprocessing)


def _record(name: str) -> Path:
    """Says which file was checked, and how long it is."""
    return folder() / f"{name}.json"


def _tensors(path: Path) -> dict[str, Tensor]:
    """The file's tensors, in memory only when they are used where its format allows that."""
    try:
        found = torch.load(
            path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path)
        )
        return {str(name): _numbers(tensor) for name, tensor in found.items()}
    except OSError:
        raise
    except Exception as error:  # whatever a damaged file makes of the reader
        reason = str(error).partition("\n")[0][:80]
        raise CardError(f"{path} is no file of tensors ({reason})") from error


def _numbers(tensor: Tensor) -> Tensor:
    """The tensor without its history, if it has a value in each place."""
    if tensor.layout != torch.strided or tensor.device.type != "cpu":
        raise ValueError(f"{tensor.layout} on {tensor.device}")
    return tensor.detach()


def _filled(name: str, classes: int, tensors: dict[str, Tensor]) -> nn.Module:
    with torch.device("meta"):
        model = zoo.build(name, classes=classes)
    for counter in (key for key in model.state_dict() if key.endswith(COUNTER)):
        tensors.setdefault(counter, torch.tensor(0))  # older files do not have it
    weights.match(model, tensors)
    model.load_state_dict(tensors, assign=True)
    return zoo.freeze(model)
