"""Cards and files of weights, as tests make and damage them."""

import hashlib
import json

import pytest

from cnnviz import weights
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.weights import Card, WeightsError

ARGUMENTS = {"channels": [4, 6], "batch_norm": True, "head": "global_average"}


def make_card(**changes):
    values = {
        "name": "small",
        "title": "A small network",
        "build": {"name": "galaxy_cnn", "arguments": ARGUMENTS},
        "classes": CLASSES,
        "preprocessing": Preprocessing(size=32, background="none"),
        "parameters": 0,
        "data": "random numbers",
        "command": "python -m cnnviz train",
        "seed": 3,
        "figures": [
            {
                "quantity": "accuracy",
                "data": "noise",
                "value": 0.14,
                "error": 0.01,
                "images": 1000,
                "command": "python -m cnnviz evaluate",
            }
        ],
        "limits": ["Knows nothing."],
    }
    return Card(**{**values, **changes})


def change_card(base, change):
    """Rewrite the card after `change` has edited its dictionary."""
    path = base.with_suffix(".json")
    card = json.loads(path.read_text())
    change(card)
    path.write_text(json.dumps(card))


def put_tensors(base, data):
    """Replace the tensors' file, and the card's SHA-256 with it."""
    base.with_suffix(".safetensors").write_bytes(data)
    change_card(base, lambda card: card.update(sha256=hashlib.sha256(data).hexdigest()))


def refusal(path):
    """The one sentence with which a load is refused."""
    with pytest.raises(WeightsError) as caught:
        weights.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")
