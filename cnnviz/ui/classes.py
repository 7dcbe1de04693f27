"""The seven classes in words, with galaxies that show them well."""

from dataclasses import dataclass

import streamlit as st

from cnnviz.data.images import CLASSES
from cnnviz.ui import cached, words
from cnnviz.ui.components import Row


@dataclass(frozen=True)
class Note:
    """A class for people.

    Args:
        look: what one sees, one sentence
        meaning: what astronomers mean by it
        seeds: of simulated galaxies that show it well, the clearest first
    """

    look: str
    meaning: str
    seeds: tuple[int, ...]


NOTES = (
    Note(
        "Two galaxies becoming one: two nuclei, tails, a shape like no other.",
        "Gravity pulls stars and gas out of both discs into tidal tails; within about a billion "
        "years the two become one, often an elliptical (Toomre and Toomre 1972).",
        (0, 15, 13, 4, 8, 12),
    ),
    Note(
        "Smooth light without arms, in an outline that is nearly a circle.",
        "Mostly ellipticals seen round: old stars on orbits in all directions, hardly any gas. "
        "The light follows Sersic's law; the larger its index n, the sharper the centre.",
        (2, 15, 13, 1, 6, 8),
    ),
    Note(
        "Smooth light as well, but clearly longer than wide.",
        "Ellipticals and lenticulars between a circle and a cigar. An axis ratio on the sky mixes "
        "the true shape with the direction from which we see it.",
        (3, 10, 1, 14, 4, 6),
    ),
    Note(
        "A straight bar of stars crosses the centre; the arms start at its ends.",
        "Most of the discs near us have a bar, the Milky Way too. It turns as a whole and drives "
        "gas towards the centre. Galaxy Zoo asks for it in a question of its own.",
        (6, 9, 1, 4, 3, 8),
    ),
    Note(
        "A disc without a bar; its arms wind closely around the centre.",
        "The pitch angle is the angle between an arm and a circle around the centre: about 5 to 15 "
        "degrees in the types Sa and Sb (Kennicutt 1981), most often with a large bulge.",
        (14, 10, 8, 9, 7, 1),
    ),
    Note(
        "A disc without a bar; its arms open widely.",
        "Pitch angles of about 20 degrees and more, in the types Sbc to Sd: small bulges, much "
        "gas, blue arms full of young stars.",
        (13, 3, 12, 15, 6, 1),
    ),
    Note(
        "A disc seen from the side: a thin line with a bulge in its middle.",
        "Arms and bar cannot be seen from here, so this class is about our point of view rather "
        "than about the galaxy. A dark lane of dust often lies along the middle.",
        (0, 8, 3, 10, 14, 4),
    ),
)


@st.cache_data(show_spinner=False, max_entries=1)
def samples() -> Row:
    """One galaxy of each class with its name and a sentence."""
    pictures = [
        cached.choice(label, note.seeds[0], CLASSES[label], note.look)
        for label, note in enumerate(NOTES)
    ]
    return Row("", pictures)


@st.cache_data(show_spinner=False, max_entries=len(NOTES))
def varieties(label: int) -> Row:
    """Several galaxies of a class with their true parameters in words."""
    pictures = [
        cached.choice(label, seed, f"Seed {seed}", words.telling(label, truth))
        for seed in NOTES[label].seeds
        for truth in [cached.simulated(label, seed).truth]
    ]
    return Row("", pictures)


@st.cache_data(show_spinner=False, max_entries=len(NOTES))
def varied(label: int) -> str:
    """The parameters that the simulator draws anew for each galaxy of a class, in words."""
    truth = cached.simulated(label, NOTES[label].seeds[0]).truth
    names = words.PARAMETERS.items()
    return ", ".join(name for key, (name, _) in names if key in truth and key not in words.OBSERVED)
