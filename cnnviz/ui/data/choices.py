"""What the visitor chooses on the page about the galaxies."""

from dataclasses import dataclass

SECTIONS = ("gallery", "pixels", "augmentation", "symmetries", "parameters", "sorting")
ALL = -1  # every class
MOST_CLASSES = 1000
MOST_MORE = 100
LINES = ("rgb", "red", "green", "blue")
# the random changes of training, with the largest strength that a slider offers
KINDS = {
    "symmetries": 1.0, "rotation": 1.0, "zoom": 0.5, "shift": 20.0, "gain": 0.5, "saturation": 1.0,
    "sky": 0.2, "noise": 0.1, "blur": 1.0,
}  # fmt: skip
WHOLE = 100  # a strength is written in hundredths of the largest
# the explorer's own, but for the sky, which its training left alone
STRENGTHS = (100, 60, 32, 25, 30, 60, 25, 30, 60)
USUAL = tuple(name for name in KINDS if name != "sky")


@dataclass(frozen=True)
class Data:
    """The choices.

    Args:
        section: of the page, one of SECTIONS
        data: name of a set that this machine offers; empty for simulated galaxies
        count: simulated galaxies
        first: seed of the first of them
        label: class that is shown; ALL for every one
        more: how often more galaxies were asked for
        lines: of the histogram, one of LINES
        kinds: changes that are switched on, keys of KINDS
        strengths: of all of KINDS, in hundredths of the largest
        draw: seed of the random changes
        parameter: true parameter that is changed; empty for the first that the galaxy has
        value: of it; None as it was drawn
        deal: seed of the galaxies to be sorted
    """

    section: str = SECTIONS[0]
    data: str = ""
    count: int = 700
    first: int = 0
    label: int = ALL
    more: int = 0
    lines: str = LINES[0]
    kinds: tuple[str, ...] = USUAL
    strengths: tuple[int, ...] = STRENGTHS
    draw: int = 0
    parameter: str = ""
    value: float | None = None
    deal: int = 0
