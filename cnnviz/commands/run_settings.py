"""The settings of a run from the options of `train`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnnviz.training.config import Config

CHOICES = ("preset", "config", "seed", "iterations", "galaxies")  # options that change settings


def configuration(arguments: argparse.Namespace) -> "Config":
    """The preset, changed by the file and by the options, in this order.

    A run that goes on has its own settings; options that differ from them are refused.

    Raises:
        ValueError: the file's name and what is wrong, or an option out of range
    """
    from cnnviz.training import config as configurations

    own = arguments.out / "config.json"
    goes_on = arguments.resume and own.exists()
    if goes_on and all(getattr(arguments, name) is None for name in CHOICES):
        return _read(own, configurations.PRESETS["tutorial"])
    config = configurations.PRESETS[arguments.preset or "tutorial"]
    if arguments.config is not None:
        config = _read(arguments.config, config)
    options = {name: getattr(arguments, name) for name in ("seed", "iterations", "galaxies")}
    config = configurations.from_dict({k: v for k, v in options.items() if v is not None}, config)
    if goes_on:
        _refuse_others(arguments.out, config, _read(own, config))
    return config


def _read(path: Path, base: "Config") -> "Config":
    from cnnviz.training import config as configurations

    try:
        return configurations.read(path, base)
    except (ValueError, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"{path}: {reason}") from error


def _refuse_others(folder: Path, asked: "Config", own: "Config") -> None:
    ours, theirs = asked.to_dict(), own.to_dict()
    other = [name for name in ours if name != "network" and ours[name] != theirs[name]]
    if asked.network["name"] != own.network["name"]:
        other.append("network")
    if other:
        raise ValueError(
            f"{folder}: this run has another {' and '.join(other)}; leave the options out to go "
            "on with its own, or name another folder"
        )
