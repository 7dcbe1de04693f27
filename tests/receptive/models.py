"""Networks, and the oracle of their fields."""

import copy

import torch
from torch import fx, nn

from cnnviz import zoo
from cnnviz.receptive import clear


def built(name):
    with torch.device("meta"):
        return zoo.build(name)


def by_name(model, size):
    found, _ = clear(model, size)
    return {field.layer: field for field in found}


# the oracle: the same network with one channel, positive weights, averages and no ReLU, so that the
# gradient is positive just where a unit looks


def made_linear(model):
    model = copy.deepcopy(model)
    for path, module in list(model.named_modules()):
        parent, _, leaf = path.rpartition(".")
        if path and not list(module.children()):
            setattr(model.get_submodule(parent), leaf, _linear(module))
    return model.eval()


def _linear(module):
    match module:
        case nn.Conv2d():
            layer = nn.Conv2d(
                *(1, 1, module.kernel_size, module.stride, module.padding, module.dilation),
                bias=False,
                dtype=torch.float64,
            )
            nn.init.constant_(layer.weight, 1 / layer.weight.numel())
            return layer
        case nn.MaxPool2d():
            assert module.dilation == 1
            return nn.AvgPool2d(module.kernel_size, module.stride, module.padding, module.ceil_mode)
        case nn.BatchNorm2d() | nn.ReLU() | nn.Dropout():
            return nn.Identity()
    return module


class Saved(fx.Interpreter):
    """Runs PyTorch's own tracing of a network up to a node."""

    def __init__(self, model, last):
        super().__init__(fx.symbolic_trace(model))
        self.last, self.kept = last, {}

    def run_node(self, node):
        if self.last in self.kept:
            return None
        self.kept[node.name] = super().run_node(node)
        return self.kept[node.name]


def seen(model, layers, units, size):
    """The box of pixels with a gradient, of each layer's unit."""
    x = torch.ones(1, 1, *size, dtype=torch.float64, requires_grad=True)
    saved = Saved(model, layers[-1])
    saved.run(x)
    for layer, unit in zip(layers, units, strict=True):
        (gradient,) = torch.autograd.grad(saved.kept[layer][(0, 0, *unit)], x, retain_graph=True)
        rows, columns = (gradient[0, 0] > 0).nonzero(as_tuple=True)
        yield tuple(map(int, (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)))


def inner(field):
    """The first unit whose field lies in the image."""
    return tuple(-(-max(-a, 0) // s) for a, s in zip(field.start, field.stride, strict=True))


class Residual(nn.Module):
    """A branch that keeps size and centre, beside the identity."""

    def __init__(self, branch):
        super().__init__()
        self.branch = branch

    def forward(self, x):
        return self.branch(x) + x


class Branches(nn.Module):
    def __init__(self, left, right):
        super().__init__()
        self.left, self.right = left, right

    def forward(self, x):
        return self.left(x) + self.right(x)
