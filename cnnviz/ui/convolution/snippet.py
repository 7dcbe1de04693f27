"""The PyTorch lines that reproduce what is on the bench."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.ui.bench import sources
from cnnviz.ui.convolution import weights
from cnnviz.ui.convolution.arithmetic import Work
from cnnviz.ui.convolution.choices import Bench
from cnnviz.ui.galaxy import PREVIEW, Galaxy
from cnnviz.ui.snippets import reading

Array = NDArray[np.float64]
WRITTEN = 16  # rows and columns up to which the input is written out


def lines(bench: Bench, work: Work, galaxy: Galaxy, model: str) -> str:
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
weight = torch.tensor({_array(work.kernels)}, dtype=torch.float64)  # {_shape(work.kernels)}
bias = torch.tensor({_array(work.bias)}, dtype=torch.float64)"""
    loaded = "model, card =" in _input(bench, work, galaxy, model)
    load = f'from cnnviz import weights\n\nmodel, card = weights.load("{model}")\n'
    return f"""\
{"" if loaded else load}layer = next(m for m in model.modules() if isinstance(m, torch.nn.Conv2d))
weight = layer.weight[{indices}].double()  # {_shape(work.kernels)}
bias = layer.bias[{indices}].double() if layer.bias is not None else None"""


def _input(bench: Bench, work: Work, galaxy: Galaxy, model: str) -> str:
    if bench.source != "galaxy" or bench.changed or max(work.x.shape[1:]) <= WRITTEN:
        return f"x = torch.tensor({_array(work.x[None])}, dtype=torch.float64)  # (1, C, ...)"
    height, width = sources.stage_size(galaxy)
    row = f"[:, :, {min(bench.place[0], height - 1)}]" if bench.dimensions == 1 else ""
    if weights.any_learned(bench.kernels):
        return f"""\
from cnnviz import weights
{reading(galaxy)}
model, card = weights.load("{model}")
pixels = card.preprocessing.pixels(image)           # crop and resize
x = card.preprocessing.tensor(pixels[None]).double(){row}  # what the network receives"""
    return f"""\
import numpy as np
{reading(galaxy)}{_smaller(galaxy, height, width)}
values = torch.as_tensor(image.astype(np.float64)).permute(2, 0, 1)
x = {_colours(len(work.x))}[None]{row}"""


def _smaller(galaxy: Galaxy, height: int, width: int) -> str:
    if galaxy.shape == (height, width):
        return ""
    return f"""
from PIL import Image

picture = Image.fromarray(image)                    # as large as the stage has it
picture.thumbnail(({PREVIEW}, {PREVIEW}), Image.Resampling.LANCZOS)
image = np.asarray(picture.resize(({width}, {height}), Image.Resampling.BOX))"""


def _colours(channels: int) -> str:
    return "values.mean(0, keepdim=True).round()" if channels == 1 else f"values[:{channels}]"


def _padding(bench: Bench) -> str:
    ends = [end for w in reversed(bench.windows) for end in (w.before, w.after)]
    mode = "constant" if bench.mode == "zeros" else bench.mode
    order = "left, right, top, bottom" if bench.dimensions == 2 else "left, right"
    return f'x = F.pad(x, {tuple(ends)}, mode="{mode}")  # {order}'


def _pair(values: tuple[int, int], bench: Bench) -> str:
    return str(values if bench.dimensions == 2 else values[1])


def _shape(values: Array) -> str:
    return f"shape {values.shape}"


def _array(values: Array) -> str:
    return np.array2string(
        values, separator=", ", threshold=10**9, max_line_width=110,
        formatter={"float_kind": lambda x: str(int(x)) if x == int(x) else repr(float(x))},
    ).replace("\n", "\n    ")  # fmt: skip
