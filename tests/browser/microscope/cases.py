"""Networks and galaxies for the microscope, each with what PyTorch records."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import torch
from PIL import Image
from torch import nn

from cnnviz import activations, origin, weights, zoo
from cnnviz.builder import Block, Network, module
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui.components import Net, Preview, Run

# every kind of layer: two branches that are added, a normalisation, a mean, a function below zero
RESIDUAL = Network(
    size=32,
    blocks=(Block(4, residual=True), Block(6, pooling="average", residual=True)),
    batch_norm=True,
    activation="leaky_relu",
    head="global_average",
    dense=(30,),
    dropout=0.2,
)


@dataclass(frozen=True)
class Case:
    """What is shown: names of networks and classes and seeds of galaxies, one pair or two."""

    nets: tuple[str, ...]
    galaxies: tuple[tuple[int, int], ...]
    sent: str = "all"  # or "some": as of a large network; or "wrong"

    def runs(self, asked: tuple[tuple[str, int], ...] = ()) -> list[Run]:
        found = [run(*pair) for pair in zip(self.nets, self.galaxies, strict=True)]
        change = {"all": lambda each: each, "some": lambda each: _thinned(each, asked)}
        return [change.get(self.sent, _falsified)(each) for each in found]


CASES = {
    "tutorial": Case(("tutorial",), ((3, 17),)),
    "explorer": Case(("explorer",), ((3, 17),)),
    "lenet5": Case(("lenet5",), ((6, 4),)),
    "residual": Case(("residual",), ((0, 5),)),
    "galaxies": Case(("tutorial", "tutorial"), ((3, 17), (1, 2))),
    "models": Case(("tutorial", "explorer"), ((3, 17), (3, 17))),
    "large": Case(("explorer",), ((3, 17),), "some"),
    "odd": Case(("odd",), ((5, 3),)),
    "wrong": Case(("tutorial",), ((3, 17),), "wrong"),
    "another": Case(("tutorial",), ((5, 8),)),
}


@cache
def model(name):
    """The network, and the rule for its images."""
    if name in weights.names():
        found, card = weights.load(name)
        return found, card.preprocessing
    torch.manual_seed(1)
    make = {
        "lenet5": lambda: zoo.build("lenet5"),
        "residual": lambda: module(RESIDUAL),
        "odd": _odd,
    }
    made = make[name]()
    for layer in made.modules():
        if isinstance(layer, nn.BatchNorm2d):  # else it would do nothing
            layer.running_mean.normal_(0, 0.3)
            layer.running_var.uniform_(0.3, 2)
            nn.init.normal_(layer.weight)
            nn.init.normal_(layer.bias)
    return zoo.freeze(made.eval()), Preprocessing(size=28 if name == "lenet5" else 32)


def _odd():
    """Every function, and windows that are strided, dilated, grouped, padded and overlapping."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, stride=2, padding=1, groups=3), nn.GELU(),
        nn.Conv2d(6, 4, 3, padding=2, dilation=2), nn.SiLU(), nn.MaxPool2d(3, 2, 1), nn.ELU(0.7),
        nn.AvgPool2d(3, 2, 1), nn.Tanh(), nn.AdaptiveAvgPool2d((2, 3)), nn.ReLU6(),
        nn.LeakyReLU(0.2), nn.Sigmoid(), nn.Flatten(), nn.Linear(24, 7),
    )  # fmt: skip


@cache
def size(name):
    side = model(name)[1].size
    return 1 if name == "lenet5" else 3, side, side


@cache
def net(name) -> Net:
    classes = CLASSES if name != "lenet5" else ()
    return Net(
        name,
        f"the {name} network",
        size(name),
        origin.rules(model(name)[0], size(name)),
        classes=classes,
    )


@cache
def run(name, galaxy) -> Run:
    found, preprocessing = model(name)
    images = simulator.galaxy(*galaxy)
    pixels = preprocessing.pixels(images.pixels[0])
    x = preprocessing.tensor(pixels[None])
    if size(name)[0] == 1:
        x = x.mean(1, keepdim=True)
    outputs = {origin.IMAGE: x[0].numpy()}
    outputs |= {layer: values[0].numpy() for layer, values in activations.record(found, x).items()}
    label = galaxy[0]
    return Run(
        f"{name} {label} {galaxy[1]}", net(name), f"{CLASSES[label]}, seed {galaxy[1]}", pixels,
        outputs, origin_of_input="value / 255 minus the sky's median", arcsec=0.45, kpc=0.19,
        label=label if name != "lenet5" else None,
    )  # fmt: skip


def _falsified(full: Run) -> Run:
    """As if the rules of one layer were not its own."""
    wrong = {"block1_conv": full.outputs["block1_conv"] + np.float32(0.01)}
    return replace(full, key=f"{full.key} wrong", outputs={**full.outputs, **wrong})


def _thinned(full: Run, asked) -> Run:
    """Without most outputs and without weights, but for what was asked for."""
    layers = {rule.layer.name: rule for rule in full.net.rules}
    wanted = {name for name, _ in asked}
    wanted |= {source for name in wanted for source in layers[name].sources}
    kept = {origin.IMAGE, "linear", "dropout", *wanted}
    previews = {
        name: _preview(values)
        for name, values in full.outputs.items()
        if name not in kept and values.ndim == 3 and not name.startswith("block5")
    }
    few = replace(full.net, key=f"{full.net.key}-large-{len(asked)}", weighted={"linear", *wanted})
    outputs = {name: values for name, values in full.outputs.items() if name in kept}
    return replace(
        full, key=f"{full.key} large {len(asked)}", net=few, outputs=outputs, previews=previews
    )


def _preview(values) -> Preview:
    low, high = values.min((1, 2)), values.max((1, 2))
    pictures = []
    for plane, least, most in zip(values[:16], low, high, strict=False):
        scaled = 255 * (plane - least) / (most - least or 1)
        pictures.append(np.asarray(Image.fromarray(scaled.astype(np.uint8)).resize((24, 24))))
    zeros = (values == 0).mean((1, 2), dtype=np.float32)
    return Preview(np.stack(pictures), low, high, values.mean((1, 2)), zeros)
