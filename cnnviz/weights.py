"""Trained parameters (safetensors) and their model cards (JSON), side by side in one folder.

Nothing here runs code from a file: the card names a network of the zoo and its arguments, the
tensors are numbers, and both are checked against each other before the network is filled.
"""

import hashlib
import inspect
import os
from dataclasses import replace
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from cnnviz import zoo
from cnnviz.atomic import written
from cnnviz.builder.parts import LARGEST_MAPS
from cnnviz.card import Card, CardError
from cnnviz.training import checkpoint, runs

__all__ = ["Card", "WeightsError", "load", "match", "names", "replace_card", "save"]

FOLDER = Path(__file__).parents[1] / "weights"
DEFAULT = "explorer"
# far above any network of the zoo; a card may not ask for a million layers
LARGEST_ARGUMENT = 4_096
LONGEST_ARGUMENT = 256


class WeightsError(ValueError):
    """Weights that cannot be used; the message is one sentence that begins with their name."""


def names() -> tuple[str, ...]:
    """The shipped weights, the default first."""
    found = {path.stem for path in FOLDER.glob("*.json")}
    found &= {path.stem for path in FOLDER.glob("*.safetensors")}
    return tuple(sorted(found, key=lambda name: (name != DEFAULT, name)))


def load(name_or_path: str | Path) -> tuple[nn.Module, Card]:
    """Rebuild a network from its card and fill it.

    Args:
        name_or_path: one of `names()`, a network of a run as `runs.place` names it, the path of a
            pair PATH.safetensors and PATH.json, with either suffix or without, a run's folder, of
            which it is the checkpoint that did best, or the folder of a checkpoint

    Returns:
        the network in eval mode with frozen parameters, and its card

    Raises:
        WeightsError: an unknown name, a file that is missing or damaged, or a card and tensors
            that do not fit each other
    """
    try:
        base = _locate(name_or_path)
        card = Card.from_json(_read(base, ".json"))
        data = _read(base, ".safetensors")
        if hashlib.sha256(data).hexdigest() != card.sha256:
            raise CardError("the tensors' SHA-256 is not the card's: the file was changed")
        model = _build(card, _tensors(data))
    except CardError as error:
        raise WeightsError(f"{name_or_path}: {error}") from error
    return zoo.freeze(model), card


def save(path: str | Path, model: nn.Module, card: Card) -> Card:
    """Write PATH.safetensors and PATH.json, each atomically.

    Args:
        path: with either suffix or without; its folder is made where it is missing
        model: the network whose parameters and buffers are written; it is left as it is
        card: what is known about it; its `parameters` and `sha256` are filled in

    Returns:
        the card as written

    Raises:
        WeightsError: the card does not describe this network, or a weight is not finite
    """
    base = _base(path)
    tensors = {name: x.detach().cpu().contiguous() for name, x in model.state_dict().items()}
    card = replace(card, parameters=zoo.parameter_count(model))
    try:
        _build(card, tensors)
        data = safetensors.torch.save(tensors)
        card = replace(card, sha256=hashlib.sha256(data).hexdigest())
        text = card.to_json()
    except CardError as error:
        raise WeightsError(f"{path}: {error}") from error
    with written(_file(base, ".safetensors")) as part, written(_file(base, ".json")) as card_part:
        part.write_bytes(data)
        card_part.write_text(text, encoding="utf-8")
    return card


def replace_card(name_or_path: str | Path, card: Card) -> Path:
    """Write another card beside tensors, which stay as they are.

    Args:
        name_or_path: as for `load`
        card: with the SHA-256 of these tensors

    Returns:
        the card's file

    Raises:
        WeightsError: there are no such weights, the card is another network's, or it cannot be
            written
    """
    try:
        base = _locate(name_or_path)
        if Card.from_json(_read(base, ".json")).sha256 != card.sha256:
            raise CardError("the new card is that of other tensors")
        text = card.to_json()
    except CardError as error:
        raise WeightsError(f"{name_or_path}: {error}") from error
    with written(_file(base, ".json")) as part:
        part.write_text(text, encoding="utf-8")
    return _file(base, ".json")


def _locate(name_or_path: str | Path) -> Path:
    """The path without its suffix; a shipped name is looked up, never joined to a folder."""
    if name_or_path in names():
        return FOLDER / name_or_path
    base = runs.place(str(name_or_path)) or _base(name_or_path)
    if os.path.isdir(base):
        base = (checkpoint.chosen(base) or base) / "weights"
    if not any(os.path.exists(_file(base, suffix)) for suffix in (".json", ".safetensors")):
        there = f"there are {', '.join(names())}" if names() else "none are shipped"
        raise CardError(f"no weights have this name or path; {there}")
    return base


