"""Networks from a description: what can be chosen, whether it is possible, the module, the code.

A description is a frozen record that stands for a small JSON; the same parts make the module and
the lines of plain PyTorch, so that both are the same network.
"""

from cnnviz.builder.description import Block, Network
from cnnviz.builder.files import from_arguments, from_json, to_arguments, to_json
from cnnviz.builder.module import Residual, built, module
from cnnviz.builder.parts import check
from cnnviz.builder.source import source

__all__ = [
    "Block",
    "Network",
    "Residual",
    "built",
    "check",
    "from_arguments",
    "from_json",
    "module",
    "source",
    "to_arguments",
    "to_json",
]
