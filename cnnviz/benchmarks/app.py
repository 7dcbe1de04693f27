"""The app as one visitor meets it in Chromium, and the server's work for a rerun."""

import asyncio
from collections.abc import Iterator
from statistics import median

import numpy as np

from cnnviz.benchmarks import CannotMeasureError, chromium, page
from cnnviz.benchmarks.expected import expect
from cnnviz.benchmarks.server import Server, serve
from cnnviz.benchmarks.visitor import PageError, visit
from cnnviz.data.images import CLASSES

PRESSES = 4  # of "Another one" before the next class
FIRST = 1_000  # seed; larger than those that the home page shows anyway


def measure(galaxies: int = 20, visits: int = 3, reruns: int = 50) -> dict[str, float]:
    """Serve the app and visit it.

    Args:
        galaxies: how many new ones one visitor asks for, by "Another one" and by choosing a class
        visits: how many new visitors come
        reruns: how often the page runs again with nothing changed

    Returns:
        "new_galaxy_median_ms" and "new_galaxy_p95_ms" from the press until picture and bars are
        painted; "cold_visit_seconds" until the page is complete for a visitor without anything
        kept, a median; "rerun_cpu_ms", CPU time of the server's process for each rerun (left out on
        systems that do not tell it, those without /proc)

    Raises:
        CannotMeasureError: there is no browser, or the page does not show what it should
    """
    with serve() as server:
        result = asyncio.run(_reruns(server, reruns))
        with chromium.opened() as browser:
            from playwright.sync_api import Error

            try:
                cold = [page.cold_visit(browser, server.address) for _ in range(visits)]
                times = page.new_galaxies(browser, server.address, expect(list(_tour(galaxies))))
            except Error as error:
                reason = error.message.partition("\n")[0]
                raise CannotMeasureError(f"the app in Chromium: {reason}") from error
    return {
        "new_galaxy_median_ms": median(times),
        "new_galaxy_p95_ms": float(np.quantile(times, 0.95)),
        "cold_visit_seconds": median(cold),
        **result,
    }


def _tour(galaxies: int) -> Iterator[tuple[int, int]]:
    """Class and seed of the first galaxy and of the new ones."""
    label, seed = 0, FIRST
    for i in range(galaxies + 1):
        yield label, seed
        if i % (PRESSES + 1) == PRESSES:
            label = (label + 1) % len(CLASSES)
        else:
            seed += 1


async def _reruns(server: Server, count: int) -> dict[str, float]:
    """CPU time of the server for a rerun without new work, ms."""
    try:
        async with visit(server.address) as visitor:
            await visitor.open("")
            for _ in range(3):  # until the caches know everything
                await visitor.rerun()
            before = server.cpu_seconds()
            for _ in range(count):
                await visitor.rerun()
            after = server.cpu_seconds()
    except PageError as error:
        raise CannotMeasureError(f"the app: {error}") from error
    if before is None or after is None:
        return {}
    return {"rerun_cpu_ms": 1000 * (after - before) / count}
