"""What Galaxy10 DECaLS is: its ten classes, its columns, its size.

Leung and Bovy, github.com/henrysky/Galaxy10. (astroNN's own table calls class 3 cigar shaped, which
is class 4.)
"""

import numpy as np

from cnnviz.data.images import CLASSES as SEVEN

CLASSES = (
    "Disturbed",
    "Merging",
    "Round Smooth",
    "In-between Round Smooth",
    "Cigar Shaped Smooth",
    "Barred Spiral",
    "Unbarred Tight Spiral",
    "Unbarred Loose Spiral",
    "Edge-on without Bulge",
    "Edge-on with Bulge",
)
OF_THE_SEVEN = (1, 2, 3, 5, 6, 7, 9)  # in the order of the seven
CANDIDATES = np.array([[name == other for other in SEVEN] for name in CLASSES])
CANDIDATES.flags.writeable = False
# degrees, degrees, none (NaN where it is not known), arcsec per pixel
COLUMNS = ("ra", "dec", "redshift", "pxscale")
COUNT = 17_736  # images
SIDE = 256  # pixels
SDSS_SIDE = 69  # pixels of the older Galaxy10, of SDSS images, whose ten classes are others
