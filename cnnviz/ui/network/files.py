"""The lines that make the same network and count the same numbers."""

import streamlit as st

from cnnviz import builder
from cnnviz.builder import from_arguments
from cnnviz.ui.network import table
from cnnviz.ui.network.choices import BUILT
from cnnviz.ui.network.setup import Setup
from cnnviz.ui.network.subject import Subject
from cnnviz.zoo import TORCHVISION


def draw(setup: Setup) -> None:
    """Draw the lines and the downloads."""
    st.code(lines(setup.subject))
    with st.container(horizontal=True):
        table.files(setup.subject)


def lines(subject: Subject) -> str:
    """Python that makes the network as `model` and prints how many parameters it has."""
    if subject.network == BUILT:
        return builder.source(from_arguments(subject.arguments))
    return f"{_made(subject)}\n{_counted(subject)}"


def _made(subject: Subject) -> str:
    arguments = subject.arguments
    if subject.network in TORCHVISION and subject.size[0] == 3:
        classes = arguments.get("classes", 1000)
        trained = '; with "DEFAULT" those of ImageNet' if subject.photographs else ""
        return f"""\
import torch
import cnnviz.vision  # torchvision also beside a PyTorch that it was not built for
from torchvision.models import {subject.network}

model = {subject.network}(weights=None, num_classes={classes})  # random weights{trained}
"""
    given = "".join(f", {name}={value!r}" for name, value in arguments.items())
    return f"""\
import torch
from cnnviz import zoo

model = zoo.build("{subject.network}"{given})  # random weights
"""


def _counted(subject: Subject) -> str:
    return f"""\
print(sum(p.numel() for p in model.parameters()))  # {subject.total.parameters:,}


def show(name):
    return lambda module, args, output: print(name, tuple(output.shape[1:]))


for name, module in model.named_modules():
    if not list(module.children()):
        module.register_forward_hook(show(name))
model.eval()(torch.zeros{(1, *subject.size)})  # prints each layer's output, channels first
"""
