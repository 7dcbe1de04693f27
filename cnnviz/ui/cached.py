"""What is computed once: by names and numbers for everybody, and for one visitor what is theirs.

Galaxies and models that anybody may ask for are shared. Whatever is made from the chosen galaxy is
kept in the visitor's own session, because the galaxy may be the visitor's own image.
"""

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from torch import nn

from cnnviz import figures, inference, layers, pretrained, weights
from cnnviz.card import Card
from cnnviz.data import simulator
from cnnviz.preprocessing import Preprocessing
from cnnviz.pretrained import Pretrained
from cnnviz.ui.components import Picture
from cnnviz.ui.galaxy import Galaxy, from_simulation

Pixels = NDArray[np.uint8]
MOST_KEPT = 64  # small results: more than a visitor may have images of their own


@st.cache_resource(show_spinner=False, max_entries=8)
def model(name: str) -> tuple[nn.Module, Card]:
    """A shipped network, in eval mode with frozen parameters, and its card.

    Raises:
        WeightsError: as `weights.load`
    """
    return weights.load(name)


@st.cache_resource(show_spinner=False, max_entries=2)  # VGG-19 takes 575 MB
def imagenet(name: str) -> Pretrained:
    """A network of torchvision that ImageNet taught, where its weights were downloaded.

    Raises:
        PretrainedError: as `pretrained.load`
    """
    return pretrained.load(name)


@st.cache_data(show_spinner=False, max_entries=1000)
def simulated(label: int, seed: int) -> Galaxy:
    """The simulated galaxy of a class and a seed."""
    return from_simulation(simulator.galaxy(label, seed))


def choice(label: int, seed: int, name: str = "", text: str = "") -> Picture:
    """A simulated galaxy as a picture to choose."""
    galaxy = simulated(label, seed)
    return Picture(galaxy.address, figures.source(galaxy.pixels), galaxy.title, name, text)


@st.cache_data(show_spinner=False, max_entries=8)
def layer_table(name: str) -> list[layers.Layer]:
    """Every layer of a shipped network."""
    network, card = model(name)
    size = card.preprocessing.size
    return layers.describe(network, (card.build["arguments"].get("in_channels", 3), size, size))


def received(galaxy: Galaxy, preprocessing: Preprocessing) -> Pixels:
    """The pixels that the network receives, uint8 of shape (size, size, 3)."""
    return _received(galaxy, galaxy.key, str(preprocessing), preprocessing)


def probabilities(galaxy: Galaxy, name: str) -> NDArray[np.float64]:
    """The chosen network's probabilities for a galaxy, shape (K,)."""
    return _probabilities(galaxy, galaxy.key, name)


def picture(galaxy: Galaxy, preprocessing: Preprocessing) -> str:
    """The galaxy large, with its scale bar and the outline of what the network receives."""
    return _picture(galaxy, galaxy.key, str(preprocessing), preprocessing)


def thumbnail(galaxy: Galaxy) -> str:
    """The galaxy small."""
    return _thumbnail(galaxy, galaxy.key)


def input_planes(galaxy: Galaxy, preprocessing: Preprocessing) -> str:
    """What the network receives, as a figure."""
    return _input_planes(galaxy, galaxy.key, str(preprocessing), preprocessing)


# in the functions below the key stands for the galaxy: Streamlit looks at no argument that begins
# with an underscore


@st.cache_data(show_spinner=False, max_entries=MOST_KEPT, scope="session")
def _received(_galaxy: Galaxy, key: str, rule: str, _preprocessing: Preprocessing) -> Pixels:
    return _preprocessing.pixels(_galaxy.image())


@st.cache_data(show_spinner=False, max_entries=MOST_KEPT, scope="session")
def _probabilities(_galaxy: Galaxy, key: str, name: str) -> NDArray[np.float64]:
    network, card = model(name)
    pixels = received(_galaxy, card.preprocessing)
    probabilities: NDArray[np.float64] = inference.probabilities(
        network, card.preprocessing, pixels[None]
    )[0]
    return probabilities


@st.cache_data(show_spinner=False, max_entries=16, scope="session")
def _picture(_galaxy: Galaxy, key: str, rule: str, _preprocessing: Preprocessing) -> str:
    box = _preprocessing.box(*_galaxy.shape)
    return figures.galaxy(_galaxy.pixels, _galaxy.title, _galaxy.pixel_scale, _galaxy.shape, box)


@st.cache_data(show_spinner=False, max_entries=16, scope="session")
def _thumbnail(_galaxy: Galaxy, key: str) -> str:
    return figures.thumbnail(_galaxy.pixels, _galaxy.title)


@st.cache_data(show_spinner=False, max_entries=16, scope="session")
def _input_planes(_galaxy: Galaxy, key: str, rule: str, _preprocessing: Preprocessing) -> str:
    pixels = received(_galaxy, _preprocessing)
    return figures.received(pixels, _preprocessing.tensor(pixels[None])[0].numpy())
