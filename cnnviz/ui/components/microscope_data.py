"""Networks and what they make of galaxies as bytes for a browser.

A message is the length of its header (four bytes, little-endian), the header as JSON, and blocks
of numbers that the header points to as `{"at", "n", "type"}`: first byte behind the header, how
many numbers, "f4" or "u1". Headers and blocks begin at multiples of four bytes.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import origin

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
TYPES = {"f4": "<f4", "u1": "u1"}
EVEN = 4  # bytes: where a block may begin


@dataclass(frozen=True)
class Net:
    """What does not change with the galaxy; it is sent once for each network.

    Args:
        key: another for other weights, as `explorer` or `lenet5-random-0`
        name: for people
        size: (C, H, W) of the input
        rules: of every layer, in the order in which an image passes them
        weighted: names of the layers whose weights are sent; None for all
        classes: names of the logits; empty where unknown
        slices: (layer, output channel) whose weights alone are sent, of layers not in `weighted`
    """

    key: str
    name: str
    size: tuple[int, int, int]
    rules: Sequence[origin.Rule] = field(repr=False)
    weighted: Collection[str] | None = None
    classes: tuple[str, ...] = ()
    slices: Collection[tuple[str, int]] = ()


@dataclass(frozen=True)
class Preview:
    """The first maps of a layer as small pictures, and statistics of all its C maps.

    Args:
        pictures: shape (n, h, w) with n <= C; 0 to 255 from the least to the largest of each map
        low: least value of each map, shape (C,)
        high: largest value of each map, shape (C,)
        mean: of each map, shape (C,)
        zeros: share of zeros in each map, shape (C,)
    """

    pictures: Bytes = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    mean: Floats = field(repr=False)
    zeros: Floats = field(repr=False)


@dataclass(frozen=True)
class Run:
    """One galaxy through one network.

    Args:
        key: another for other pictures and for other networks
        net: the network
        title: of the galaxy, in words
        pixels: what is shown as the galaxy, shape (H, W, 3), H and W as the input's
        outputs: by layer, `origin.IMAGE` for the input; shape (C, H, W) or (K,); of a large network
            some of them
        previews: of layers that are not in `outputs`
        origin_of_input: how an input value follows from a pixel, one sentence without full stop
        arcsec: size of an input pixel, where known
        kpc: size of an input pixel at the galaxy, where known
        label: index into the network's classes, where known
        file: how files of it are named at their beginning: galaxy and network
    """

    key: str
    net: Net
    title: str
    pixels: Bytes = field(repr=False)
    outputs: Mapping[str, Floats] = field(repr=False)
    previews: Mapping[str, Preview] = field(default_factory=dict, repr=False)
    origin_of_input: str = ""
    arcsec: float | None = None
    kpc: float | None = None
    label: int | None = None
    file: str = ""


class Blocks:
    """Numbers that are appended one after another."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._end = 0

    def add(self, values: NDArray[Any], kind: str = "f4") -> dict[str, int | str]:
        """Append numbers of any shape; the header's word for them."""
        part = np.ascontiguousarray(values, TYPES[kind]).tobytes()
        at, self._end = self._end, self._end + -(-len(part) // EVEN) * EVEN
        self._parts.append(part.ljust(self._end - at, b"\0"))
        return {"at": at, "n": int(values.size), "type": kind}

    def message(self, header: Mapping[str, Any]) -> bytes:
        """Header and blocks as one message."""
        text = json.dumps(header, allow_nan=False, separators=(",", ":")).encode()
        text = text.ljust(-(-len(text) // EVEN) * EVEN)
        return b"".join([len(text).to_bytes(4, "little"), text, *self._parts])


def pack_net(net: Net) -> bytes:
    """A network as the browser is told of it."""
    blocks = Blocks()
    layers = [_layer(net, rule, blocks) for rule in net.rules]
    return blocks.message(
        {"what": "net", "key": net.key, "name": net.name, "size": net.size, "layers": layers,
         "classes": net.classes}
    )  # fmt: skip


def pack_run(run: Run) -> bytes:
    """What a network made of a galaxy, as the browser is told of it."""
    blocks = Blocks()
    outputs = {name: derived(name, run) or blocks.add(v) for name, v in run.outputs.items()}
    previews = {name: _preview(preview, blocks) for name, preview in run.previews.items()}
    header: dict[str, Any] = {"what": "run", "key": run.key, "net": run.net.key, "title": run.title}
    header |= {"pixels": blocks.add(run.pixels, "u1"), "outputs": outputs, "previews": previews}
    header |= {"origin": run.origin_of_input, "label": run.label, "file": run.file}
    return blocks.message(header | {"arcsec": run.arcsec, "kpc": run.kpc})


def derived(name: str, run: Run) -> dict[str, str | bool] | None:
    """From which other layer the browser makes these outputs, to the last bit; None for the rest.

    Flattening, dropout and ReLU are half of a network's numbers.
    """
    rule = next((rule for rule in run.net.rules if rule.layer.name == name), None)
    if rule is None or len(rule.sources) != 1 or rule.sources[0] not in run.outputs:
        return None
    values, source = run.outputs[name].ravel(), run.outputs[rule.sources[0]].ravel()
    for positive, same in ((False, source), (True, np.maximum(source, 0))):
        if np.array_equal(values, same):
            return {"of": rule.sources[0], "positive": positive}
    return None


def _layer(net: Net, rule: origin.Rule, blocks: Blocks) -> dict[str, Any]:
    layer = rule.layer
    seen = layer.field
    return {
        "name": layer.name, "path": layer.path, "kind": layer.kind, "shape": layer.shape,
        "sources": rule.sources, "rule": _operation(net, rule, blocks),
        "field": seen and {"size": seen.size, "stride": seen.stride, "start": seen.start,
                           "seen": seen.seen},
    }  # fmt: skip


def _operation(net: Net, rule: origin.Rule, blocks: Blocks) -> dict[str, Any]:
    """What a rule does, its numbers as blocks; weights that are not sent are None."""
    operation = rule.operation
    found: dict[str, Any] = {"type": type(operation).__name__.lower()}
    for each in fields(operation):
        value = getattr(operation, each.name)
        if each.name in ("rows", "columns"):
            value = taps(value)
        elif isinstance(value, np.ndarray):
            value = blocks.add(value) if _is_sent(net, rule.layer.name, each.name) else None
        found[each.name] = value
    weight = getattr(operation, "weight", None)
    if weight is not None:
        found["size"] = weight.shape
        found["slices"] = {
            channel: blocks.add(weight[channel])
            for name, channel in net.slices
            if name == rule.layer.name and found["weight"] is None
        }
    return found


def _is_sent(net: Net, layer: str, name: str) -> bool:
    return name != "weight" or net.weighted is None or layer in net.weighted


def taps(reads: Sequence[Sequence[int]]) -> dict[str, int] | list[list[int]]:
    """What each row, or column, reads: as it is, or as one rule where there is one."""
    first = reads[0]
    step = reads[1][0] - first[0] if len(reads) > 1 and reads[1] and first else 0
    apart = first[1] - first[0] if len(first) > 1 else 1
    found = {"count": len(reads), "first": first[0] if first else 0}
    found |= {"step": step, "apart": apart, "taps": len(first)}
    return found if _spelled(found) == [list(t) for t in reads] else [list(t) for t in reads]


def _spelled(rule: Mapping[str, int]) -> list[list[int]]:
    starts = (rule["first"] + i * rule["step"] for i in range(rule["count"]))
    return [[start + j * rule["apart"] for j in range(rule["taps"])] for start in starts]


def _preview(preview: Preview, blocks: Blocks) -> dict[str, Any]:
    numbers = {
        name: blocks.add(getattr(preview, name)) for name in ("low", "high", "mean", "zeros")
    }
    shape = preview.pictures.shape
    return {"pictures": blocks.add(preview.pictures, "u1"), "shape": shape, **numbers}
