"""The lines of plain PyTorch that build a described network."""

from collections.abc import Iterator

from cnnviz.builder.description import Network
from cnnviz.builder.parts import Addition, Group, Part, parts

INDENT = "    "
RESIDUAL = '''

class Residual(nn.Module):
    """Adds its input to the body's output."""

    def __init__(self, body, shortcut):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)

'''


def source(network: Network) -> str:
    """Python that needs PyTorch alone; it leaves the network as `model`.

    Its parameters have the names of those that `module` makes.

    Raises:
        ValueError: the network is impossible; one sentence
    """
    lines = "\n".join(_lines(parts(network)))
    residual = RESIDUAL if any(block.residual for block in network.blocks) else ""
    shape = f"(1, {network.in_channels}, {network.size}, {network.size})"
    return f"""\
from collections import OrderedDict

import torch
from torch import nn
{residual}
model = {lines}

logits = model.eval()(torch.zeros{shape})
print(tuple(logits.shape))  # (1, {network.classes})
print(sum(p.numel() for p in model.parameters()))
"""


def _lines(part: Part | Group | Addition) -> Iterator[str]:
    """The expression that makes a part, line by line."""
    match part:
        case Part():
            yield _call(part)
        case Group():
            yield "nn.Sequential(OrderedDict("
            for inner in part.parts:
                yield from _named(inner.name, inner)
            yield "))"
        case Addition():
            yield "Residual("
            yield from _named("body", part.body)
            yield from _named("shortcut", part.shortcut)
            yield ")"


def _named(name: str, part: Part | Group | Addition) -> Iterator[str]:
    first, *rest = _lines(part)
    about = f"  # {part.about}" if isinstance(part, Group) and part.about else ""
    lines = [f"{name}={first}", *rest]
    lines[-1] += ","
    lines[0] += about
    yield from (INDENT + line for line in lines)


def _call(part: Part) -> str:
    values = [str(value) for value in part.arguments]
    values += [f"{name}={value}" for name, value in part.options]
    return f"nn.{part.kind}({', '.join(values)})"
