"""Galaxy10's images one by one, as the pages show them."""

import numpy as np

from cnnviz.data import collection
from cnnviz.data.galaxy10 import arrays
from cnnviz.data.galaxy10.classes import CLASSES, OF_THE_SEVEN
from cnnviz.ui import sets


def test_each_image_is_the_mapped_one_with_what_is_known_of_it(converted):
    found, whole = collection.galaxy10_decals(), arrays.opened()
    assert len(found) == len(whole.labels)
    assert found.classes == CLASSES
    np.testing.assert_array_equal(found.read(5), whole.pixels[5])
    for j in range(len(found)):
        ten = int(whole.labels[j])
        expected = list(OF_THE_SEVEN).index(ten) if ten in OF_THE_SEVEN else None
        assert found.label(j) == expected
    assert found.known(3)["ra"] == whole.table["ra"][3]


def test_it_is_not_offered_where_it_is_not(home):
    assert sets.GALAXY10 not in sets.offered()


def test_it_has_addresses_where_it_is(converted):
    assert sets.parse("set-galaxy10_decals-5") == (sets.GALAXY10, 5)
    found = sets.galaxy(sets.GALAXY10, 5)
    np.testing.assert_array_equal(found.image(), arrays.opened().pixels[5])
    assert found.pixel_scale == float(arrays.opened().table["pxscale"][5])
