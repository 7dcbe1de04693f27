"""The PyTorch lines that compute the same maps, one of their pixels, and the class."""

from torch import nn

from cnnviz.layers import Layer
from cnnviz.ui import snippets
from cnnviz.ui.feature_maps.feed import GREY, PLANES
from cnnviz.ui.feature_maps.view import View


def code(view: View) -> str:
    """From the galaxy to all maps, and down again."""
    parts = [_network(view), _fed(view), HOOKS, _map(view), _pixel(view), _class(view)]
    return "\n".join(filter(None, parts))


HOOKS = """\
received, outputs = {}, {}


def keep(name):
    def hook(module, inputs, output):                 # copies: a ReLU may overwrite in place
        received[name], outputs[name] = inputs[0][0].clone(), output[0].clone()
    return hook


layers = {name: m for name, m in model.named_modules() if not list(m.children())}
hooks = [layer.register_forward_hook(keep(name)) for name, layer in layers.items()]
with torch.no_grad():
    logits = model(x)[0]
for hook in hooks:
    hook.remove()
for name, output in outputs.items():
    zeros = (output == 0).double().mean()
    print(f"{name:20} {str(tuple(output.shape)):15} {output.min():8.3f} to {output.max():8.3f}"
          f"  {100 * zeros:5.1f} % zeros")
"""


def _network(view: View) -> str:
    subject, image = view.subject, snippets.reading(view.galaxy)
    if subject.trained and not subject.network:
        return f"""\
import torch
from cnnviz import weights
{image}
model, card = weights.load("{subject.name}")           # a torch.nn.Module, and how it was made
rule = card.preprocessing"""
    if subject.trained:
        return f"""\
import torch
from cnnviz import pretrained
{image}
model, classes, rule = pretrained.load("{subject.network}")   # torchvision's ImageNet weights"""
    return f"""\
import torch
from cnnviz import zoo
from cnnviz.preprocessing import Preprocessing
{image}
torch.manual_seed({subject.seed})                       # weights that chance makes
model = zoo.build("{subject.network}"{_arguments(view)}).eval().requires_grad_(False)
rule = Preprocessing(size={subject.size[1]})"""


def _arguments(view: View) -> str:
    return f", **{view.subject.arguments!r}" if view.subject.arguments else ""


def _fed(view: View) -> str:
    channels, side, _ = view.subject.size
    lines = f"""\
pixels = rule.pixels(image)                        # crop and resize to ({side}, {side}, 3)
x = rule.tensor(pixels[None])                      # float32 (1, 3, {side}, {side})
"""
    if channels == 1:
        weights = f"torch.tensor({list(GREY)})[:, None, None]"
        lines += f"x = (x * {weights}).sum(1, keepdim=True)   # grey\n"
    elif channels != PLANES:
        lines += f"x = x[:, [c % 3 for c in range({channels})]]    # red, green, blue, red ...\n"
    return lines


def _map(view: View) -> str:
    layer, channel = view.layer, view.place[1]
    if not _module(view.subject.model, layer):
        return f"# {layer.path} ({layer.kind}) is a function, no module: hooks do not see it\n"
    twice = sum(other.path == layer.path for other in view.subject.layers) > 1
    about = "   # of its last call: it is called more than once" if twice else ""
    return f"""\
found = outputs["{layer.path}"][{channel}]{about}
print(found)
"""


def _pixel(view: View) -> str:
    """The arithmetic of one pixel of a convolution."""
    layer, conv = view.layer, _module(view.subject.model, view.layer)
    if not isinstance(conv, nn.Conv2d) or conv.groups > 1 or isinstance(conv.padding, str):
        return ""
    channel, row, column = unit(view)
    (high, wide), steps = conv.padding, zip((row, column), conv.stride, strict=True)
    cuts = [
        _cut(place * stride, kernel, dilation)
        for (place, stride), kernel, dilation in zip(
            steps, conv.kernel_size, conv.dilation, strict=True
        )
    ]
    bias = "" if conv.bias is None else f" + conv.bias[{channel}]"
    return f"""\
# one pixel as the sum that made it: row {row}, column {column} of map {channel}
conv = layers["{layer.path}"]
padded = torch.nn.functional.pad(received["{layer.path}"], ({wide}, {wide}, {high}, {high}))
products = padded[:, {cuts[0]}, {cuts[1]}] * conv.weight[{channel}]
total = products.sum(){bias}
print(total, outputs["{layer.path}"][{channel}, {row}, {column}])
"""


def unit(view: View) -> tuple[int, int, int]:
    """The pixel where the visitor is; of another layer the one in the middle."""
    name, channel = view.place
    for layer, found in view.now.at[-1:]:
        if layer == name and len(found) == len(view.layer.shape) == 3:
            return found[0], found[1], found[2]
    _, rows, columns = (*view.layer.shape, 1, 1)[:3]
    return channel, rows // 2, columns // 2


def _cut(begin: int, kernel: int, dilation: int) -> str:
    end = begin + dilation * (kernel - 1) + 1
    return f"{begin}:{end}" + (f":{dilation}" if dilation > 1 else "")


def _module(model: nn.Module, layer: Layer) -> nn.Module | None:
    return dict(model.named_modules()).get(layer.path)


def _class(view: View) -> str:
    label = view.subject.label(view.galaxy)
    lines = """\
probabilities = torch.softmax(logits.double(), 0)  # exp(z_k) / sum_j exp(z_j)
print(probabilities)
"""
    if label is not None:
        lines += f"""\
loss = torch.nn.functional.cross_entropy(logits[None], torch.tensor([{label}]))   # -log f_y(x)
print(loss)
"""
    return lines
