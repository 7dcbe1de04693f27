"""To whom the data and the ideas are owed."""

import streamlit as st

CREDITS = """\
Galaxies are simulated as two surveys picture them, the Sloan Digital Sky Survey (SDSS) and the
DESI Legacy Imaging Surveys (DECaLS; Dey et al. 2019). The classes are the volunteers' of Galaxy Zoo
(Lintott et al. 2008; Willett et al. 2013; Walmsley et al. 2022), in the selection of Galaxy10
DECaLS (Henry Leung and Jo Bovy, astroNN)."""
IMAGENET = """\
The weights that ImageNet taught (Russakovsky et al. 2015) are torchvision's, of the PyTorch
team."""


def draw(*, imagenet: bool = False) -> None:
    """Draw the credits at the foot of a page.

    Args:
        imagenet: whether it shows a network that ImageNet taught
    """
    st.caption(f"{CREDITS} {IMAGENET}" if imagenet else CREDITS)
