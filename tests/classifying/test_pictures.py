from itertools import pairwise

import numpy as np
import pytest

from cnnviz.classifying import pictures
from cnnviz.classifying.pictures import Failure
from cnnviz.data import image_file


def test_files_become_pixels_and_those_that_do_not_are_told(files, rule):
    found = pictures.read([*files, "gone.png"], rule)
    assert found.names == (files[0], files[1], files[3], files[4])
    assert found.pixels.shape == (4, 8, 8, 3)
    assert found.pixels[:, 0, 0, 0].tolist() == [0, 50, 150, 200]
    assert [failure.name for failure in found.failures] == [files[2], "gone.png"]
    assert found.failures[0].reason.startswith("not an image (header is a PDF's)")
    assert str(found.failures[1]) == "gone.png: there is no such file"


def test_where_no_file_is_read_there_are_pixels_of_none(files, rule):
    assert pictures.read([files[2]], rule).pixels.shape == (0, 8, 8, 3)
    assert pictures.failed("a", "why", rule).failures == (Failure("a", "why"),)


def test_too_little_memory_costs_one_file(files, rule, monkeypatch):
    read = image_file.read

    def hungry(path, name):
        if name == files[1]:
            raise MemoryError
        return read(path, name)

    monkeypatch.setattr(image_file, "read", hungry)
    found = pictures.read(files[:2], rule)
    assert found.names == (files[0],)
    assert found.failures == (Failure(files[1], "there is not enough memory to read it"),)


@pytest.mark.parametrize("cuts", [[1, 2, 3, 4], [5], [2, 3]])
def test_parts_are_joined_in_order(files, rule, cuts):
    whole = pictures.read(files, rule)
    edges = [0, *cuts, 5]
    parts = [pictures.read(files[a:b], rule) for a, b in pairwise(edges)]
    joined = pictures.joined(parts)
    assert (joined.names, joined.failures) == (whole.names, whole.failures)
    np.testing.assert_array_equal(joined.pixels, whole.pixels)
