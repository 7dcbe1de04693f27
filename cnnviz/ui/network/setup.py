"""The page's choices and the networks that they name."""

from dataclasses import dataclass

from cnnviz.ui.address import Choices
from cnnviz.ui.network import reading
from cnnviz.ui.network.choices import Look
from cnnviz.ui.network.subject import Subject, other, subject
from cnnviz.ui.page import Chosen


@dataclass(frozen=True)
class Setup:
    """What the parts of the page need to know.

    Args:
        look: the choices as they are
        choices: where they are kept
        frame: name of the weights that the frame has chosen
        subject: the network that is looked at
        other: the one beside it, or None
    """

    look: Look
    choices: Choices[Look]
    frame: str
    subject: Subject
    other: Subject | None


def follow(chosen: Chosen) -> tuple[Setup, list[str]]:
    """The page with the choices of the session or of the address.

    Returns:
        the setup, and a sentence for each choice that was ignored
    """
    choices = reading.choices(chosen.name)
    look, notes = choices.follow()
    found = subject(look, chosen.name)
    return Setup(look, choices, chosen.name, found, other(look, chosen.name)), notes
