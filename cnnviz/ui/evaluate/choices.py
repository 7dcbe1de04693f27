"""What the visitor chooses on the page that judges a network."""

from dataclasses import dataclass

from cnnviz.data.images import CLASSES

SECTIONS = (
    "matrix", "classes", "curves", "surest", "calibration", "priors", "averaging", "versus",
    "pytorch",
)  # fmt: skip
BLOCK = 10 * len(CLASSES)  # galaxies that are made or read at a time
WHOLE = "all"
PARTS = ("train", "valid", "test")
NETWORKS = -1  # seed of the cut: the one that the chosen network's training had
COUNTS = (70, 350, 700, 1400, 2800, 7000, 10_500)
# below the seeds of the temperature's galaxies and of those that networks are trained on
LARGEST_FIRST = 899_999
NUMBERS = ("rows", "columns", "counts")
AXES = ("linear", "log")
COMMONEST = -1  # the cell with most mistakes
HEAVIEST = 100  # weight of a class
MOST_MORE = 400


@dataclass(frozen=True)
class Evaluate:
    """The choices.

    Args:
        section: of the page, one of SECTIONS
        data: name of a set that is offered; empty for simulated galaxies
        count: simulated galaxies, one of COUNTS
        first: seed of the first of them
        part: of the visitor's own folder: WHOLE, or one of PARTS; empty for WHOLE unless the
            network has learnt from the folder, and then for a part that was kept from it
        split: seed of the cut into parts, or NETWORKS
        numbers: in the cells of the matrix, one of NUMBERS
        true: row of the chosen cell; COMMONEST for the cell with most mistakes
        taken: its column
        more: how often more galaxies were asked for
        axis: of the false positive rate, one of AXES
        priors: weight of each class, 0 to HEAVIEST; empty for equal ones
        other: name of the second model; empty for the first one that is another
    """

    section: str = SECTIONS[0]
    data: str = ""
    count: int = 700
    first: int = 0
    part: str = ""
    split: int = NETWORKS
    numbers: str = NUMBERS[0]
    true: int = COMMONEST
    taken: int = COMMONEST
    more: int = 0
    axis: str = AXES[0]
    priors: tuple[int, ...] = ()
    other: str = ""
