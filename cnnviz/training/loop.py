"""The training loop: an iterator of records that prints nothing and writes nothing.

What a step does to the network depends on the network, the optimiser and the random numbers alone;
all three can be taken out and put back, so that a run goes on as if it had never been interrupted.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from cnnviz.data.images import Images
from cnnviz.data.reading import Progress, silent
from cnnviz.training import optimisers, schedule
from cnnviz.training.batches import Batch, Batches
from cnnviz.training.config import Config
from cnnviz.training.fusing import fused
from cnnviz.training.losses import candidate_losses
from cnnviz.training.record import Record
from cnnviz.training.team import ALONE, Team
from cnnviz.training.validation import Validation, validate

SOON = 0.3  # seconds after which a rate means something
Facts = dict[str, Any]


class Training:
    """A network in training.

    Starts PyTorch's own generator from the seed too: dropout draws from it.

    Args:
        model: takes (N, C, H, W), returns logits (N, K); trained in place
        train: data sets whose images have the preprocessing's size
        valid: data sets, likewise, that choose the best weights
        config: how
        team: the processes that share the work; each is given the same sets
        device: where it is computed

    Raises:
        ValueError: an empty data set, or shares that do not fit
    """

    def __init__(
        self,
        model: nn.Module,
        train: Sequence[Images],
        valid: Sequence[Images],
        config: Config,
        team: Team = ALONE,
        device: torch.device | str = "cpu",
    ) -> None:
        torch.manual_seed(config.seed + team.rank)
        self.model, self.valid, self.config, self.team = model, valid, config, team
        self.device = torch.device(device)
        self.batches = Batches(train, config, team, device)
        model.to(device=self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = optimisers.optimiser(model, config)
        decay = config.averaging
        self.average = optimisers.averaged(model, decay) if decay else None
        self.iteration, self.best, self.factor = 0, -1.0, 1.0
        self._network = team.joined(fused(model))
        self._sums: list[Tensor] = []  # since the last record: loss and right answers of each step
        self._random = self.batches.random.get_state()
        self._seconds, self._steps, self._rate = 0.0, 0, 0.0

    @property
    def judged(self) -> nn.Module:
        """What is validated and saved: the average of the weights where there is one."""
        return self.model if self.average is None else self.average.module

    @property
    def images_per_second(self) -> float:
        """Trained since the last record, or between the two before; 0 before anything is known."""
        if self._seconds < SOON:
            return self._rate
        return self._steps * self.config.batch / self._seconds

    @property
    def learning_rate(self) -> float:
        """Of the next step."""
        config, step = self.config, min(self.iteration, self.config.iterations - 1)
        planned = schedule.rate(config.schedule, config.learning_rate, step, config.iterations)
        return planned * self.factor

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        """Choose another: the rest of the schedule is scaled with it."""
        self.factor *= rate / self.learning_rate

    def records(
        self, progress: Progress = silent, between: Callable[[], None] = lambda: None
    ) -> Iterator[Record]:
        """Train to the end.

        Args:
            progress: called after each iteration with iterations done and iterations in all
            between: called after each iteration; what it raises ends the training, which can then
                be asked for its state

        Yields:
            a record after each `validate_every` iterations and after the last

        Raises:
            FloatingPointError: the loss is no longer finite
        """
        try:
            while self.iteration < self.config.iterations:
                started = time.perf_counter()
                self.step()
                self._seconds += time.perf_counter() - started
                self._steps += 1
                done, total = self.iteration, self.config.iterations
                if done % self.config.validate_every == 0 or done == total:
                    yield self._record()
                progress(done, total)
                between()
        finally:
            self.batches.close()
            self.model.eval()

    def beginning(self) -> Record:
        """The network as it is before the first step; what is of the training is not a number."""
        found = validate(self.judged, self.valid, self.config.preprocessing)
        return self._recorded(float("nan"), float("nan"), found, 0.0, None)

    def step(self) -> None:
        """One batch forward, back and into the weights."""
        self._step(next(self.batches))

    def recent(self, steps: int) -> tuple[float, float]:
        """Loss (nats) and share of right answers, means over so many last steps.

        Not numbers where no step has been made since the last record. Of a team it is this
        process's part, enlarged.
        """
        if not self._sums:
            return float("nan"), float("nan")
        found = torch.stack(self._sums[-steps:]).mean(dim=0) * self.team.size
        return float(found[0]), float(found[1])

    def state(self) -> tuple[dict[str, Tensor], Facts]:
        """Everything that the next step depends on; tensors by name, and numbers."""
        tensors = {f"model.{k}": v for k, v in self.model.state_dict().items()}
        if self.average is not None:
            tensors |= {f"average.{k}": v for k, v in self.average.state_dict().items()}
        tensors |= {f"optimiser.{k}": v for k, v in optimisers.state(self.optimiser).items()}
        tensors["random.batches"], tensors["random.torch"] = self._random, torch.get_rng_state()
        if self._sums:
            tensors["sums"] = torch.stack(self._sums)
        facts = {"iteration": self.iteration, "best": self.best, "factor": self.factor}
        return {k: v.detach().cpu().contiguous() for k, v in tensors.items()}, facts

    def restore(self, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
        """Go on from a state; before the first step.

        Raises:
            ValueError: a state of another network or optimiser
        """
        try:
            self.model.load_state_dict(_below("model", tensors))
            if self.average is not None:
                self.average.load_state_dict(_below("average", tensors))
            optimisers.restore(self.optimiser, _below("optimiser", tensors))
            self.batches.restore(tensors["random.batches"])
            if self.team.first:  # the others drop other values than the first
                torch.set_rng_state(tensors["random.torch"])
            self._sums = list(tensors["sums"].to(self.device)) if "sums" in tensors else []
            self._random = tensors["random.batches"]
            self.iteration, self.best = int(facts["iteration"]), float(facts["best"])
            self.factor = float(facts["factor"])
        except (KeyError, RuntimeError, TypeError) as error:
            reason = str(error).splitlines()[0]
            raise ValueError(f"the state is not one of this run ({reason})") from error

    def _step(self, batch: Batch) -> None:
        for group in self.optimiser.param_groups:
            group["lr"] = self.learning_rate
        self.model.train()
        half = self.config.precision == "bfloat16"
        with torch.autocast(self.device.type, torch.bfloat16) if half else nullcontext():
            logits = self._network(batch.inputs)
        losses = candidate_losses(logits, batch.allowed, self.config.label_smoothing)
        loss = (losses * batch.weights).sum()
        self.optimiser.zero_grad(set_to_none=True)
        # the gradients are averaged over the team, the losses added up
        (loss * self.team.size).backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        if self.average is not None:
            self.average.update_parameters(self.model)
        right = batch.allowed.gather(1, logits.argmax(dim=1, keepdim=True)).sum()
        self._sums.append(torch.stack([loss.detach(), right / self.config.batch]))
        self._random, self.iteration = batch.after, self.iteration + 1

    def _record(self) -> Record:
        sums = self.team.total(torch.stack(self._sums)).mean(dim=0)
        loss, right = float(sums[0]), float(sums[1])
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"the loss is {loss} at iteration {self.iteration}: lower the learning rate"
            )
        found = validate(self.judged, self.valid, self.config.preprocessing)
        weights = None
        if found.accuracy > self.best:
            self.best = found.accuracy
            weights = {k: v.detach().clone() for k, v in self.judged.state_dict().items()}
        rate = self._rate = self._steps * self.config.batch / max(self._seconds, 1e-9)
        self._sums, self._seconds, self._steps = [], 0.0, 0
        return self._recorded(loss, right, found, rate, weights)

    def _recorded(
        self,
        loss: float,
        right: float,
        found: Validation,
        rate: float,
        weights: dict[str, Tensor] | None,
    ) -> Record:
        used = float(self.optimiser.param_groups[0]["lr"])
        matrices = [matrix.tolist() for matrix in found.matrices]
        return Record(
            self.iteration, loss, right, found.loss, found.accuracy, used, rate, weights, matrices
        )


def fit(
    model: nn.Module,
    train: Sequence[Images],
    valid: Sequence[Images],
    config: Config,
    progress: Progress = silent,
) -> Iterator[Record]:
    """Train a network in place; arguments, records and errors as of `Training`.

    The network is left in eval mode with the weights of the last step, which with `averaging` are
    not the ones that were validated.
    """
    yield from Training(model, train, valid, config).records(progress)


def _below(name: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    begin = f"{name}."
    return {k.removeprefix(begin): v for k, v in tensors.items() if k.startswith(begin)}
