"""A set to take away is the one that the command line would make."""

import h5py
import numpy as np
import pytest

from cnnviz.data import simulator
from cnnviz.ui.simulation import STEP, GalaxySet


@pytest.mark.parametrize("count", [7, STEP, STEP + 8])
def test_a_set_made_in_steps_is_the_whole_set(tmp_path, count):
    made = GalaxySet(count, seed=3)
    while made.done < count:
        before = made.done
        made.step()
        assert before < made.done <= min(before + STEP, count)
    path = tmp_path / "set.h5"
    path.write_bytes(made.file())
    expected = list(simulator.galaxy_set(count, 3, processes=1))
    with h5py.File(path) as file:
        assert file["images"].dtype == np.uint8
        np.testing.assert_array_equal(
            file["images"], np.concatenate([batch.pixels for batch in expected])
        )
        np.testing.assert_array_equal(file["labels"], np.arange(count) % 7)
