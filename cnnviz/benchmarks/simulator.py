"""Simulated galaxies per second on all cores."""

import time

from cnnviz.data.simulator import galaxies, galaxy_set


def measure(count: int = 1_400, size: int = 96) -> dict[str, float]:
    """Draw a set as `python -m cnnviz simulate` does.

    Returns:
        galaxies per second of one process, and of all cores with the start of their processes
    """
    galaxies([0], [0], size)  # the first galaxy pays for imports
    start = time.perf_counter()
    galaxies([i % 7 for i in range(140)], list(range(140)), size)
    single = 140 / (time.perf_counter() - start)
    start = time.perf_counter()
    drawn = sum(len(images) for images in galaxy_set(count, 0, size))
    rate = drawn / (time.perf_counter() - start)
    return {"one_process_per_second": single, "galaxies_per_second": rate, "count": drawn}
