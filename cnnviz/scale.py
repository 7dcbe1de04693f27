"""How large pixels are on the sky, in arcsec, and at the galaxy, in kpc."""

import math


def arcsec(pixels: float, pixel_scale: float, resize: float = 1.0) -> float:
    """Angular size of so many pixels of what the network receives.

    Args:
        pixels: of the network's input
        pixel_scale: arcsec per pixel of the image as it was taken
        resize: pixels of that image per pixel of the network's input: the side of the part that
            is used over the side to which it is resized

    Returns:
        arcsec

    Raises:
        ValueError: a scale or factor that is no positive number
    """
    for value, name in ((pixel_scale, "pixel scale"), (resize, "resize")):
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a positive number, got {value}")
    return pixels * pixel_scale * resize


def kpc(angle: float, redshift: float) -> float:
    """Proper transverse length that an angle spans at a redshift, theta D_A.

    In the flat Lambda-CDM cosmology of Planck 2018 (Planck Collaboration VI 2020, table 2,
    TT,TE,EE+lowE+lensing+BAO), as astropy has it. Below a redshift of about 0.01 a galaxy's own
    motion makes it uncertain.

    Args:
        angle: arcsec
        redshift: z > 0

    Returns:
        kpc

    Raises:
        ValueError: the redshift is no positive number
    """
    if not (math.isfinite(redshift) and redshift > 0):
        raise ValueError(f"redshift must be a positive number, got {redshift}")
    from astropy.cosmology import Planck18  # takes a second, and few ask for it

    return angle / 60 * float(Planck18.kpc_proper_per_arcmin(redshift).value)