def _base(path: str | Path) -> Path:
    path = Path(path)
    return path.with_suffix("") if path.suffix in (".json", ".safetensors") else path


def _file(base: Path, suffix: str) -> Path:
    # not with_suffix: a name may have a dot of its own, as run.2
    return Path(f"{base}{suffix}")


def _read(base: Path, suffix: str) -> bytes:
    try:
        return _file(base, suffix).read_bytes()
    except FileNotFoundError as error:
        raise CardError(f"{base.name}{suffix} is missing beside its other half") from error
    except OSError as error:
        raise CardError(f"{base.name}{suffix} cannot be read ({error.strerror})") from error


def _build(card: Card, tensors: dict[str, Tensor]) -> nn.Module:
    """The card's network filled with these tensors, in eval mode, tried on one empty image.

    It is built on PyTorch's meta device: every shape, and no memory behind it until the tensors
    are found to fit.
    """
    name, arguments = card.build["name"], card.build["arguments"]
    _check_arguments(arguments)
    try:
        with torch.device("meta"):
            model = zoo.build(name, **arguments).eval()
    except (ValueError, TypeError, RuntimeError, ArithmeticError) as error:
        raise _unbuildable(error) from error
    if zoo.parameter_count(model) != card.parameters:
        found = zoo.parameter_count(model)
        raise CardError(f"the network has {found} parameters but the card says {card.parameters}")
    match(model, tensors)
    model.load_state_dict(tensors, assign=True)
    channels = inspect.signature(zoo.MODELS[name]).parameters["in_channels"].default
    _try(model, arguments.get("in_channels", channels), card)
    return model


def _try(model: nn.Module, channels: int, card: Card) -> None:
    """One empty image through the network; refused before if its maps would fill the memory."""
    size = card.preprocessing.size
    widest = max((x.shape[0] for x in model.parameters() if x.ndim == 4), default=channels)
    if max(widest, channels) * size**2 > LARGEST_MAPS:
        raise CardError(f"the card's images of {size} pixels are larger than any network's")
    try:
        with torch.inference_mode():
            outputs = model(torch.zeros(1, channels, size, size))
    except (ValueError, RuntimeError) as error:
        raise _unbuildable(error) from error
    if outputs.shape != (1, len(card.classes)):
        found = outputs.shape[-1]
        raise CardError(f"the network has {found} outputs but the card {len(card.classes)} classes")


def _unbuildable(error: Exception) -> CardError:
    return CardError(f"the card's network cannot be built ({str(error).splitlines()[0]})")


def _check_arguments(arguments: dict[str, object]) -> None:
    for name, value in arguments.items():
        values = value if isinstance(value, list | tuple) else [value]
        if len(values) > LONGEST_ARGUMENT or any(
            isinstance(v, int | float) and not abs(v) <= LARGEST_ARGUMENT for v in values
        ):
            raise CardError(f"the card's argument {name} is larger than any network's")


def _tensors(data: bytes) -> dict[str, Tensor]:
    try:
        return safetensors.torch.load(data)
    except (SafetensorError, KeyError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise CardError(f"the tensors are not a safetensors file ({reason})") from error


def match(model: nn.Module, tensors: dict[str, Tensor]) -> None:
    """Refuse tensors that are not, one by one, the network's.

    Args:
        model: a network, also on the meta device; it is left as it is
        tensors: what its parameters and buffers are to be, by name

    Raises:
        CardError: one is missing, left over, of another shape or type, or not finite
    """
    expected = model.state_dict()
    if missing := sorted(expected.keys() - tensors.keys()):
        raise CardError(f"tensor {missing[0]} is missing from the file")
    if extra := sorted(tensors.keys() - expected.keys()):
        raise CardError(f"tensor {extra[0]!r} is in the file but not in the network")
    for name, tensor in tensors.items():
        if tensor.shape != expected[name].shape:
            shapes = f"{tuple(tensor.shape)} but the network's is {tuple(expected[name].shape)}"
            raise CardError(f"tensor {name} has shape {shapes}")
        if tensor.dtype != expected[name].dtype:
            types = f"{tensor.dtype} but the network's is {expected[name].dtype}"
            raise CardError(f"tensor {name} is {types}".replace("torch.", ""))
        if not tensor.isfinite().all():
            raise CardError(f"tensor {name} has a value that is not finite")
