"""What a method is: its paper, its formula, what it measures, and the numbers one may choose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from cnnviz.attribution.baselines import baseline
from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.twin import Told, Twin

Value = int | float | str | Tensor
Values = Mapping[str, Any]
SEEDS = 2**32 - 1  # the largest seed that NumPy takes as well
VALUES = 2**20  # of images that pass the network at once: memory stays below 2 GB for VGG


@dataclass(frozen=True)
class Parameter:
    """One number or word that may be chosen.

    Args:
        name: as the call takes it
        kind: "int", "float" or "choice"
        default: what it is where nothing is chosen
        meaning: for people, a phrase
        least: the smallest value
        most: the largest value
        unit: as "pixels"; empty for a count
        choices: of a choice
        image: whether an image, a tensor, may be given in place of a word
        share: the default as a share of the image's height, in place of `default`
    """

    name: str
    kind: str
    default: int | float | str
    meaning: str
    least: float = 0
    most: float = 0
    unit: str = ""
    choices: tuple[str, ...] = ()
    image: bool = False
    share: float = 0

    def default_of(self, size: tuple[int, ...]) -> int | float | str:
        """The default for images of size (C, H, W)."""
        return max(1, round(self.share * size[1])) if self.share else self.default

    def check(self, value: object) -> Value:
        """The value as the method takes it.

        Raises:
            AttributionError: another kind, or out of range
        """
        if self.image and isinstance(value, Tensor):
            return value
        if self.kind == "choice":
            if value not in self.choices:
                raise AttributionError(
                    f"{self.name} is one of {', '.join(self.choices)}, got {value!r}"
                )
            return str(value)
        wanted = int if self.kind == "int" else (int, float)
        is_number = isinstance(value, wanted) and not isinstance(value, bool)
        if not is_number or not self.least <= value <= self.most:  # type: ignore[operator]
            raise AttributionError(f"{self.name} is {self._range()}, got {value!r}")
        return value if self.kind == "int" else float(value)  # type: ignore[return-value,arg-type]

    def _range(self) -> str:
        article = "a whole number" if self.kind == "int" else "a number"
        unit = f" {self.unit}" if self.unit else ""
        return f"{article} from {self.least:g} to {self.most:g}{unit}"


@dataclass(frozen=True)
class Task:
    """What a method has to do.

    Args:
        model: the network's twin
        images: float, shape (N, C, H, W), of the task alone
        target: class of each image, int64 of shape (N,)
        values: of all parameters of the method
        layer: torch.fx's name of the layer, where the method needs one
    """

    model: Twin
    images: Tensor
    target: Tensor
    values: Values
    layer: str = ""

    @property
    def baseline(self) -> Tensor:
        """As many baselines as images, (N, C, H, W)."""
        given = self.values["baseline"]
        if isinstance(given, Tensor):
            return given.to(self.images).expand_as(self.images)
        return baseline(given, self.images, self.values.get("seed", 0))

    @property
    def generator(self) -> torch.Generator:
        """Random numbers of the task's own, at their beginning."""
        return torch.Generator().manual_seed(self.values["seed"])

    @property
    def at_once(self) -> int:
        """How many images may pass the network at once."""
        return max(1, VALUES // self.images[0].numel())


Count = Callable[[tuple[int, ...], Values], int]


@dataclass(frozen=True)
class Method:
    """A way to say which pixels decided.

    Args:
        name: as the call takes it
        title: the paper's name
        paper: authors, year and number of the paper
        formula: LaTeX; x the image, x' the baseline, f the target's logit
        measures: one sentence
        run: does it
        count: how many images pass the network, for one image of size (C, H, W)
        parameters: what may be chosen
        needs_layer: whether it looks at one layer of the network
        signed: whether negative values mean evidence against the class
        backwards: whether a gradient is made of each image that passes
        complete: whether the sum over all pixels is the change of f from the baseline to the image
    """

    name: str
    title: str
    paper: str
    formula: str
    measures: str
    run: Callable[[Task], Tensor] = field(repr=False)
    count: Count = field(repr=False)
    parameters: tuple[Parameter, ...] = ()
    needs_layer: bool = False
    signed: bool = True
    backwards: bool = True
    complete: bool = False

    def values(self, size: tuple[int, ...], chosen: Values) -> dict[str, Value]:
        """The value of every parameter.

        Args:
            size: (C, H, W) of the image
            chosen: some of them by name

        Raises:
            AttributionError: an unknown parameter, or a value that it cannot have
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in chosen:
            if name not in known:
                there = f"there are {', '.join(known)}" if known else "it has none"
                raise AttributionError(f"{self.name} has no parameter {name!r}; {there}")
        return {n: p.check(chosen.get(n, p.default_of(size))) for n, p in known.items()}

    def evaluations(self, size: tuple[int, ...], **chosen: Value) -> int:
        """How many images pass the network for one image, forwards and perhaps backwards.

        Args:
            size: (C, H, W) of the image
            chosen: parameters as of `attribute`

        Raises:
            AttributionError: as `values`
        """
        return self.count(size, self.values(size, chosen))


def counted(task: Task, total: int, progress: Callable[[int, int], None]) -> Told:
    """Tells the progress how many of so many images have passed the network."""
    passed = 0

    def told(images: int) -> None:
        nonlocal passed
        passed = min(passed + images, total)
        progress(passed, total)

    return told
