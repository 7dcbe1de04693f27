"""A network's twin: the same numbers, but hooks, modes and additions of its own.

Captum sets hooks and attributes on the layers of the network that it explains, and its layer-wise
relevance propagation writes into the weights. A cached network is shared by many threads, so
Captum gets a twin: for each operation a module of its own, which shares the memory of the
parameters and nothing else. The network itself is never touched, and no thread waits.

The twin also removes what Captum stumbles over, without changing any output: a module that is used
twice becomes two modules, a function such as `torch.relu` becomes a module, a ReLU in place does
not write in place, and each operation gets the tensors that it reads under names of their own, so
that what a hook does to a gradient stays with one operation. (Captum 0.9 sets the hooks of a ReLU
and of the max pooling behind it on one tensor, where they get in each other's way: DeepLIFT's
contributions then do not add up to the change of the output.)
"""

import copy
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import torch
from captum.attr._utils.custom_modules import Addition_Module
from torch import Tensor, fx, nn

from cnnviz.attribution.errors import AttributionError
from cnnviz.graph import HOOKS, Graph, overwrites, path, trace
from cnnviz.receptive.operations import POOLINGS, kind

Told = Callable[[int], None]  # of how many images have just passed the network

# functions that have no more to them than the module
SAME: dict[str, Callable[[], nn.Module]] = {
    **dict.fromkeys(("relu", "relu_"), nn.ReLU),
    **dict.fromkeys(("sigmoid", "sigmoid_"), nn.Sigmoid),
    **dict.fromkeys(("tanh", "tanh_"), nn.Tanh),
}
# parameters: fewer are passed sooner than PyTorch imports what it needs to compute nothing, 2 s
SMALL = 2_000_000
ADDITIONS = ("add", "add_", "iadd")
NO_TENSOR = ("size", "getattr", "getitem", "dim")  # what tells a shape is no layer


