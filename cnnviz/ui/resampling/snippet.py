"""The PyTorch lines that reproduce what is on the stage."""

from cnnviz.ui.bench import lines, sources
from cnnviz.ui.bench.sources import NUMBERS
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.resampling.arithmetic import Work
from cnnviz.ui.resampling.choices import Resampling, input_size


def code(choices: Resampling, work: Work, galaxy: Galaxy) -> str:
    """PyTorch lines that end with the output in `output`.

    Its shape is (1, h, w) for a convolution and (C, h, w) else; without h for a signal.

    Args:
        choices: possible ones
        work: the numbers on the stage
        galaxy: the chosen one
    """
    result = work.trace.output if work.weight is None else work.trace.output[None]
    return f"""\
import torch
from torch.nn import functional as F

{_input(choices, work, galaxy)}
{_operation(choices, work)}
print(tuple(output.shape))  # {result.shape}
print(output)
{_stretched(choices, work)}"""


def _input(choices: Resampling, work: Work, galaxy: Galaxy) -> str:
    galaxys = choices.source in ("patch", "galaxy")
    if not galaxys or max(work.x.shape[1:]) <= NUMBERS:
        return lines.tensor("x", work.x[None])
    _, height, width = input_size(choices, galaxy)
    one_row = choices.dimensions == 1
    if choices.source == "patch":
        place = choices.top, choices.left
        made = lines.patch(galaxy, choices.channels, (height, width), place)
        row = 0
    else:
        made = lines.whole_galaxy(galaxy, choices.channels)
        row = sources.row(galaxy, choices.top)
    signal = f"\nx = x[:, :, {row}]  # a row of it" if one_row else ""
    return made + signal + lines.edited(choices.changed, one_row)


def _operation(choices: Resampling, work: Work) -> str:
    d, numbers = choices.dimensions, _numbers(choices, work)
    match choices.operation:
        case "max" | "average":
            name = f"{'max' if choices.operation == 'max' else 'avg'}_pool{d}d"
            return f"output = F.{name}(x, {numbers})[0]"
        case "unpooling":
            return (
                f"pooled, places = F.max_pool{d}d(x, {numbers}, return_indices=True)\n"
                f"size = x.shape[2:]\n"
                f"output = F.max_unpool{d}d(pooled, places, {numbers}, output_size=size)[0]"
            )
        case "convolution":
            weight = lines.tensor("weight", work.weight[None])  # type: ignore[index]
            return f"{weight}\noutput = F.conv{d}d(x, weight, {numbers})[0]"
        case "transposed":
            weight = lines.tensor("weight", work.weight[:, None])  # type: ignore[index]
            more = f"{numbers}, output_padding={choices.output_padding}"
            return f"{weight}\noutput = F.conv_transpose{d}d(x, weight, {more})[0]"
        case kind:
            mode = {"bilinear": ("linear", "bilinear")[d - 1]}.get(kind, kind)
            numbers = f'scale_factor={choices.factor}, mode="{mode}"'
            return f"output = F.interpolate(x, {numbers})[0]"


def _numbers(choices: Resampling, work: Work) -> str:
    axis = choices.along(work.x.shape[-1])
    # a convolution takes its kernel's size from the weights
    used = [name for name in axis.used if work.weight is None or name != "kernel"]
    words = {"kernel": "kernel_size"}
    return ", ".join(
        f"{words.get(name, name)}={getattr(axis, name)}"
        for name in used
        if name not in ("output_padding", "factor")
    )


def _stretched(choices: Resampling, work: Work) -> str:
    """The transposed convolution once more, as a direct one."""
    if choices.operation != "transposed" or choices.way != "stretched":
        return ""
    d, s = choices.dimensions, choices.stride
    sides = [s * (n - 1) + 1 for n in work.x.shape[1:]]
    every = ", ".join([f"::{s}"] * d)
    span, p = work.windows[0].span, choices.padding
    ends = (span - 1 - p, span - 1 - p + choices.output_padding) * d
    axes = tuple(range(-d, 0))
    return f"""
# the same as a direct convolution over the stretched input
wide = x.new_zeros(1, {len(work.x)}, {", ".join(map(str, sides))})
wide[..., {every}] = x
wide = F.pad(wide, {ends})  # a negative padding cuts
flipped = weight.flip({axes}).transpose(0, 1)
same = F.conv{d}d(wide, flipped, dilation={choices.dilation})[0]
print((output - same).abs().max())
"""
