"""How often a network is right, how sure that number is, and what it takes for what."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.data.images import Images

NINETY_FIVE_PERCENT = 1.959963984540054  # standard deviations of a normal distribution


def confusion_matrix(
    true: NDArray[np.int64], predicted: NDArray[np.int64], classes: int
) -> NDArray[np.int64]:
    """Count what was taken for what.

    Args:
        true: index of the class of each image, shape (N,)
        predicted: index of the class that it was taken for, shape (N,)
        classes: K

    Returns:
        shape (K, K); row i, column j counts the images of class i that were taken for class j

    Raises:
        ValueError: shapes that differ, or an index that is no class
    """
    return _counts(true, predicted, (classes, classes))


def _counts(
    true: NDArray[np.int64], predicted: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.int64]:
    if true.ndim != 1 or true.shape != predicted.shape:
        raise ValueError(f"{true.shape} true classes but {predicted.shape} predicted ones")
    for kind, indices, classes in (("true", true, shape[0]), ("predicted", predicted, shape[1])):
        if len(indices) and not 0 <= indices.min() <= indices.max() < classes:
            found = f"{indices.min()} to {indices.max()}"
            raise ValueError(f"{kind} classes run from {found} but there are {classes}")
    cells = np.asarray(true, np.int64) * shape[1] + np.asarray(predicted, np.int64)
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)


def accuracy(matrix: NDArray[np.int64]) -> float:
    """Share of the images on the diagonal of a confusion matrix (K, K); nan without images."""
    total = int(matrix.sum())
    return int(matrix.trace()) / total if total else float("nan")


def standard_error(correct: int, total: int) -> float:
    """Binomial standard error of a share, sqrt(p (1 - p) / n); nan without images.

    It is zero when all or none are right; `wilson_interval` is honest there too.
    """
    _check(correct, total)
    share = correct / total if total else float("nan")
    return float(np.sqrt(share * (1 - share) / total)) if total else float("nan")


def wilson_interval(
    correct: int, total: int, z: float = NINETY_FIVE_PERCENT
) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22, 209).

    The shares p whose own standard error puts `correct` of `total` at most z away:
    (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).

    Args:
        correct: images that were right
        total: n, all images
        z: half width in standard deviations; the default gives 95 %, 1 gives 68 %

    Returns:
        lower and upper end; 0 and 1 without images

    Raises:
        ValueError: more right than there are, or a negative number
    """
    _check(correct, total)
    if not total:
        return 0.0, 1.0
    share, spread = correct / total, z**2 / total
    centre = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    # the formula gives exactly 0 and 1 at the ends, rounding does not
    low = float(centre - half) if correct else 0.0
    high = float(centre + half) if correct < total else 1.0
    return low, high


def _check(correct: int, total: int) -> None:
    if not 0 <= correct <= total:
        raise ValueError(f"{correct} right of {total} images cannot be")


@dataclass(frozen=True)
class Evaluation:
    """Predictions beside the labels of a set, which may be partial.

    Args:
        classes: names of the R classes of the data that the model can know
        predictions: names of the C groups of model classes, as `merged` makes them
        matrix: int64 of shape (R, C), row = class of the data
        right: bool of shape (R, C): which cells count as right
        left_out: images of classes that the model does not know
    """

    classes: tuple[str, ...]
    predictions: tuple[str, ...]
    matrix: NDArray[np.int64]
    right: NDArray[np.bool_]
    left_out: int = 0

    @property
    def images(self) -> int:
        """Number of images that were judged."""
        return int(self.matrix.sum())

    @property
    def correct(self) -> int:
        """Number of images whose prediction is among their candidates."""
        return int(self.matrix[self.right].sum())

    @property
    def accuracy(self) -> float:
        """Share of the judged images that are right; nan without images."""
        return self.correct / self.images if self.images else float("nan")

    @property
    def recall(self) -> NDArray[np.float64]:
        """Share of each class that is right, shape (R,); nan for a class without images."""
        totals = self.matrix.sum(axis=1)
        shares = np.full(len(totals), np.nan)
        right = np.where(self.right, self.matrix, 0).sum(axis=1)
        np.divide(right, totals, out=shares, where=totals > 0)
        return shares


def merged(candidates: NDArray[np.bool_]) -> list[list[int]]:
    """Groups of model classes that the labels cannot tell apart.

    Two classes are in one group when every label that allows the one allows the other. A class
    that no label allows stays by itself.

    Args:
        candidates: bool of shape (K_data, K_model), as in `Images`

    Returns:
        indices of model classes, each in one group, in the model's order
    """
    groups: dict[bytes, list[int]] = {}
    for k, column in enumerate(candidates.T):
        key = column.tobytes() if column.any() else f"only {k}".encode()
        groups.setdefault(key, []).append(k)
    return list(groups.values())


def evaluate(
    images: Images, predicted: NDArray[np.int64], model_classes: tuple[str, ...]
) -> Evaluation:
    """Count right and wrong; a prediction is right when it is among the label's candidates.

    Args:
        images: the set, N images
        predicted: the model class of each image, shape (N,)
        model_classes: names of the K_model classes

    Raises:
        ValueError: the set's candidates are not about that many model classes, or a prediction
            is none of them
    """
    if images.candidates.shape[1] != len(model_classes):
        data_classes = images.candidates.shape[1]
        raise ValueError(
            f"the data knows {data_classes} classes but the model {len(model_classes)}"
        )
    counts = _counts(images.labels, predicted, images.candidates.shape)
    groups = merged(images.candidates)
    known = np.flatnonzero(images.candidates.any(axis=1))
    return Evaluation(
        tuple(images.classes[i] for i in known),
        tuple(" or ".join(model_classes[k] for k in group) for group in groups),
        np.stack([counts[known][:, group].sum(axis=1) for group in groups], axis=1),
        np.stack([images.candidates[known, group[0]] for group in groups], axis=1),
        int(counts.sum() - counts[known].sum()),
    )
