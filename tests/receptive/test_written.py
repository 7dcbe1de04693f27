"""Networks written in other ways: functions instead of modules, reshaped maps."""

import pytest
import torch
from torch import nn

from cnnviz import layers
from cnnviz.receptive import Field, fields
from tests.receptive.models import by_name


class Written(nn.Module):
    """A convolution, one way to write an operation, and a linear layer for vectors."""

    def __init__(self, ending, values):
        super().__init__()
        self.conv, self.ending = nn.Conv2d(1, 2, 3), ending
        self.linear = nn.Linear(values, 3) if values else nn.Identity()

    def forward(self, x):
        return self.linear(self.ending(self.conv(x)))


SAME = {  # endings of maps (N, 2, 4, 5), and values for the linear layer; 0 for none
    "flatten": (lambda x: torch.flatten(x, 1), 40),
    "flatten, last": (lambda x: torch.flatten(x, 1, -1), 40),
    "flatten, counted": (lambda x: x.flatten(start_dim=-3, end_dim=3), 40),
    "module": (nn.Flatten(1, 3), 40),
    "module, from the end": (nn.Flatten(-3), 40),
    "view": (lambda x: x.view(x.size(0), -1), 40),
    "view, shape": (lambda x: x.view(x.shape[0], 40), 40),
    "view of values": (lambda x: x.view(-1, 40), 40),
    "reshape, tuple": (lambda x: x.reshape((x.size(dim=0), -1)), 40),
    "torch.reshape": (lambda x: torch.reshape(x, (-1, 40)), 40),
    "mean": (lambda x: x.mean((2, 3)), 2),
    "mean, from the end": (lambda x: x.mean([-1, -2]), 2),
    "mean, torch": (lambda x: torch.mean(x, dim=(3, 2)), 2),
    "mean, kept": (lambda x: x.mean((-2, -1), keepdim=True).flatten(1), 2),
    "mean, kept by position": (lambda x: x.mean((2, 3), True), 0),
    "cat": (lambda x: torch.cat([x, x], dim=-3), 0),
    "cat of vectors": (lambda x: torch.cat([x.flatten(1), x.flatten(1)], -1), 80),
    "softmax of vectors": (nn.Sequential(nn.Flatten(), nn.Softmax(-1)), 40),
    "softmax of channels": (nn.Softmax(-3), 0),
}


@pytest.mark.parametrize("name", SAME)
def test_dimensions_are_counted_from_both_ends(name):
    model = Written(*SAME[name])
    found = layers.describe(model, (1, 6, 7))
    assert found[-1].shape == tuple(model(torch.zeros(2, 1, 6, 7)).shape[1:])
    names = [field.layer for field in fields(model, (6, 7))]
    assert names == [layer.name for layer in found]


OTHER = {
    "flatten, maps alone": lambda x: torch.flatten(x, 1, 2),
    "flatten, images too": lambda x: x.flatten(),
    "flatten, last two": nn.Flatten(-2),
    "view, channels": lambda x: x.view(x.size(1), -1),
    "view, one image": lambda x: x.view(1, -1),
    "view of one": lambda x: x.view(-1),
    "mean of rows": lambda x: x.mean(-1),
    "mean of channels": lambda x: x.mean((1, 2)),
    "mean of all": lambda x: x.mean(),
    "cat of rows": lambda x: torch.cat([x, x], -2),
    "softmax of columns": nn.Softmax(-1),
    "softmax of images": nn.Softmax(0),
}


@pytest.mark.parametrize("name", OTHER)
def test_other_dimensions_are_refused(name):
    with pytest.raises(ValueError, match="there is no rule for"):
        fields(Written(OTHER[name], 0), 6)


def test_a_view_of_another_number_of_values_is_refused():
    model = Written(lambda x: x.view(-1, 64), 64)
    with pytest.raises(ValueError, match="view takes 64 values but gets 40"):
        layers.describe(model, (1, 6, 7))


class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 4, 1), nn.Sigmoid())
        self.fc = nn.Linear(4 * 4 * 8, 2)

    def forward(self, x):
        f = nn.functional
        x = f.relu(self.conv(x), inplace=True)
        x = f.max_pool2d(x, 2)
        x = torch.cat([x, 2 * x], 1)
        x = f.avg_pool2d(f.dropout(x, training=False), 2, stride=2)
        x = f.adaptive_avg_pool2d(x, 4)
        return self.fc(x.view(x.size(0), -1))


def test_functions_are_followed_as_modules_are():
    found = by_name(Functional(), 16)
    pooled = next(field for name, field in found.items() if name.startswith("max_pool2d"))
    assert (pooled.size, pooled.stride, pooled.start) == ((4, 4), (2, 2), (-1, -1))
    assert found["cat"].size == (4, 4)
    assert found["avg_pool2d"].size == found["adaptive_avg_pool2d"].size == (6, 6)
    assert found["fc"] == Field("fc", (16, 16), (0, 0), (0, 0))
    assert "size" not in found
