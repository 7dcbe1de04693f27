"""A network in one file: tensors as safetensors, with the card among its metadata.

Whoever is given such a file needs nothing else, and nothing in it can be run.
"""

import hashlib
import json
import struct
import time
from dataclasses import replace
from pathlib import Path

import safetensors.torch
from safetensors import SafetensorError

from cnnviz import weights
from cnnviz.card import Card, CardError
from cnnviz.training import checkpoint, limits, runs
from cnnviz.training.files import write_json

CARD = "cnnviz_card"  # key of the metadata
HEADER = 10_000_000  # bytes of a header at most
OTHERS = {
    b"PK\3\4": "a ZIP archive, as torch.save writes pickles in",
    b"\x80\2": "a pickle",
    b"\x80\3": "a pickle",
    b"\x80\4": "a pickle",
    b"\x80\5": "a pickle",
}


class BundleError(ValueError):
    """A file that is not taken; one clause, without its name."""


def bundle(name: str) -> bytes:
    """A network with its card.

    Args:
        name: of weights, as for `weights.load`

    Raises:
        WeightsError: it cannot be loaded
    """
    model, card = weights.load(name)
    tensors = {key: x.contiguous() for key, x in model.state_dict().items()}
    digest = hashlib.sha256(safetensors.torch.save(tensors)).hexdigest()
    return safetensors.torch.save(tensors, {CARD: replace(card, sha256=digest).to_json()})


def adopt(data: bytes, title: str) -> str:
    """Keep a network that somebody brings along, as a run that is over.

    Args:
        data: of such a file
        title: what it is called

    Returns:
        the network's name, as `runs.place` knows it

    Raises:
        BundleError: another file, a damaged one, or one without a card
        ValueError: too many runs are kept already
        OSError: it cannot be written
    """
    most = limits.read()
    if len(data) > most.upload_megabytes << 20:
        raise BundleError(f"larger than {most.upload_megabytes} MB")
    card = _card(data)
    if card.parameters > most.parameters:
        raise BundleError(
            f"its {card.parameters:,} parameters are more than this machine allows, "
            f"{most.parameters:,}"
        )
    if len(runs.names()) >= most.kept_runs:
        raise ValueError(f"{most.kept_runs} runs are kept at most: delete some first")
    name = runs.new_name(title.rsplit(".", 1)[0])
    with checkpoint.made(runs.folder() / name) as part:
        _write(part, data, card, title)
    return f"{name}@0"


def _write(part: Path, data: bytes, card: Card, title: str) -> None:
    place = checkpoint.place(part / "checkpoints", 0)
    place.mkdir(parents=True)
    try:
        # without the metadata; loading then checks it all, and builds nothing before it fits
        plain = safetensors.torch.save(safetensors.torch.load(data))
        if hashlib.sha256(plain).hexdigest() != card.sha256:
            raise ValueError("the tensors are not those of the card: the file was changed")
        (place / "weights.safetensors").write_bytes(plain)
        (place / "weights.json").write_text(card.to_json(), encoding="utf-8")
        weights.load(place)
    except (CardError, ValueError, RuntimeError, SafetensorError) as error:
        reason = str(error).split(": ", 1)[-1].splitlines()[0]
        raise BundleError(f"its tensors and its card do not fit ({reason})") from error
    now = time.time()
    about = {"title": title[:60], "data": card.data, "asked": now, "classes": card.classes}
    write_json(part / "run.json", about)
    write_json(part / "config.json", {"network": card.build, "seed": card.seed, "iterations": 0})
    write_json(part / "status.json", {"state": "uploaded", "iteration": 0, "iterations": 0})


def _card(data: bytes) -> Card:
    kind = next((name for begin, name in OTHERS.items() if data.startswith(begin)), "")
    if kind:
        raise BundleError(
            f"{kind}: opening one can run whatever its writer put in; save the network as "
            "safetensors"
        )
    try:
        (length,) = struct.unpack("<Q", data[:8])
        if not 2 <= length <= min(HEADER, len(data) - 8):
            raise ValueError("its header does not fit")
        metadata = json.loads(data[8 : 8 + length]).get("__metadata__", {})
        text = metadata.get(CARD) if isinstance(metadata, dict) else None
    except (struct.error, ValueError, AttributeError, RecursionError) as error:
        raise BundleError("not a safetensors file, or damaged") from error
    if not isinstance(text, str):
        raise BundleError("it has no card inside; take the network from the page's own download")
    try:
        return Card.from_json(text)
    except CardError as error:
        raise BundleError(str(error)) from error
