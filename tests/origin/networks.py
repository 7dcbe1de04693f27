"""Networks with random weights, what PyTorch makes of images, and how far sums may differ."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from cnnviz import origin, zoo
from cnnviz.activations import record

RELATIVE = 1e-4  # of float32 sums of thousands of products
OF_TERMS = 1e-6  # of the sum of absolute products, where they cancel


@dataclass(frozen=True)
class Ran:
    """A network's rules and what it made of one image."""

    rules: list
    outputs: dict

    def rule(self, name):
        return next(rule for rule in self.rules if rule.layer.name == name)

    def origin(self, name, unit):
        return origin.origin(self.rule(name), self.outputs, unit)


def random_statistics(model, seed=0):
    """Running means and variances as if it had been trained, and other scales than 1."""
    generator = torch.Generator().manual_seed(seed)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d) and module.track_running_stats:
            module.running_mean.normal_(generator=generator)
            module.running_var.uniform_(0.2, 3, generator=generator)
            if module.affine:
                with torch.no_grad():
                    module.weight.normal_(1, 0.5, generator=generator)
                    module.bias.normal_(generator=generator)
    return model


def ran(model, x):
    """x: float32 of shape (1, C, H, W)."""
    outputs = {name: found[0].numpy() for name, found in record(model, x).items()}
    return Ran(origin.rules(model, tuple(x.shape[1:])), outputs | {origin.IMAGE: x[0].numpy()})


def random_run(model, size, seed=0):
    """A network with random statistics, and a random image of size (C, H, W)."""
    x = torch.randn(1, *size, generator=torch.Generator().manual_seed(seed))
    return ran(zoo.freeze(random_statistics(model, seed)), x)


def check(found, outputs):
    """What an origin holds is what PyTorch made."""
    rule, made = found.rule, outputs[found.rule.layer.name]
    expected = float(made[found.unit])
    scale = abs(found.products).sum() + abs(found.bias)
    if found.total != expected:  # both may be infinite
        assert abs(found.total - expected) <= RELATIVE * abs(expected) + OF_TERMS * scale
    for place, source in enumerate(rule.sources):
        mine, numbers = found.reads == place, outputs[source]
        units = found.units[mine]
        there = np.all((units >= 0) & (units < numbers.shape), axis=1)
        np.testing.assert_array_equal(found.inside[mine], there)
        expected = np.zeros(len(units))
        expected[there] = numbers[tuple(units[there].T)]
        np.testing.assert_array_equal(found.values[mine], expected)


def check_every_unit(run):
    """All units of all layers."""
    for rule in run.rules:
        for unit in np.ndindex(rule.layer.shape):
            check(origin.origin(rule, run.outputs, unit), run.outputs)
