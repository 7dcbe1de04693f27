"""Learning rates against PyTorch's schedulers."""

import pytest
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, MultiStepLR, OneCycleLR

from cnnviz.training.schedule import SCHEDULES, rate

STEPS = 200
THEIRS = {
    "one_cycle": lambda o: OneCycleLR(
        o, 1e-2, total_steps=STEPS + 1, pct_start=0.1, cycle_momentum=False
    ),
    "cosine": lambda o: CosineAnnealingLR(o, STEPS),
    "steps": lambda o: MultiStepLR(o, [STEPS // 2, 3 * STEPS // 4], gamma=0.1),
    "constant": lambda o: MultiStepLR(o, [], gamma=0.1),
}


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_step_has_pytorchs_rate(schedule):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1e-2)
    theirs: LRScheduler = THEIRS[schedule](optimiser)
    for i in range(STEPS):
        expected = optimiser.param_groups[0]["lr"]
        assert rate(schedule, 1e-2, i, STEPS) == pytest.approx(expected, rel=1e-6)
        optimiser.step()
        theirs.step()


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("iterations", [1, 5, 9, 10])
def test_short_runs_have_positive_rates(schedule, iterations):
    assert all(0 < rate(schedule, 1, i, iterations) <= 1 for i in range(iterations))
