"""What has no one field is named."""

import pytest
from torch import nn

from cnnviz.receptive import Field, fields
from tests.receptive.models import Branches, by_name


def test_misaligned_branches_are_named():
    centres = Branches(nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, 2, 2))
    message = (
        r"add: the branches left and right are misaligned \(strides of 2 and 2 pixels, "
        r"centres at 0 and 0.5 along the rows\)"
    )
    with pytest.raises(ValueError, match=message):
        fields(centres, 16)
    strides = Branches(nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, (1, 9), (2, 1)))
    with pytest.raises(ValueError, match=r"misaligned .strides of 2 and 1 .* along the columns"):
        fields(strides, 16)


def test_aligned_branches_have_the_larger_field():
    aligned = Branches(nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, (1, 5), 2, (0, 2)))
    assert by_name(aligned, 16)["add"] == Field("add", (3, 5), (2, 2), (-1, -2))


def test_branches_of_different_sizes_are_named():
    with pytest.raises(ValueError, match="add: the branches left and right have 14 and 12 rows"):
        fields(Branches(nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 5)), 16)


class Sorted(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


@pytest.mark.parametrize(
    ("model", "size", "message"),
    [
        (nn.Sequential(nn.Conv1d(1, 1, 3)), 8, "_0: there is no rule for Conv1d"),
        (nn.Sequential(nn.Flatten(2)), 8, "_0: there is no rule for Flatten"),
        (nn.Sequential(nn.Conv2d(1, 1, 5)), 4, "_0: window spans 5 pixels but the padded input"),
        (nn.Sequential(nn.Linear(8, 8)), 8, "_0: a linear layer needs flattened maps"),
        (nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Linear(4, 3)), 8, "_1: a linear layer needs fl"),
        (nn.Sequential(nn.Softmax(-1)), 8, "_0: there is no rule for Softmax"),
        (nn.Sequential(nn.Flatten(0)), 8, "_0: there is no rule for Flatten"),
        (
            nn.Sequential(nn.Conv2d(1, 1, 3, padding=1, padding_mode="circular")),
            8,
            "_0: circular padding lets units at one edge see the opposite edge too",
        ),
        (nn.Sequential(nn.ReLU()), 0, "at least one pixel along each axis, got 0"),
        (Sorted(), 8, "Sorted cannot be followed"),
    ],
)
def test_what_cannot_be_followed_is_a_sentence(model, size, message):
    with pytest.raises(ValueError, match=message):
        fields(model, size)
