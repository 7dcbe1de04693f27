"""The PyTorch lines that reproduce what is on the bench."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.ui.bench import lines, sources
from cnnviz.ui.convolution import weights
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.snippets import reading


def code(bench: Bench, work: Work, galaxy: Galaxy, model: str) -> str:
    """PyTorch lines that end with the output, shape (K, h, w) or (K, n), in `output`.

    Args:
        bench: the choices
        work: the numbers on the bench
        galaxy: the chosen one
        model: name of the chosen weights
    """
    name = f"conv{bench.dimensions}d"
    return f"""\
import torch
from torch.nn import functional as F

{_input(bench, work, galaxy, model)}
{_weights(bench, work, galaxy, model)}

{_padding(bench)}
output = F.{name}(x, weight, bias, stride={_pair(bench.stride, bench)}, \
dilation={_pair(bench.dilation, bench)})[0]
print(tuple(output.shape))  # {_shape(work.outputs)}
print(output)
"""


def _weights(bench: Bench, work: Work, galaxy: Galaxy, model: str) -> str:
    indices = [weights.learned_index(name) for name in bench.kernels]
    if None in indices or bench.reweighted:
        return f"""\
weight = torch.tensor({lines.array(work.kernels)}, dtype=torch.float64)  # {_shape(work.kernels)}
bias = torch.tensor({lines.array(work.bias)}, dtype=torch.float64)"""
    loaded = "model, card =" in _input(bench, work, galaxy, model)
    load = f'from cnnviz import weights\n\nmodel, card = weights.load("{model}")\n'
    return f"""\
{"" if loaded else load}layer = next(m for m in model.modules() if isinstance(m, torch.nn.Conv2d))
weight = layer.weight[{indices}].double()  # {_shape(work.kernels)}
bias = layer.bias[{indices}].double() if layer.bias is not None else None"""


def _input(bench: Bench, work: Work, galaxy: Galaxy, model: str) -> str:
    """Lines that end with the input, shape (1, C, ...), in `x`."""
    one_row = bench.dimensions == 1
    if bench.source not in ("patch", "galaxy"):
        return lines.tensor("x", work.x[None])
    size, row = (1 if one_row else bench.size[0], bench.size[1]), 0
    if weights.any_learned(bench.kernels):
        made = _received(bench, galaxy, model, size)
    elif bench.source == "patch":
        made = lines.patch(galaxy, len(work.x), size, bench.place)
    else:
        made, row = lines.whole_galaxy(galaxy, len(work.x)), sources.row(galaxy, bench.place[0])
    signal = f"\nx = x[:, :, {row}]  # a row of it" if one_row else ""
    return made + signal + lines.edited(bench.changed, one_row)


def _received(bench: Bench, galaxy: Galaxy, model: str, size: tuple[int, int]) -> str:
    cut = ""
    if bench.source == "patch":
        top, left = bench.place
        cut = f"[:, :, {top}:{top + size[0]}, {left}:{left + size[1]}]"
    return f"""\
from cnnviz import weights
{reading(galaxy)}
model, card = weights.load("{model}")
pixels = card.preprocessing.pixels(image)          # crop and resize
x = card.preprocessing.tensor(pixels[None]).double(){cut}"""


def _padding(bench: Bench) -> str:
    ends = [end for w in reversed(bench.windows) for end in (w.before, w.after)]
    mode = "constant" if bench.mode == "zeros" else bench.mode
    order = "left, right, top, bottom" if bench.dimensions == 2 else "left, right"
    return f'x = F.pad(x, {tuple(ends)}, mode="{mode}")  # {order}'


def _pair(values: tuple[int, int], bench: Bench) -> str:
    return str(values if bench.dimensions == 2 else values[1])


def _shape(values: NDArray[np.float64]) -> str:
    return f"shape {values.shape}"
