"""The PyTorch lines that compute the fields of the chosen unit."""

from cnnviz import builder
from cnnviz.ui.receptive_field.view import View
from cnnviz.untrained import SEED


def code(view: View) -> str:
    """From the network to its theoretical and, where it has weights, its effective field."""
    lines = [_build(view), _theoretical(view)]
    if view.network.trained:
        lines += [_galaxies(view), _gradient(view), _compared(view)]
    return "\n".join(lines)


def _build(view: View) -> str:
    name = view.network.name
    if not view.network.trained:
        size = view.network.size
        built = builder.to_arguments(view.now.built) if name == "built" else {}
        arguments = f", **{built!r}" if built else ""
        return f"""\
from cnnviz import zoo
from cnnviz.receptive import clear

model = zoo.build("{name}"{arguments})                # theory needs no weights
size = {size}"""
    if view.network.imagenet:
        return f"""\
import numpy as np
import torch
from cnnviz import pretrained, zoo
from cnnviz.data import simulator
from cnnviz.graph import trace
from cnnviz.receptive import clear, deviation

model, classes, preprocessing = pretrained.load("{name}")    # torchvision's weights, downloaded
size = preprocessing.size"""
    return f"""\
import numpy as np
import torch
from cnnviz import weights, zoo
from cnnviz.data import simulator
from cnnviz.graph import trace
from cnnviz.receptive import clear, deviation

model, card = weights.load("{name}")                 # a torch.nn.Module, and how it was made
preprocessing = card.preprocessing
size = preprocessing.size"""


def _theoretical(view: View) -> str:
    _, row, column = view.unit
    return f"""
# the theoretical field: kernels, strides, paddings and dilations alone
found, unclear = clear(model, size)          # unclear: layers that have no one field, and why
field = next(field for field in found if field.layer == "{view.layer.name}")
print(field.size, field.stride, field.start)
top, left, bottom, right = field.box(row={row}, column={column})"""


def _galaxies(view: View) -> str:
    count = view.network.galaxies
    return f"""
# the effective field: mean absolute gradient of the unit over {count} galaxies
labels = [j % 7 for j in range({count})]
seeds = [j // 7 for j in range({count})]
galaxies = simulator.galaxies(labels, seeds).pixels
pixels = np.stack([preprocessing.pixels(galaxy) for galaxy in galaxies])   # (N, size, size, 3)
x = preprocessing.tensor(pixels).requires_grad_()
"""


def _gradient(view: View) -> str:
    layer, (channel, row, column) = view.layer, view.unit
    place = f"[:, {channel}]" if len(layer.shape) == 1 else f"[:, {channel}, {row}, {column}]"
    return f"""
def effective(model):
    graph = trace(model)                     # as torch.fx; nothing is computed, no hook is set
    node = graph.node("{layer.name}")
    output = graph.outputs(x, [node])[node]
    (gradient,) = torch.autograd.grad(output{place}.sum(), x)
    return gradient.abs().mean((0, 1)).double().numpy()         # (size, size)
"""


def _compared(view: View) -> str:
    build = 'card.build["name"], **card.build["arguments"]'
    if view.network.imagenet:
        build = f'"{view.network.name}"'
    return f"""
torch.manual_seed({SEED})
untrained = zoo.build({build}).eval()
for network in (model, untrained):
    gradient = effective(network)
    if gradient.any():
        inside = gradient[max(top, 0):bottom, max(left, 0):right].sum() / gradient.sum()
        print(deviation(gradient), inside)                       # inside: 1, as theory says
"""