class Twin(nn.Module):
    """A network's operations, each a module, in eval mode and with frozen parameters.

    Args:
        model: any network that can be followed; it is left as it is
        told: called after each pass with the number of images that passed

    Attributes:
        graph: the network's operations
        layers: the module of each; None for one that hands on what it gets, or tells a shape
        head: what the logits pass at the end; None for nothing

    Raises:
        AttributionError: the network's way depends on the image, or torch.fx cannot write it down
    """

    head: nn.Module | None

    def __init__(self, model: nn.Module, told: Told | None = None) -> None:
        super().__init__()
        try:
            self.graph = trace(model)
        except ValueError as error:
            raise AttributionError(str(error)) from error
        self.layers: dict[fx.Node, nn.Module | None] = {}
        self.told, self.head = told, None
        for node in self.graph.nodes:
            self.put(node, _module(self.graph, node))
        self.eval().requires_grad_(False)

    def put(self, node: fx.Node, module: nn.Module | None) -> None:
        """Let this module stand for an operation from now on."""
        self.layers[node] = module
        self._modules[f"at_{node.name}"] = module

    def layer(self, name: str) -> nn.Module:
        """The module of the layer of this name, as of `Graph.node`.

        Raises:
            AttributionError: there is none
        """
        try:
            module = self.layers[self.graph.node(name)]
        except ValueError as error:
            raise AttributionError(str(error)) from error
        if module is None:
            raise AttributionError(f"{name} tells a shape: it makes no maps")
        return module

    def forward(self, images: Tensor) -> Tensor:
        """Logits of shape (N, K), from images of shape (N, C, H, W)."""
        value: Any = images
        for _, value in self.steps(images):  # noqa: B007
            pass
        if self.told is not None:
            self.told(len(images))
        logits: Tensor = value if self.head is None else self.head(value)
        return logits

    def steps(self, images: Tensor) -> Iterator[tuple[fx.Node, Any]]:
        """Each operation with what it makes; what nobody reads any more is forgotten."""
        values: dict[fx.Node, Any] = {self.graph.source: images}
        readers = {node: len(node.users) for node in values | dict.fromkeys(self.graph.nodes)}
        for node in self.graph.nodes:
            values[node] = self._made(node, values)
            yield node, values[node]
            for source in node.all_input_nodes:
                readers[source] -= 1
                if not readers[source]:
                    values.pop(source, None)

    def _made(self, node: fx.Node, values: dict[fx.Node, Any]) -> Any:  # noqa: ANN401
        sources = {source: _own(values[source]) for source in node.all_input_nodes}
        module = self.layers[node]
        if isinstance(module, Call):
            tensors = [value for value in sources.values() if isinstance(value, Tensor)]
            numbers = {s.name: v for s, v in sources.items() if not isinstance(v, Tensor)}
            return module(*tensors, **numbers)
        if module is not None:
            return module(*sources.values())
        if kind(self.graph, node) in NO_TENSOR:
            return called(node, sources)
        return next(iter(sources.values()))

    def load_state_dict(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401
        """Nothing: Captum would restore the weights, in memory that the network shares."""


class Call(nn.Module):
    """A function, or a module with several arguments, as a module of what it reads.

    Args:
        node: what is called
        module: the module that it calls, if it does
    """

    def __init__(self, node: fx.Node, module: nn.Module | None = None) -> None:
        super().__init__()
        self.node, self.module = node, module

    def forward(self, *tensors: Tensor, **numbers: Any) -> Any:  # noqa: ANN401
        """What the node makes of the tensors that it reads, and of numbers by their names."""
        rest = iter(tensors)
        nodes = self.node.all_input_nodes
        sources = {n: numbers[n.name] if n.name in numbers else next(rest) for n in nodes}
        return called(self.node, sources, self.module)


def called(node: fx.Node, sources: dict[fx.Node, Any], module: nn.Module | None = None) -> Any:  # noqa: ANN401
    """What an operation makes of its sources, which are left as they are."""
    arguments: Any = fx.node.map_arg((node.args, node.kwargs), sources.__getitem__)
    args, kwargs = arguments
    if overwrites(node, module):
        args = (args[0].clone(), *args[1:])
    if module is not None:
        return module(*args, **kwargs)
    if isinstance(node.target, str):
        return getattr(args[0], node.target)(*args[1:], **kwargs)
    return node.target(*args, **kwargs)


def alone(module: nn.Module) -> nn.Module:
    """A copy with hooks, modes and parameters of its own, which lie in the same memory."""
    shell = copy.copy(module)
    shell.__dict__.update({name: OrderedDict() for name in HOOKS})
    # .data, for its count of changes is its own: autograd minds changes of what it has noted
    shell.__dict__["_parameters"] = {
        name: p if p is None else nn.Parameter(p.data, requires_grad=False)
        for name, p in module._parameters.items()
    }
    shell.__dict__["_buffers"] = dict(module._buffers)
    shell.__dict__["_modules"] = {
        name: child and alone(child) for name, child in module._modules.items()
    }
    if hasattr(shell, "inplace"):
        shell.__dict__["inplace"] = False
    return shell


def shapes(model: nn.Module, size: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """The shape of what each layer makes of one image, without N.

    A small network is passed by an image of zeros; a large one computes nothing.

    Args:
        model: any network that can be followed
        size: (C, H, W) of the image

    Returns:
        shapes by the layers' names, in their order

    Raises:
        AttributionError: the network, or one layer of it, cannot take such an image
    """
    twin = Twin(model)
    if sum(parameter.numel() for parameter in twin.parameters()) > SMALL:
        twin.to("meta")
    found: dict[str, tuple[int, ...]] = {}
    device = next((parameter.device for parameter in twin.parameters()), None)
    steps = twin.steps(torch.zeros(1, *size, device=device, dtype=_dtype(twin)))
    for node in twin.graph.nodes:
        try:
            _, value = next(steps)
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            sizes = " x ".join(map(str, size))
            message = f"{path(node)} cannot take what it gets from an image of {sizes}"
            raise AttributionError(message) from error
        if isinstance(value, Tensor):
            found[node.name] = tuple(value.shape[1:])
    return found


def _dtype(model: nn.Module) -> torch.dtype:
    return next((parameter.dtype for parameter in model.parameters()), torch.float32)


def _module(graph: Graph, node: fx.Node) -> nn.Module | None:
    module, name = graph.module(node), kind(graph, node)
    sources = node.all_input_nodes
    plain = list(node.args) == sources and not node.kwargs
    if name in NO_TENSOR:
        return None
    made: nn.Module = Call(node)
    if module is not None:
        made = alone(module) if plain else Call(node, alone(module))
    elif name in SAME and list(node.args) == sources:
        made = SAME[name]()
    elif name in POOLINGS and list(node.args[:1]) == sources:
        pooling: Any = POOLINGS[name]
        made = pooling(*node.args[1:], **node.kwargs)
    elif name in ADDITIONS and plain and len(sources) == 2:
        made = Addition_Module()
    return made


def _own(value: Any) -> Any:  # noqa: ANN401
    """The same numbers under another name."""
    return value.view_as(value) if isinstance(value, Tensor) else value
