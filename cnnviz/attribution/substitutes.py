"""Layers of a twin replaced by others that make the same numbers and that Captum can take."""

import torch
from captum.attr._utils.lrp_rules import Alpha1_Beta0_Rule, EpsilonRule, GammaRule, PropagationRule
from torch import Tensor, fx, nn
from torch.nn import functional

from cnnviz.attribution.twin import Call, Twin, alone

NORMALISATIONS = (nn.BatchNorm1d, nn.BatchNorm2d)
NOTHING = (nn.Identity, nn.Dropout, nn.Dropout2d, nn.AlphaDropout)  # in eval mode
# what makes sums of what it reads, with weights that do not depend on it, or takes the largest
LINEAR = (
    *(nn.Conv2d, nn.Linear, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.MaxPool2d),
    *(nn.BatchNorm1d, nn.BatchNorm2d, nn.Flatten, nn.ZeroPad2d, nn.Upsample),
)
LINEAR_FUNCTIONS = {
    *("flatten", "view", "reshape", "contiguous", "clone", "cat", "concat", "concatenate", "mean"),
    *("add", "add_", "iadd", "sub", "permute", "transpose", "squeeze", "unsqueeze", "pad"),
}


def fold_normalisations(twin: Twin) -> None:
    """Batch normalisations become part of the convolutions, or linear layers, before them.

    In eval mode a normalisation multiplies each channel by g = gamma / sqrt(variance + epsilon)
    and adds a number, so that the convolution can do it:

        w' = g w,  b' = g (b - mean) + beta

    Outputs agree to rounding. The convolution's own output, before the normalisation, is gone.

    Args:
        twin: changed where a normalisation alone reads a convolution or a linear layer
    """
    for node in twin.graph.nodes:
        norm = twin.layers[node]
        if not isinstance(norm, NORMALISATIONS) or norm.running_var is None:
            continue
        source = node.all_input_nodes[0]
        before = twin.layers.get(source)
        if isinstance(before, nn.Conv2d | nn.Linear) and len(source.users) == 1:
            twin.put(source, _folded(before, norm))
            twin.put(node, None)


def _folded(
    layer: nn.Conv2d | nn.Linear, norm: nn.BatchNorm1d | nn.BatchNorm2d
) -> nn.Conv2d | nn.Linear:
    gamma, beta = norm.weight, norm.bias
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None
    assert variance is not None
    scale = torch.rsqrt(variance + norm.eps) * (1 if gamma is None else gamma)
    bias = -mean if layer.bias is None else layer.bias - mean
    folded = alone(layer)
    weight = layer.weight * scale.view(-1, *[1] * (layer.weight.ndim - 1))
    folded._parameters["weight"] = nn.Parameter(weight, requires_grad=False)
    shift = scale * bias + (0 if beta is None else beta)
    folded._parameters["bias"] = nn.Parameter(shift, requires_grad=False)
    assert isinstance(folded, nn.Conv2d | nn.Linear)
    return folded


def skip_nothings(twin: Twin) -> None:
    """Layers that do nothing in eval mode are left out."""
    for node, module in twin.layers.items():
        if isinstance(module, NOTHING):
            twin.put(node, None)


class Windows(nn.Module):
    """The windows of a pooling side by side, so that they do not overlap; (N, C, h k, w k).

    Captum's DeepLIFT undoes a max pooling with `max_unpool2d`, which keeps one of several outputs
    whose maxima are the same pixel: with overlapping windows contributions get lost. Here each
    window has copies of its pixels, and the gradient of a copy goes to its pixel.

    Args:
        pooling: with a dilation of 1, without ceil_mode
    """

    def __init__(self, pooling: nn.MaxPool2d) -> None:
        super().__init__()
        self.kernel, self.stride = _pair(pooling.kernel_size), _pair(pooling.stride)
        self.padding = _pair(pooling.padding)

    def forward(self, x: Tensor) -> Tensor:
        """From (N, C, H, W); what is beyond the edge is never the largest."""
        (rows, columns), (top, left) = self.kernel, self.padding
        x = functional.pad(x, (left, left, top, top), value=torch.finfo(x.dtype).min / 4)
        windows = x.unfold(2, rows, self.stride[0]).unfold(3, columns, self.stride[1])
        n, c, h, w = windows.shape[:4]
        return windows.permute(0, 1, 2, 4, 3, 5).reshape(n, c, h * rows, w * columns)


def separate_windows(twin: Twin) -> None:
    """Max poolings whose windows overlap, or reach into the padding, pool copies of the pixels."""
    for node, module in twin.layers.items():
        if isinstance(module, nn.MaxPool2d) and _overlaps(module):
            kernel = _pair(module.kernel_size)
            pool = nn.MaxPool2d(kernel, return_indices=False)
            twin.put(node, nn.Sequential(Windows(module), pool))


def _overlaps(pooling: nn.MaxPool2d) -> bool:
    pairs = zip(_pair(pooling.stride), _pair(pooling.kernel_size), strict=True)
    return any(s < k for s, k in pairs) or _pair(pooling.padding) != (0, 0)


def set_rules(twin: Twin, rule: str, epsilon: float, gamma: float) -> None:
    """Give each layer the rule by which it hands relevance down.

    Args:
        twin: its layers get a `rule`, which Captum looks for
        rule: of convolutions and linear layers, a key of `RULES`; all other sums have the
            epsilon rule
        epsilon: of the epsilon rule
        gamma: of the gamma rule
    """

    def chosen() -> PropagationRule:
        if rule == "gamma":
            return GammaRule(gamma)
        return Alpha1_Beta0_Rule() if rule == "alpha1_beta0" else EpsilonRule(epsilon)

    for module in twin.layers.values():
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.rule = chosen()
        elif isinstance(module, (*LINEAR, Call)) or type(module).__name__ == "Addition_Module":
            module.rule = EpsilonRule(epsilon)  # type: ignore[union-attr]


RULES = ("epsilon", "gamma", "alpha1_beta0")


def linear(twin: Twin, node: fx.Node) -> bool:
    """Whether the outputs of an operation are sums over its inputs, or some of them."""
    module = twin.layers[node]
    if isinstance(module, Call):
        name = node.target if isinstance(node.target, str) else node.target.__name__
        return module.module is None and name in LINEAR_FUNCTIONS
    return isinstance(module, LINEAR) or type(module).__name__ == "Addition_Module"


def _pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    first, second = value if isinstance(value, tuple | list) else (value, value)
    return int(first), int(second)
