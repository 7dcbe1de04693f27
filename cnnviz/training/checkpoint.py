"""Networks of a run as they were at an iteration, and what a run needs to go on from there.

A checkpoint is a folder that is there as a whole or not at all. Nothing in it can run code: tensors
are safetensors, everything else is JSON.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from cnnviz import zoo
from cnnviz.data.images import CLASSES
from cnnviz.training.config import Config

DIGITS = 8  # of an iteration in a folder's name, so that names sort as numbers do
KEPT = 2  # states of a run
BYTES = 2**28  # of all checkpoints of a run; beyond, every second one goes


def build(config: Config, classes: tuple[str, ...] = CLASSES) -> nn.Module:
    """The configuration's network with random weights from its seed.

    Args:
        config: of the run
        classes: that the network is to tell apart

    Raises:
        ValueError: a network that cannot be built, or whose input has another size
    """
    network = dict(config.network)
    with torch.random.fork_rng(devices=[]):  # a run's own random numbers go on undisturbed
        torch.manual_seed(config.seed)
        model = zoo.build(network["name"], **network.get("arguments", {}))
    size = config.preprocessing.size
    try:
        with torch.inference_mode():
            outputs = model.eval()(torch.zeros(1, 3, size, size))
    except RuntimeError as error:
        raise ValueError(f"{network['name']} does not take images of {size} pixels") from error
    if outputs.shape != (1, len(classes)):
        raise ValueError(f"{network['name']} has {outputs.shape[-1]} outputs, not {len(classes)}")
    return model


@contextmanager
def made(folder: Path) -> Iterator[Path]:
    """Give a temporary folder beside `folder`; it takes its place at the end.

    Yields:
        the folder to write into; after an exception it is removed and `folder` is as it was
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part, old = (
        folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.{kind}")
        for kind in ("part", "old")
    )
    part.mkdir()
    try:
        yield part
        if folder.exists():  # renamed and removed after: as short as can be there is none
            os.rename(folder, old)
        os.rename(part, folder)
    finally:
        if old.exists() and not folder.exists():
            os.rename(old, folder)
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)


def place(folder: Path, iteration: int) -> Path:
    """The folder of an iteration below the folder of all."""
    return folder / f"{iteration:0{DIGITS}}"


def iterations(folder: Path) -> list[int]:
    """The iterations of which there is a checkpoint, in order."""
    if not folder.is_dir():
        return []
    names = (path.name for path in folder.iterdir() if path.is_dir())
    return sorted(int(name) for name in names if len(name) == DIGITS and name.isdecimal())


def remove_after(folder: Path, iteration: int) -> None:
    """Remove the checkpoints of later iterations."""
    for found in iterations(folder):
        if found > iteration:
            shutil.rmtree(place(folder, found))


def thin(folder: Path, keep: set[int], limit: int = BYTES) -> None:
    """Remove every second checkpoint, so often that the rest fit.

    Args:
        folder: of all checkpoints
        keep: iterations that stay, besides the first and the last
        limit: bytes of all checkpoints
    """
    there = iterations(folder)
    while len(there) > len(keep) + 2 and _bytes(folder) > limit:
        goes = [n for n in there[1:-1:2] if n not in keep]
        if not goes:
            return
        for iteration in goes:
            shutil.rmtree(place(folder, iteration))
        there = iterations(folder)


def save_state(folder: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Keep what a run needs to go on; older states than the last two go.

    Args:
        folder: of all states
        tensors: by name
        facts: `iteration`, and whatever JSON has words for
    """
    with made(place(folder, int(facts["iteration"]))) as part:
        (part / "state.safetensors").write_bytes(safetensors.torch.save(dict(tensors)))
        (part / "state.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    for old in iterations(folder)[:-KEPT]:
        shutil.rmtree(place(folder, old))


def load_state(folder: Path) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """The last state that can be read; None where there is none."""
    for iteration in reversed(iterations(folder)):
        found = place(folder, iteration)
        try:
            facts = json.loads((found / "state.json").read_text(encoding="utf-8"))
            tensors = safetensors.torch.load_file(found / "state.safetensors")
        except (OSError, ValueError, SafetensorError):
            continue  # damaged: the one before
        if isinstance(facts, dict):
            return tensors, facts
    return None


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def chosen(run: Path) -> Path | None:
    """The checkpoint of a run that did best, or else its last; None where it has none."""
    folder = run / "checkpoints"
    there = iterations(folder)
    try:
        best = json.loads((run / "best.json").read_text(encoding="utf-8"))["checkpoint"]
    except (OSError, ValueError, KeyError, TypeError):
        best = None
    if best in there:
        return place(folder, best)
    return place(folder, there[-1]) if there else None
