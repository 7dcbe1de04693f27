"""What moves the weights: the optimiser of a configuration, and an average that follows them."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cnnviz.training.config import Config

MOMENTUM = 0.9  # of SGD


def optimiser(model: nn.Module, config: Config) -> torch.optim.Optimizer:
    """The optimiser of a network's parameters; biases and normalisation do not decay."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    free = [p for p in model.parameters() if p.ndim <= 1]  # biases and normalisation
    groups: list[dict[str, Any]] = [{"params": decayed}, {"params": free, "weight_decay": 0.0}]
    rate, decay = config.learning_rate, config.weight_decay
    if config.optimiser == "sgd":
        return torch.optim.SGD(groups, lr=rate, momentum=MOMENTUM, weight_decay=decay)
    kind = torch.optim.AdamW if decay else torch.optim.Adam
    return kind(groups, lr=rate, weight_decay=decay)


def averaged(model: nn.Module, decay: float) -> AveragedModel:
    """The exponential average of a network's weights: w = decay w + (1 - decay) new."""
    average = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
    return AveragedModel(model, multi_avg_fn=average, use_buffers=True)


def state(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """What it remembers, by the parameter's number and the quantity: `0.exp_avg`."""
    return {
        f"{i}.{key}": value
        for i, values in optimiser.state_dict()["state"].items()
        for key, value in values.items()
        if value is not None
    }


def restore(optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Give it back what it remembered.

    Args:
        optimiser: that has made no step
        tensors: as of `state`
    """
    values: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        i, key = name.split(".")
        values.setdefault(int(i), {})[key] = tensor
    optimiser.load_state_dict({**optimiser.state_dict(), "state": values})
    for parameter in (p for group in optimiser.param_groups for p in group["params"]):
        own = optimiser.state[parameter]
        for key, value in own.items():  # in the parameter's own order of memory, as it was
            if isinstance(value, Tensor) and value.shape == parameter.shape:
                own[key] = torch.empty_like(parameter).copy_(value)
