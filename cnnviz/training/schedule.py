"""The learning rate of each step, as a formula: a run that goes on needs no memory of it."""

import math

SCHEDULES = ("constant", "one_cycle", "cosine", "steps")
WARM = 0.1  # share of the steps in which one_cycle rises
START, END = 25.0, 1e4  # the largest rate over the first of one_cycle, the first over the last
DROPS, FACTOR = (0.5, 0.75), 0.1  # of steps


def rate(schedule: str, largest: float, iteration: int, iterations: int) -> float:
    """The learning rate of one step.

    "constant"; "one_cycle" rises as a cosine over a tenth of the steps and falls as a cosine to
    nearly nothing (Smith and Topin 2019, with PyTorch's numbers); "cosine" falls to zero
    (Loshchilov and Hutter 2017); "steps" falls to a tenth after half and after three quarters.

    Args:
        schedule: one of SCHEDULES
        largest: the largest rate
        iteration: steps done before, from 0
        iterations: steps in all
    """
    done = iteration / iterations
    match schedule:
        case "one_cycle":
            return _one_cycle(largest, iteration, iterations)
        case "cosine":
            return _cosine(largest, 0.0, done)
        case "steps":
            return largest * FACTOR ** sum(done >= drop for drop in DROPS)
    return largest


def _one_cycle(largest: float, iteration: int, iterations: int) -> float:
    first, warm = largest / START, WARM * (iterations + 1) - 1
    if iteration <= warm:
        return _cosine(first, largest, iteration / warm if warm else 1.0)
    return _cosine(largest, first / END, (iteration - warm) / (iterations - warm))


def _cosine(start: float, end: float, share: float) -> float:
    """Half a cosine from start (share 0) to end (share 1)."""
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))
