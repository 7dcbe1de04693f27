"""What is known of a run at one moment."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Record:
    """The state of a run after a validation.

    Args:
        iteration: steps done
        training_loss: mean over the steps since the record before, nats
        training_accuracy: share of right answers among the images of these steps
        validation_loss: mean over the validation images, nats
        validation_accuracy: mean over the data sets of each one's share of right answers
        learning_rate: of the last step
        images_per_second: trained since the record before, validation left out
        weights: the network's tensors where this accuracy is the best so far, else None
        matrices: for each data set, counts (K_data, K): what was taken for what
    """

    iteration: int
    training_loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float
    images_per_second: float
    weights: dict[str, Tensor] | None
    matrices: list[list[list[int]]]
