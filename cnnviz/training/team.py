"""The processes that train one network together (DistributedDataParallel), or one process alone.

torchrun starts each with RANK, WORLD_SIZE and the address of the first in its environment.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed
from torch import Tensor, nn
from torch.distributed.distributed_c10d import PrefixStore
from torch.distributed.rendezvous import rendezvous
from torch.nn.parallel import DistributedDataParallel

WORLD, LOCAL, RESTARTS = "WORLD_SIZE", "LOCAL_RANK", "TORCHELASTIC_RESTART_COUNT"


@dataclass(frozen=True)
class Team:
    """One process of a team.

    Args:
        rank: of this process, from 0; the first alone writes
        size: how many processes there are
    """

    rank: int = 0
    size: int = 1

    @property
    def first(self) -> bool:
        """Whether this process writes and speaks."""
        return self.rank == 0

    def part(self, count: int) -> slice:
        """The part of a batch of `count` images that this process computes."""
        return slice(self.rank * count // self.size, (self.rank + 1) * count // self.size)

    def joined(self, model: nn.Module) -> nn.Module:
        """The network whose gradients are averaged over the team; the model itself, alone."""
        return model if self.size == 1 else DistributedDataParallel(model)

    def total(self, values: Tensor) -> Tensor:
        """The sum over the team's processes, shape kept."""
        if self.size > 1:
            values = values.clone()
            torch.distributed.all_reduce(values)
        return values

    def agreed(self, value: float) -> float:
        """The first process's value, in every process."""
        if self.size == 1:
            return value
        sent = torch.tensor([value], dtype=torch.float64)
        torch.distributed.broadcast(sent, src=0)
        return float(sent)

    def wait(self) -> None:
        """Until every process is here."""
        if self.size > 1:
            torch.distributed.barrier()


ALONE = Team()


@contextmanager
def joined() -> Iterator[Team]:
    """The team that torchrun made, left at the end; ALONE where there is none."""
    size = int(os.environ.get(WORLD, "1"))
    if size == 1:
        yield ALONE
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get(LOCAL, "0")))
    store, rank, size = next(rendezvous("env://"))
    # torchrun's store outlives the processes that it starts anew: the lost ones' addresses are
    # still in it, under the same names
    store = PrefixStore(f"attempt {os.environ.get(RESTARTS, '0')}", store)
    # NCCL has no broadcast of what is on the CPU
    torch.distributed.init_process_group("gloo", store=store, rank=rank, world_size=size)
    try:
        yield Team(rank, size)
    finally:
        torch.distributed.destroy_process_group()


def restarted() -> bool:
    """Whether torchrun has started this process anew after one was lost."""
    return int(os.environ.get(RESTARTS, "0")) > 0
