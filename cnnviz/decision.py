"""The end of a network for one image: terms of each logit, softmax, cross-entropy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from cnnviz.layers import Shape
from cnnviz.origin import Average, Dense, Flatten, Origin, Rule, Same, Unit, by_channel, origin
from cnnviz.origin.operations import Floats

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Decision:
    """A linear layer's logits, and the maps that it read.

    Args:
        rule: of the linear layer
        outputs: for one image, of the layers that are read on the way from the maps to the logits
        chain: what the vector was on its way from the maps, the last first, ending with the maps;
            layers and shapes
    """

    rule: Rule
    outputs: Mapping[str, Floats] = field(repr=False)
    chain: tuple[tuple[str, Shape], ...]

    @cached_property
    def logits(self) -> Array:
        """z_k, the sums of the terms and the biases in float64, shape (K,)."""
        operation = self._dense
        x = self.outputs[self.rule.sources[0]].astype(np.float64)
        found: Array = operation.weight.astype(np.float64) @ x + operation.bias
        return found

    @cached_property
    def log_shares(self) -> Array:
        """The logarithm of f_k(x) = exp(z_k) / sum_j exp(z_j), shape (K,), also where f_k is 0."""
        z = self.logits - self.logits.max()
        found: Array = z - np.log(np.exp(z).sum())
        return found

    @property
    def probabilities(self) -> Array:
        """f_k(x), shape (K,)."""
        found: Array = np.exp(self.log_shares)
        return found

    @property
    def maps(self) -> tuple[str, Shape]:
        """The layer whose maps are read, and their shape (C, H, W), or (K,) of a vector."""
        return self.chain[-1]

    @property
    def averaged(self) -> bool:
        """Whether each value that is read is the mean of a map."""
        return len(self.maps[1]) == 3 and int(np.prod(self.maps[1][1:])) > 1 and (
            len(self._dense.weight[0]) == self.maps[1][0]
        )  # fmt: skip

    def terms(self, k: int) -> Origin:
        """What class k's logit is the sum of."""
        return origin(self.rule, self.outputs, (k,))

    def unit(self, index: int) -> Unit:
        """Which unit of the maps a value of the vector is: (channel, row, column).

        Of averaged maps (channel,), of a vector (index,).
        """
        shape = self.maps[1]
        if self.averaged or len(shape) == 1:
            return (index,)
        return tuple(int(i) for i in np.unravel_index(index, shape))

    def by_map(self, k: int) -> Array:
        """Sum of the products of each map for class k, shape (C,)."""
        shape = None if self.averaged or len(self.maps[1]) == 1 else self.maps[1]
        return by_channel(self.terms(k), shape)

    def evidence(self, k: int) -> Array | None:
        """What each place adds to class k's logit, all maps together.

        Of averaged maps this is the class activation map of Zhou et al. 2016 over H W.

        Returns:
            shape (H, W), with the bias its sum is the logit; None where there are no maps, or
            not their numbers
        """
        name, shape = self.maps
        if len(shape) == 1 or shape[1:] == (1, 1) or (self.averaged and name not in self.outputs):
            return None
        if self.averaged:
            read = self.outputs[name].astype(np.float64) / np.prod(shape[1:])
            found: Array = np.tensordot(self._dense.weight[k].astype(np.float64), read, axes=1)
            return found
        total: Array = self.terms(k).products.reshape(shape).sum(0)
        return total

    @property
    def _dense(self) -> Dense:
        assert isinstance(self.rule.operation, Dense)
        return self.rule.operation


def decision(rules: Sequence[Rule], outputs: Mapping[str, Floats]) -> Decision | None:
    """The end of a network; None where it is no linear layer.

    Args:
        rules: of every layer, the last makes the logits
        outputs: of the layers for one image
    """
    last, known = rules[-1], {rule.layer.name: rule for rule in rules}
    if not isinstance(last.operation, Dense):
        return None
    chain = [(last.sources[0], last.shapes[0])]
    while (rule := known.get(chain[-1][0])) and _hands_on(rule):
        chain.append((rule.sources[0], rule.shapes[0]))
    return Decision(last, outputs, tuple(chain))


def by_pytorch(logits: Floats, k: int) -> tuple[Floats, float]:
    """Softmax and cross-entropy of class k as PyTorch computes them, in float32.

    Args:
        logits: shape (K,)
        k: of the class
    """
    z = torch.as_tensor(np.array(logits))
    shares: Floats = z.softmax(0).numpy()
    return shares, float(functional.cross_entropy(z[None], torch.tensor([k])))


def _hands_on(rule: Rule) -> bool:
    """Whether a layer only hands on what it reads, or the mean of each whole map."""
    if isinstance(rule.operation, Average):
        whole = tuple((tuple(range(count)),) for count in rule.shapes[0][1:])
        return (rule.operation.rows, rule.operation.columns) == whole
    return isinstance(rule.operation, Flatten | Same)
