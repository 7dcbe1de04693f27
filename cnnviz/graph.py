"""The operations of a network in the order in which an image passes them, with torch.fx's names.

torch.fx.symbolic_trace, and torchvision's create_feature_extractor, which uses it, replace
`nn.Module.__call__` of the whole process while they trace: a forward pass of any network in
another thread then fails, and two tracings at once may leave it replaced. Torchvision's also puts
the shared network into training mode for a moment. Here nothing is replaced: the copy of a
network's structure, whose innermost modules write down that they were called, is what is traced.
"""

import copy
import inspect
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from torch import Tensor, fx, nn
from torch.fx.proxy import GraphAppendingTracer, TraceError

from cnnviz.memory import InPlace, Memory, overwritten

HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)


@dataclass(frozen=True)
class Graph:
    """The operations of one network.

    Args:
        model: the network itself; it is never changed, and its hooks are never called
        source: the node that stands for the images
        nodes: the operations in their order
    """

    model: nn.Module
    source: fx.Node
    nodes: tuple[fx.Node, ...]

    def module(self, node: fx.Node) -> nn.Module | None:
        """The module that the node calls; None for a function as `torch.flatten`."""
        return self.model.get_submodule(str(node.target)) if node.op == "call_module" else None

    def node(self, name: str) -> fx.Node:
        """The node of this name: torch.fx's `layer1_0_relu_1` or torchvision's `layer1.0.relu_1`.

        Raises:
            ValueError: there is none
        """
        named = {**self._by_path(), **{node.name: node for node in self.nodes}}
        if name not in named:
            there = ", ".join(node.name for node in self.nodes)
            raise ValueError(f"no layer is called {name!r}; there are {there}")
        return named[name]

    def _by_path(self) -> dict[str, fx.Node]:
        """Nodes by path; the second of the same path is `path_1`, as torchvision counts."""
        named: dict[str, fx.Node] = {}
        calls: dict[str, int] = {}
        for node in self.nodes:
            count = calls[path(node)] = calls.get(path(node), -1) + 1
            named[f"{path(node)}_{count}" if count else path(node)] = node
        return named

    def outputs(self, images: Tensor, wanted: Collection[fx.Node]) -> dict[fx.Node, Any]:
        """What the wanted nodes make of the images; the network runs no further than needed.

        Any number of threads may do this with one network in eval mode. An operation that would
        overwrite its input works on a copy, so that each output is what its layer made.

        Args:
            images: shape (N, C, H, W)
            wanted: some of the nodes

        Raises:
            RuntimeError: PyTorch's own, where the network cannot take such images
        """
        values: dict[fx.Node, Any] = {self.source: images}
        missing = set(wanted)
        for node in self.nodes:
            if not missing:
                break
            values[node] = self._call(node, values)
            missing.discard(node)
        return {node: values[node] for node in wanted}

    def _call(self, node: fx.Node, values: dict[fx.Node, Any]) -> Any:  # noqa: ANN401
        module = self.module(node)
        over = overwritten(node, module)
        arguments: Any = fx.node.map_arg(
            (node.args, node.kwargs), lambda n: values[n].clone() if n is over else values[n]
        )
        args, kwargs = arguments
        if module is not None:
            return module.forward(*args, **kwargs)  # not module(): another thread's hooks
        if isinstance(node.target, str):
            return getattr(args[0], node.target)(*args[1:], **kwargs)
        return node.target(*args, **kwargs)


def path(node: fx.Node) -> str:
    """Where the operation stands in the network: `layer1.0.conv1`, `layer1.0.add`."""
    return str(node.meta["path"])


def called(node: fx.Node) -> str:
    """Name of the function or method that a node calls, `add`; of a module its path."""
    return node.target if isinstance(node.target, str) else node.target.__name__


def trace(model: nn.Module) -> Graph:
    """Follow an image through the network without computing anything.

    Args:
        model: a network with one input; on any device, also the meta device

    Raises:
        ValueError: its way depends on the values of the image, it uses what torch.fx cannot
            write down, or it reads a part of a tensor that was written over as a whole
    """
    graph = fx.Graph()
    tracer = _Tracer(graph, Memory(model))
    source = tracer.create_proxy("placeholder", _first_argument(model), (), {})
    try:
        made = _skeleton(model, "", tracer, {})(source)
        if isinstance(made, fx.Proxy):
            tracer.memory.now(made.node)
    except (TraceError, NotImplementedError, TypeError, AttributeError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise ValueError(f"{type(model).__name__} cannot be followed ({reason})") from error
    return Graph(model, source.node, tuple(graph.nodes)[1:])


class _Tracer(GraphAppendingTracer):
    """Appends what is called to a graph and remembers in which module it was called."""

    def __init__(self, graph: fx.Graph, memory: Memory) -> None:
        super().__init__(graph)
        self.within: list[str] = []
        self.memory = memory

    def proxy(self, node: fx.Node) -> fx.Proxy:
        return InPlace(node, self)

    def create_node(
        self, kind: str, target: Any, args: Any, kwargs: Any, *rest: Any, **options: Any  # noqa: ANN401
    ) -> fx.Node:  # fmt: skip
        _, args, kwargs = self.memory.read((target, args, kwargs))
        node = super().create_node(kind, target, args, kwargs, *rest, **options)
        name = target if isinstance(target, str) else target.__name__
        parts = [name] if kind == "call_module" else [*self.within[-1:], name]
        node.meta["path"] = ".".join(part for part in parts if part)
        self.memory.note(node)
        return node


def _skeleton(
    module: nn.Module, path: str, tracer: _Tracer, done: dict[int, nn.Module]
) -> nn.Module:
    """A copy of the structure, sharing all tensors, whose leaves call the tracer."""
    if id(module) in done:  # a module in two places has the name of the first
        return done[id(module)]
    shell = done[id(module)] = copy.copy(module)
    shell.__dict__.update({name: OrderedDict() for name in HOOKS})
    if _is_leaf(module):
        shell.__dict__["forward"] = _calls(path, tracer)
        return shell
    shell.__dict__["_modules"] = {
        name: child and _skeleton(child, f"{path}.{name}".lstrip("."), tracer, done)
        for name, child in module._modules.items()
    }
    shell.__dict__["forward"] = _within(type(module).forward, shell, path, tracer)
    return shell


def _is_leaf(module: nn.Module) -> bool:
    return type(module).__module__.startswith("torch.nn") and not isinstance(module, CONTAINERS)


def _calls(path: str, tracer: _Tracer) -> Callable[..., fx.Proxy]:
    def call(*args: Any, **kwargs: Any) -> fx.Proxy:  # noqa: ANN401
        return tracer.create_proxy("call_module", path, args, kwargs)

    return call


def _within(
    forward: Callable[..., Any], shell: nn.Module, path: str, tracer: _Tracer
) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        tracer.within.append(path)
        try:
            return forward(shell, *args, **kwargs)
        finally:
            tracer.within.pop()

    return call


def _first_argument(model: nn.Module) -> str:
    return next(iter(inspect.signature(model.forward).parameters))
