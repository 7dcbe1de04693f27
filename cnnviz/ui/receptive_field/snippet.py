"""The PyTorch lines that compute the fields of the chosen unit."""

from cnnviz import builder
from cnnviz.layers import Layer
from cnnviz.ui.receptive_field import effective
from cnnviz.ui.receptive_field.view import View
from cnnviz.untrained import SEED


def code(view: View) -> str:
    """From the network to its theoretical and, where it has weights, its effective field."""
    lines = [_build(view), _theoretical(view)]
    if view.network.trained:
        lines += [_galaxies(), _gradient(view.layer, view.unit), _compared()]
    return "\n".join(lines)


def _build(view: View) -> str:
    name = view.network.name
    if not view.network.trained:
        size = view.network.size
        built = builder.to_arguments(view.now.built) if name == "built" else {}
        arguments = f", **{built!r}" if built else ""
        return f"""\
from cnnviz import zoo
from cnnviz.receptive import fields

model = zoo.build("{name}"{arguments})                # theory needs no weights
size = {size}"""
    return f"""\
import torch
from cnnviz import weights, zoo
from cnnviz.data import simulator
from cnnviz.receptive import deviation, fields

model, card = weights.load("{name}")                 # a torch.nn.Module, and how it was made
size = card.preprocessing.size"""


def _theoretical(view: View) -> str:
    _, row, column = view.unit
    return f"""
# the theoretical field: kernels, strides, paddings and dilations alone
field = next(f for f in fields(model, size) if f.layer == "{view.layer.name}")
print(field.size, field.stride, field.start)
top, left, bottom, right = field.box(row={row}, column={column})"""


def _galaxies() -> str:
    return f"""
# the effective field: mean absolute gradient of the unit over {effective.GALAXIES} galaxies
labels = [j % 7 for j in range({effective.GALAXIES})]
seeds = [j // 7 for j in range({effective.GALAXIES})]
x = card.preprocessing.tensor(simulator.galaxies(labels, seeds).pixels).requires_grad_()
"""


def _gradient(layer: Layer, unit: tuple[int, int, int]) -> str:
    channel, row, column = unit
    place = f"[:, {channel}]" if len(layer.shape) == 1 else f"[:, {channel}, {row}, {column}]"
    return f"""
def effective(model):
    found = {{}}
    module = model.get_submodule("{layer.path}")
    hook = module.register_forward_hook(lambda module, inputs, output: found.update(output=output))
    model(x)
    hook.remove()
    (gradient,) = torch.autograd.grad(found["output"]{place}.sum(), x)
    return gradient.abs().mean((0, 1)).double().numpy()         # (size, size)
"""


def _compared() -> str:
    return f"""
torch.manual_seed({SEED})
untrained = zoo.build(card.build["name"], **card.build["arguments"]).eval()
for network in (model, untrained):
    gradient = effective(network)
    if gradient.any():
        inside = gradient[max(top, 0):bottom, max(left, 0):right].sum() / gradient.sum()
        print(deviation(gradient), inside)                       # inside: 1, as theory says
"""
