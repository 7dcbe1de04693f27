"""Runs for the tests: small, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import safetensors.torch

from cnnviz.__main__ import main
from cnnviz.training import checkpoint

ROOT = Path(__file__).parents[2]
# everything that a run may remember: an average, momentum, dropout, every augmentation
FULL = {
    "network": {
        "name": "galaxy_cnn",
        "arguments": {
            "size": 32,
            "channels": [3, 4],
            "batch_norm": True,
            "dropout": 0.3,
            "pooling": "max",
        },
    },
    "preprocessing": {"size": 32},
    "iterations": 300,
    "validate_every": 20,
    "batch": 16,
    "galaxies": 140,
    "averaging": 0.9,
    "weight_decay": 0.01,
    "schedule": "one_cycle",
    "augmentation": {"symmetries": True, "rotation": 0.5, "zoom": 0.1, "noise": 0.02},
}


def settings(folder: Path, **changes: object) -> Path:
    """A file of settings."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "settings.json"
    file.write_text(json.dumps(FULL | changes))
    return file


def command(*words: object, torchrun: int = 0) -> list[str]:
    """The command line of a training, by torchrun with so many processes."""
    start = [sys.executable, "-m", "cnnviz", "train"]
    if torchrun:
        start = [
            *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
            *(f"--nproc-per-node={torchrun}", "--max-restarts=1", "-m", "cnnviz", "train"),
        ]
    return [*start, "--data", "simulated", *map(str, words)]


def begin(*words: object, torchrun: int = 0) -> subprocess.Popen[str]:
    """Start a training."""
    return subprocess.Popen(
        command(*words, torchrun=torchrun), cwd=ROOT, text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def train(*words: object, torchrun: int = 0) -> subprocess.CompletedProcess[str]:
    """A training from begin to end."""
    process = begin(*words, torchrun=torchrun)
    out, err = process.communicate(timeout=180)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def here(*words: object) -> int:
    """A training in this process: for one that is refused, which is sooner said."""
    return main(command(*words)[3:])


def last(run: Path) -> dict[str, bytes]:
    """The tensors of a run's last state, as bytes."""
    folder = run / "state"
    state = checkpoint.place(folder, checkpoint.iterations(folder)[-1]) / "state.safetensors"
    tensors = safetensors.torch.load_file(state)
    return {name: tensor.numpy().tobytes() for name, tensor in tensors.items()}


def parent(pid: int) -> int:
    """Of a process; 0 where it has gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def children(pid: int) -> list[int]:
    """The processes that a process has started, in order."""
    every = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return sorted(one for one in every if parent(one) == pid)
