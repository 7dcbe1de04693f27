"""What operations write over: which tensors are one, while a network is being followed.

`x.add_(y)`, `F.relu_(x)` and `nn.ReLU(inplace=True)(x)` change x itself, whether or not their
result is used. torch.fx writes them down as any other call: what reads x afterwards would read what
x was before. Here it reads what was written last.
"""

import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import fx, nn
from torch.fx.proxy import TraceError
from torch.nn.modules.dropout import _DropoutNd

# what they hand out may lie in the memory of what they read; dropout drops nothing after training
SHARING = {
    *("view", "view_as", "reshape", "reshape_as", "flatten", "unflatten", "ravel", "squeeze"),
    *("unsqueeze", "transpose", "swapaxes", "permute", "movedim", "t", "expand", "expand_as"),
    *("narrow", "select", "getitem", "chunk", "split", "unbind", "detach", "contiguous", "to"),
    *("float", "double", "type", "type_as", "cpu", "dropout", "dropout2d", "feature_dropout"),
    *("alpha_dropout", "feature_alpha_dropout", "getattr"),
}
SHARING_MODULES = (nn.Flatten, nn.Unflatten, nn.Identity, _DropoutNd)
NUMBERS = ("size", "dim", "ndimension", "numel")
NUMBER_ATTRIBUTES = ("shape", "ndim")
AUGMENTED = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor")
Call = tuple[Any, tuple[Any, ...], dict[str, Any]]  # target, args, kwargs


class Memory:
    """Which nodes of a graph lie in the same memory, and which of them was written last."""

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self._last: dict[fx.Node, fx.Node] = {}  # what a name that was written over stands for
        self._shared: dict[fx.Node, set[fx.Node]] = {}  # nodes in one piece of memory
        self._changed: dict[fx.Node, fx.Node] = {}  # parts, and wholes, of what was written over
        self._numbers: set[fx.Node] = set()

    def read(self, call: Call) -> Call:
        """What is called, and its arguments as they are by now.

        Raises:
            TraceError: one is a part of what was written over, or the whole of it
        """
        target, args, kwargs = call
        asks_for_size = _asks_for_size(target, args)
        args, kwargs = fx.node.map_arg(
            (args, kwargs), lambda node: node if asks_for_size else self.now(node)
        )
        return target, args, kwargs

    def now(self, node: fx.Node) -> fx.Node:
        """The node that was written last over this one.

        Raises:
            TraceError: it is a part of what was written over, or the whole of it
        """
        found = self._last.get(node, node)
        if found in self._changed:
            writer = self._changed[found].name
            raise TraceError(f"{writer} writes over numbers that {found.name} holds too")
        return found

    def note(self, node: fx.Node) -> None:
        """Remember a node that was just written down.

        Raises:
            TraceError: it writes into a tensor that is given as `out`
        """
        if isinstance(node.kwargs.get("out"), fx.Node):
            raise TraceError(f"{node.name} writes into a tensor of another layer")
        if self._is_number(node):
            self._numbers.add(node)
            return
        module = self._module(node)
        if over := overwritten(node, module):
            self.write(over, node)
        elif node.all_input_nodes and _shares(node, module):
            self._join(node.all_input_nodes[0], node)

    def write(self, over: fx.Node, node: fx.Node) -> None:
        """A node has taken the place of another."""
        if over in self._numbers:
            return  # Python's numbers stay what they are
        for other in self._shared.get(over, {over}):
            if self._last.get(other, other) is over:
                self._last[other] = node
            else:
                self._changed[other] = node
        self._join(over, node)

    def _join(self, one: fx.Node, other: fx.Node) -> None:
        shared = self._shared.setdefault(one, {one})
        shared.add(other)
        self._shared[other] = shared

    def _is_number(self, node: fx.Node) -> bool:
        if _asks_for_size(node.target, node.args):
            return True
        read = node.all_input_nodes
        return bool(read) and node.op == "call_function" and self._numbers.issuperset(read)

    def _module(self, node: fx.Node) -> nn.Module | None:
        return self._model.get_submodule(str(node.target)) if node.op == "call_module" else None


class InPlace(fx.Proxy):
    """A proxy on which `x += y` changes x under all its names, as it does on a tensor."""


def _augmented(name: str) -> Callable[[InPlace, object], Any]:
    compute = getattr(operator, f"__{name}__")

    def change(self: InPlace, other: object) -> Any:  # noqa: ANN401
        made = compute(self, other)  # torch.fx calls it add too
        tracer: Any = self.tracer
        tracer.memory.write(tracer.memory.now(self.node), made.node)
        return made

    return change


for _name in AUGMENTED:
    if hasattr(torch.Tensor, f"__i{_name}__"):
        setattr(InPlace, f"__i{_name}__", _augmented(_name))


def overwritten(node: fx.Node, module: nn.Module | None) -> fx.Node | None:
    """The node over whose numbers an operation writes its own; None where it makes new ones.

    Args:
        node: the operation
        module: that it calls, if any
    """
    if not node.all_input_nodes or not overwrites(node, module):
        return None
    first = node.args[0] if node.args else next(iter(node.kwargs.values()))
    return first if isinstance(first, fx.Node) else None


def overwrites(node: fx.Node, module: nn.Module | None) -> bool:
    """Whether the operation writes its output over its first input."""
    if getattr(module, "inplace", False) or node.kwargs.get("inplace"):
        return True
    if node.op == "call_module":
        return False
    return _name_of(node).endswith("_") and not _name_of(node).endswith("__")


def _asks_for_size(target: object, args: tuple[Any, ...]) -> bool:
    """Whether a call asks for what no writing changes."""
    if target is getattr:
        return args[1] in NUMBER_ATTRIBUTES
    return target in NUMBERS


def _shares(node: fx.Node, module: nn.Module | None) -> bool:
    if module is not None:
        return isinstance(module, SHARING_MODULES)
    return _name_of(node) in SHARING


def _name_of(node: fx.Node) -> str:
    return node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
