"""The model card: everything about a set of weights but the numbers themselves."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import UnionType
from typing import Any, NoReturn, get_origin

from cnnviz.familiarity import seen
from cnnviz.preprocessing import Preprocessing

Kinds = Mapping[str, type | UnionType]
FIGURE: Kinds = {
    "quantity": str,
    "data": str,
    "value": int | float,
    "error": int | float,
    "images": int,
    "command": str,
}
RECORD: Kinds = {
    "iteration": int,
    "training_loss": int | float,
    "validation_loss": int | float,
    "validation_accuracy": int | float,
}


class CardError(ValueError):
    """A card that cannot be read, or does not fit its tensors; one clause, without a name."""


@dataclass(frozen=True)
class Card:
    """How to rebuild a trained network, how to feed it, and how far to trust it.

    Args:
        name: of the weights, as in an address or on the command line
        title: for people
        build: {"name", "arguments"} for `zoo.build`
        classes: names of the K outputs, in order
        preprocessing: from an image of any size to the network's input
        parameters: number of the network's parameters
        data: what it was trained on, in words
        command: that trained it
        seed: of that training, and of the split of its data
        split: sizes of the training, validation and test parts, in proportion
        figures: measured results, each {"quantity", "data", "value", "error", "images",
            "command"}; a result per class has "confusion_matrix" and "classes" too
        limits: what it must not be trusted with, one sentence each
        credits: to whom data and ideas are owed, one sentence each
        history: {"iteration", "training_loss", "validation_loss" (nats), "validation_accuracy"}
            along the training
        sha256: of the safetensors file, in hexadecimal digits
        seen: what the pictures looked like that it was trained on, as `familiarity.seen` keeps it;
            empty where nobody measured them
    """

    name: str
    title: str
    build: dict[str, Any]
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    parameters: int
    data: str
    command: str
    seed: int
    split: tuple[float, ...] = (10_000, 1_600, 1_000)
    figures: list[dict[str, Any]] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    sha256: str = ""
    seen: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The card as indented JSON.

        Raises:
            CardError: a value that JSON has no word for, or that `from_json` would refuse
        """
        try:
            text = json.dumps(asdict(self), indent=2, allow_nan=False, ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise CardError(f"the card cannot be written as JSON ({error})") from error
        Card.from_json(text)
        return text + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> "Card":
        """Read and check a card.

        Raises:
            CardError: not JSON, or a key that is missing, unknown or of the wrong type
        """
        try:
            values = json.loads(text, parse_constant=_not_a_number)
        except (ValueError, RecursionError) as error:
            raise CardError(f"the card is not JSON ({error})") from error
        if isinstance(values, dict):
            values = {"seen": {}, **values}  # which older cards lack
        _check(values, "the card", _kinds(cls))
        _check(values["build"], "build", {"name": str, "arguments": dict})
        _check(values["preprocessing"], "preprocessing", _kinds(Preprocessing))
        for key, kinds in (("figures", FIGURE), ("history", RECORD)):
            for item in values[key]:
                _check(item, f"each of {key}", kinds, closed=False)
        for key in ("classes", "limits", "credits"):
            if not all(isinstance(item, str) for item in values[key]):
                raise CardError(f"{key} in the card must be a list of texts")
        return cls(
            **{
                **values,
                "classes": _classes(values["classes"]),
                "split": _split(values["split"]),
                "preprocessing": _preprocessing(values["preprocessing"]),
                "seen": _seen(values["seen"]),
            }
        )


def _kinds(cls: type) -> Kinds:
    """The type in JSON of each field of a dataclass."""
    return {part.name: _kind(get_origin(part.type) or part.type) for part in fields(cls)}


def _kind(annotation: object) -> type | UnionType:
    json_types: dict[object, type | UnionType] = {
        tuple: list,
        list: list,
        dict: dict,
        Preprocessing: dict,
        int: int,
        float: int | float,
    }
    return json_types.get(annotation, str)


def _not_a_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON's")


def _check(values: object, where: str, kinds: Kinds, *, closed: bool = True) -> None:
    """Refuse anything but a dictionary that has these keys with these types."""
    if not isinstance(values, dict):
        raise CardError(f"{where} must be an object with keys, got {type(values).__name__}")
    for key, kind in kinds.items():
        if key not in values:
            raise CardError(f"{where} lacks the key {key!r}")
        value = values[key]
        # True is an int to Python, not to a reader
        if not isinstance(value, kind) or isinstance(value, bool):
            wanted = getattr(kind, "__name__", str(kind))
            raise CardError(f"{key!r} of {where} must be {wanted}, got {type(value).__name__}")
    if closed and (unknown := sorted(values.keys() - kinds.keys())):
        raise CardError(f"{where} has the unknown key {unknown[0]!r}")


def _classes(names: list[str]) -> tuple[str, ...]:
    if not names or len(set(names)) != len(names):
        raise CardError("classes in the card must be different names, at least one")
    return tuple(names)


def _split(sizes: list[Any]) -> tuple[float, ...]:
    numbers = [size for size in sizes if isinstance(size, int | float) and size >= 0]
    if len(sizes) != 3 or len(numbers) != 3 or not numbers[0] > 0:
        raise CardError(f"split in the card must be three sizes, the first positive, got {sizes}")
    return tuple(numbers)


def _seen(values: dict[str, Any]) -> dict[str, Any]:
    try:
        seen.from_dict(values)
    except seen.SeenError as error:
        raise CardError(f"seen in the card: {error}") from error
    return values


def _preprocessing(values: dict[str, Any]) -> Preprocessing:
    try:
        return Preprocessing(**values)
    except ValueError as error:
        raise CardError(f"preprocessing of the card: {error}") from error
