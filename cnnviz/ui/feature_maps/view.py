"""What is chosen, with everything that the page's parts need to know about it."""

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from cnnviz.layers import Layer
from cnnviz.ui import Chosen, cached, downloads
from cnnviz.ui.address import Choices
from cnnviz.ui.components import Run
from cnnviz.ui.feature_maps import possible, reading, runs
from cnnviz.ui.feature_maps.choices import GALAXY, MODEL, NOTHING, FeatureMaps
from cnnviz.ui.feature_maps.runs import Passed, Place
from cnnviz.ui.feature_maps.subject import Subject, layers_of, subject, too_much
from cnnviz.ui.galaxy import Galaxy, parse_address
from cnnviz.ui.networks import TITLES


@dataclass(frozen=True)
class Setup:
    """What is chosen.

    Args:
        now: the choices as they are
        choices: where they are kept
        galaxy: the chosen one
        model: name of the chosen weights
    """

    now: FeatureMaps
    choices: Choices[FeatureMaps]
    galaxy: Galaxy
    model: str

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Of the chosen network."""
        return layers_of(self.now.network, self.model, self.now.built)


@dataclass(frozen=True, eq=False)
class View:
    """A galaxy in a network, and what stands beside it.

    Args:
        setup: what is chosen
        subject: the network
        beside: galaxy and network to compare with
    """

    setup: Setup
    subject: Subject
    beside: tuple[Galaxy, Subject] | None

    @property
    def now(self) -> FeatureMaps:
        """The choices as they are."""
        return self.setup.now

    @property
    def galaxy(self) -> Galaxy:
        """The chosen one."""
        return self.setup.galaxy

    @property
    def imagenet(self) -> bool:
        """Whether ImageNet taught one of the networks."""
        return any(subject.network and subject.trained for _, subject in self._pairs)

    def file(self, *parts: str | int, kind: str) -> str:
        """Name of a file that is taken away: galaxy, network, and what else it is about."""
        return downloads.name(self.galaxy.address, self.subject.key, *parts, kind=kind)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the visitor is, and the layer that they have asked for."""
        here = [(layer, unit[0]) for layer, unit in self.now.at[-1:] if layer]
        asked = [(self.now.layer, self.now.channel)] if self.now.layer else []
        return tuple(dict.fromkeys(asked + here))

    @cached_property
    def passed(self) -> Passed:
        """What the network made of the galaxy."""
        return runs.passed(self.galaxy, self.subject, self.places)

    def prepare(self) -> None:
        """Compute what takes long.

        Raises:
            ValueError: weights that cannot be used
        """
        for pair in self._pairs:
            runs.passed(*pair, self.places)

    def runs(self) -> list[Run]:
        """What the microscope shows, one or two; with the weights, so that nothing keeps them."""
        return [runs.run(*pair, self.places) for pair in self._pairs]

    @property
    def _pairs(self) -> list[tuple[Galaxy, Subject]]:
        return [(self.galaxy, self.subject), *([self.beside] if self.beside else [])]

    @property
    def place(self) -> Place:
        """The map that the visitor takes away: asked for, where they are, or the first."""
        known = [layer for layer in self.subject.layers if layer.name in self.passed.outputs]
        counts = {layer.name: layer.shape[0] for layer in known}
        # the visitor may be in the network that stands beside this one
        found = next((p for p in self.places if p[1] < counts.get(p[0], 0)), None)
        return found or (known[0].name, 0)

    @property
    def layer(self) -> Layer:
        """The layer of that map."""
        return next(layer for layer in self.subject.layers if layer.name == self.place[0])


def follow(chosen: Chosen) -> tuple[Setup, list[str]]:
    """What is chosen now, and a sentence for each value of the address that was ignored."""
    kept = reading.choices(chosen)
    now, notes = kept.follow()
    return Setup(now, kept, chosen.galaxy, chosen.name), notes


def look(setup: Setup) -> View | None:
    """The galaxy in the network; None, with a sentence on the page, where it cannot be shown."""
    now = setup.now
    problem = too_much(setup.layers)
    if problem:
        st.warning(problem)
        return None
    try:
        with st.spinner(f"{TITLES.get(now.network, setup.model)} is being prepared"):
            found = subject(now.network, setup.model, now.built)
            view = View(setup, found, _beside(setup, found))
            view.prepare()
    except ValueError as error:  # weights that were downloaded, and damaged since
        st.error(f"{error}.")
        return None
    return view


def _beside(setup: Setup, shown: Subject) -> tuple[Galaxy, Subject] | None:
    now = setup.now
    if now.compare == NOTHING:
        return None
    if now.compare == GALAXY:
        label, seed = parse_address(now.galaxy) or (0, 0)
        return cached.simulated(label, seed), shown
    if now.compare == MODEL:
        return setup.galaxy, subject("", possible.other(now, setup.model))
    return setup.galaxy, subject(now.network, setup.model, now.built, now.seed)
