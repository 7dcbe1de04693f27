"""Many visitors at once, each in a session of its own, each asking for galaxies of its own."""

import asyncio
import logging
import random
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from websockets.exceptions import WebSocketException

from cnnviz.benchmarks import CannotMeasureError
from cnnviz.benchmarks.answer import Answer, fault, read
from cnnviz.benchmarks.expected import address, expect
from cnnviz.benchmarks.server import serve
from cnnviz.benchmarks.visitor import PageError, Visitor, visit
from cnnviz.data.images import CLASSES

BUTTON = "Another one"  # the same class with the next seed
PATIENCE = 30  # seconds after which a visitor gives up
APART = 10_000  # seeds between the galaxies of two visitors: no galaxy is asked for twice
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visit:
    """What one visitor does.

    Args:
        label: index into CLASSES
        seed: of the first galaxy
        moments: when to arrive and when to ask for each next galaxy, as `time.monotonic` counts
    """

    label: int
    seed: int
    moments: Sequence[float]


@dataclass(frozen=True)
class Timed:
    """An answer, and the seconds from the request until its page was complete."""

    answer: Answer
    seconds: float


def measure(visitors: int = 30, seconds: float = 25, interval: float = 5) -> dict[str, float]:
    """Serve the app to visitors who each press "Another one" again and again.

    Args:
        visitors: how many at once
        seconds: how long each goes on, after the first interval in which they all arrive
        interval: seconds between two requests of one visitor

    Returns:
        "median_seconds" and "p95_seconds" from a request until the page's script has ended and all
        of it is received; "arrival_p95_seconds", the same for a visitor's first page; "errors",
        requests without an answer; "wrong", answers with the galaxy, the picture or the
        probabilities of another than the one that this visitor asked for
    """
    with serve() as server:
        return asyncio.run(drive(server.address, visitors, int(seconds / interval), interval))


async def drive(where: str, visitors: int, requests: int, interval: float) -> dict[str, float]:
    """As `measure`, with an app that is already served.

    Args:
        where: http://HOST:PORT
        visitors: how many at once
        requests: of each visitor after its arrival
        interval: seconds between them

    Raises:
        CannotMeasureError: nobody got an answer
    """
    async with visit(where) as first:  # pays for the app's imports
        await first.open("")
    # people do not click in step
    phases, now = random.Random(0), time.monotonic()
    visits = []
    for i in range(visitors):
        start = now + phases.uniform(0, interval)
        moments = [start + k * interval for k in range(requests + 1)]
        visits.append(Visit(i % len(CLASSES), APART * (i + 1), moments))
    answers = await asyncio.gather(*(_stay(where, plan) for plan in visits))
    return _summary(visits, answers)


async def _stay(where: str, plan: Visit) -> list[Timed]:
    """One visitor from arrival to end, which a failure brings early."""
    answers: list[Timed] = []
    galaxy = address(plan.label, plan.seed)
    try:
        await _until(plan.moments[0])
        async with visit(where) as visitor:
            answers.append(await _timed(visitor, visitor.open(f"galaxy={galaxy}")))
            for moment in plan.moments[1:]:
                await _until(moment)
                answers.append(await _timed(visitor, visitor.press(BUTTON)))
    except (OSError, WebSocketException, PageError) as error:
        LOG.warning(
            "the visitor of %s: %s", galaxy, str(error) or f"no answer within {PATIENCE:g} s"
        )
    return answers


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


async def _timed(visitor: Visitor, request: Coroutine[Any, Any, None]) -> Timed:
    start = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        await request
    seconds = time.perf_counter() - start
    return Timed(read(visitor.query, visitor.html()), seconds)


def _summary(visits: Sequence[Visit], answers: Sequence[Sequence[Timed]]) -> dict[str, float]:
    if not any(each[1:] for each in answers):
        raise CannotMeasureError("no visitor got an answer")
    wanted = sum(len(plan.moments) for plan in visits)
    arrivals = [timed.seconds for each in answers for timed in each[:1]]
    times = [timed.seconds for each in answers for timed in each[1:]]
    return {
        "visitors": len(visits),
        "requests": wanted - len(visits),
        "median_seconds": float(np.median(times)),
        "p95_seconds": float(np.quantile(times, 0.95)),
        "arrival_p95_seconds": float(np.quantile(arrivals, 0.95)),
        "errors": wanted - sum(map(len, answers)),
        "wrong": _wrong(visits, answers),
    }


def _wrong(visits: Sequence[Visit], answers: Sequence[Sequence[Timed]]) -> int:
    """How many answers are not the galaxies of their visitor, one seed after the other."""
    given = [timed.answer for each in answers for timed in each]
    asked = [
        (plan.label, plan.seed + k)
        for plan, each in zip(visits, answers, strict=True)
        for k in range(len(each))
    ]
    wrong = 0
    for answer, expected in zip(given, expect(asked), strict=True):
        if reason := fault(answer, expected):
            LOG.warning("the visitor of %s: %s", expected.address, reason)
            wrong += 1
    return wrong
