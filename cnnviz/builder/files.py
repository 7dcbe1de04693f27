"""Descriptions as JSON, and out of JSON that anybody may have written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from cnnviz.builder.checks import several, shown
from cnnviz.builder.description import BLOCKS, LAYERS, Block, Network

NAME = "built"  # in zoo.MODELS
LONGEST = 8_000  # letters of a description; the largest possible one has about 1,500


def to_arguments(network: Network) -> dict[str, Any]:
    """What differs from the defaults, as `zoo.build("built", ...)` takes it."""
    found = _changed(network)
    if "blocks" in found:
        found["blocks"] = [
            {"channels": block.channels, **_changed(block)} for block in network.blocks
        ]
    if "dense" in found:
        found["dense"] = list(network.dense)
    return found


def to_json(network: Network, indent: int | None = None) -> str:
    """A network as text: the name and the arguments of `zoo.build`, as a training takes them.

    Args:
        network: the description
        indent: blanks before each level; None for one line without blanks
    """
    separators = (",", ":") if indent is None else None
    value = {"name": NAME, "arguments": to_arguments(network)}
    return json.dumps(value, indent=indent, separators=separators)


def from_json(text: str) -> Network:
    """A network from text: the arguments, alone or with the name as `to_json` writes them.

    Raises:
        ValueError: not JSON, or no description of a network; one sentence
    """
    if len(text) > LONGEST:
        raise ValueError(f"the description has {len(text):,} letters, more than {LONGEST:,}")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:  # also a number with thousands of digits
        where = f" ({error.msg}, line {error.lineno})" if isinstance(error, _JSON) else ""
        raise ValueError(f"the description is not JSON{where}") from None
    if isinstance(value, dict) and "arguments" in value:
        _expect(value, {"name", "arguments"}, "the description")
        if value.get("name", NAME) != NAME:
            raise ValueError(f"the network is called '{NAME}', got {shown(value['name'])}")
        value = value["arguments"]
    if not isinstance(value, dict):
        raise ValueError(f"a description is a JSON object, got {shown(value)}")
    return from_arguments(value)


def from_arguments(values: Mapping[str, Any]) -> Network:
    """A network from the fields that differ from the defaults.

    Args:
        values: by the names of Network's fields; a block is itself such a mapping

    Raises:
        ValueError: an unknown field, or a value that does not fit; one sentence
    """
    _expect(values, {field.name for field in fields(Network)}, "the network")
    changed = dict(values)
    if "blocks" in changed:
        found = _list("blocks", changed["blocks"], 1, BLOCKS)
        changed["blocks"] = tuple(_block(i, block) for i, block in enumerate(found, start=1))
    if "dense" in changed:
        changed["dense"] = tuple(_list("dense layers", changed["dense"], 0, LAYERS))
    return Network(**changed)


_JSON = json.JSONDecodeError


def _changed(record: Network | Block) -> dict[str, Any]:
    return {
        field.name: getattr(record, field.name)
        for field in fields(record)
        if getattr(record, field.name) != field.default
    }


def _block(number: int, value: object) -> Block:
    if isinstance(value, Block):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(f"block {number} is a JSON object, got {shown(value)}")
    try:
        _expect(value, {field.name for field in fields(Block)}, "a block")
        if "channels" not in value:
            raise ValueError("its channels are missing")
        return Block(**value)
    except ValueError as error:
        raise ValueError(f"block {number}: {error}") from None


def _list(name: str, value: object, least: int, most: int) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{name} are a list, got {shown(value)}")
    several(name, value, least, most)
    return value


def _expect(values: Mapping[str, Any], known: set[str], what: str) -> None:
    unknown = [name for name in values if name not in known]
    if unknown:
        there = ", ".join(sorted(known))
        raise ValueError(f"{what} has no {shown(unknown[0])}; there are {there}")
