"""A scene as compact JSON for a browser."""

import json
from base64 import b64encode
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.scene import Scene

Array = NDArray[np.float64]
FEW = 64  # as many numbers go with all their digits, as do whole numbers in any number


def encode(scene: Scene, hidden: int | None = None) -> dict[str, Any]:
    """What the stage is told.

    Args:
        scene: with K kernels, C channels and outputs of shape (h, w)
        hidden: flat index into the outputs (K, h, w) of one whose value is left out
    """
    outputs = scene.outputs.copy()
    if hidden is not None:
        outputs.ravel()[hidden] = np.nan
    rows, columns = scene.reads
    told = scene.weights is not None and scene.kind == "sum" and len(scene.values) > 1
    return {
        "shape": scene.values.shape,
        "values": numbers(scene.values),
        "inside": scene.inside,
        "kernel": None if scene.weights is None else scene.weights.shape[2:],
        "weights": None if scene.weights is None else numbers(scene.weights),
        "bias": numbers(scene.bias),
        "out": outputs.shape,
        "outputs": numbers(outputs),
        # products and their sums for each channel: the browser makes them, as it makes the line's
        "told": told,
        "rows": [[n for pair in taps for n in pair] for taps in rows],
        "columns": [[n for pair in taps for n in pair] for taps in columns],
        "kind": scene.kind,
        "spread": scene.spread,
        "inserted": scene.inserted,
        "shares": scene.shares,
        "sources": scene.sources,
        "channels": scene.channels,
        "kernels": scene.kernels,
        "line": scene.line,
        "hidden": hidden,
    }


def numbers(values: Array) -> list[float] | dict[str, str]:
    """Numbers of any shape, flat: as JSON where that is short or exact, else as base64.

    "f4" is of 32 bits, seven digits where four are shown; "f8" of 64, for what does not fit.
    """
    flat = values.ravel()
    if np.isfinite(flat).all():
        whole = bool((flat == np.trunc(flat)).all() and (np.abs(flat) < 2**53).all())
        exact: list[float] = [int(x) for x in flat] if whole else flat.tolist()
        if flat.size <= FEW or len(json.dumps(exact)) < 5 * flat.size:
            return exact
    with np.errstate(over="ignore", under="ignore"):
        short = flat.astype("<f4")
    fits = (
        np.array_equal(np.isfinite(short), np.isfinite(flat))
        # smaller ones have fewer digits, or none
        and not ((np.abs(short) < np.finfo("f4").tiny) & (flat != 0)).any()
    )
    return {"f4": _base64(short)} if fits else {"f8": _base64(flat.astype("<f8"))}


def _base64(values: NDArray[Any]) -> str:
    return b64encode(values.tobytes()).decode("ascii")
