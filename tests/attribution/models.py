"""Networks whose attributions are known: linear ones, and Captum's own test models.

The weights are those of captum/testing/helpers/basic_models.py, version 0.9.
"""

import torch
from torch import Tensor, nn


class OneConvolution(nn.Module):
    """BasicModel_ConvNet_One_Conv: 4x4 pixels, two kernels of ones, biases -50 and -75."""

    def __init__(self, inplace=False):
        super().__init__()
        self.conv1 = filled(nn.Conv2d(1, 2, 3), torch.ones(2, 1, 3, 3), [-50.0, -75.0])
        self.relu1 = nn.ReLU(inplace)
        weight = torch.cat([torch.ones(4, 5), -torch.ones(4, 3)], dim=1)
        self.fc1 = filled(nn.Linear(8, 4), weight, [0.0] * 4)
        self.relu2 = nn.ReLU(inplace)

    def forward(self, x: Tensor) -> Tensor:
        return self.relu2(self.fc1(self.relu1(self.conv1(x)).view(-1, 8)))


class FourSums(nn.Module):
    """BasicModel_MultiLayer: three pixels, four times their sum, biases -10, 1, 1, 1."""

    def __init__(self, inplace=False):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear0 = filled(nn.Linear(3, 3), torch.eye(3), [0.0] * 3)
        self.linear1 = filled(nn.Linear(3, 4), torch.ones(4, 3), [-10.0, 1.0, 1.0, 1.0])
        self.relu = nn.ReLU(inplace)
        self.linear2 = filled(nn.Linear(4, 2), torch.ones(2, 4), [-1.0, 1.0])

    def forward(self, x: Tensor) -> Tensor:
        return self.linear2(self.relu(self.linear1(self.linear0(self.flatten(x)))))


class LargestOfFour(nn.Module):
    """LinearMaxPoolLinearModel: the largest of four pixels."""

    def __init__(self):
        super().__init__()
        self.pool1 = nn.MaxPool2d((1, 4))
        self.flatten = nn.Flatten()
        self.lin2 = filled(nn.Linear(1, 1, bias=False), torch.ones(1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.lin2(self.flatten(self.pool1(x)))


class Relevance(nn.Module):
    """SimpleLRPModel: three pixels, weights 2 and 3, no biases."""

    def __init__(self, first=2.0, inplace=False):
        super().__init__()
        self.flatten = nn.Flatten()
        weight = torch.full((3, 3), 2.0)
        weight[0, 0] = first
        self.linear = filled(nn.Linear(3, 3, bias=False), weight)
        self.relu = nn.ReLU(inplace)
        self.linear2 = filled(nn.Linear(3, 1, bias=False), torch.full((1, 3), 3.0))
        self.dropout = nn.Dropout(0.01)

    def forward(self, x: Tensor) -> Tensor:
        return self.dropout(self.linear2(self.relu(self.linear(self.flatten(x)))))


class Shortcut(nn.Module):
    """SkipConnection of tests/attr/test_lrp.py: five times the sum, and the pixel itself."""

    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear = filled(nn.Linear(2, 2, bias=False), torch.full((2, 2), 5.0))

    def forward(self, x: Tensor) -> Tensor:
        x = self.flatten(x)
        return self.linear(x) + x


class TwoBranches(nn.Module):
    """A ReLU module used twice, a functional one, a sum, a concatenation and a mean."""

    def __init__(self, channels=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.fc = nn.Linear(2 * channels, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(self.relu(self.conv1(x)))
        y = self.relu(self.conv2(x))
        y = torch.relu(x + y)
        return self.fc(torch.cat([x, y], 1).mean((2, 3)))


def filled(layer, weight, bias=None):
    with torch.no_grad():
        layer.weight.copy_(weight)
        if bias is not None:
            layer.bias.copy_(torch.tensor(bias))
    return layer


def linear(channels=1, size=4, classes=3, seed=0):
    """A linear model and its weights as images, shape (K, C, H, W)."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(channels * size**2, classes))
    return model, model[1].weight.detach().view(classes, channels, size, size)


def row(*values):
    """One image of one row; (1, 1, 1, W)."""
    return torch.tensor(values).view(1, 1, 1, -1)


def square():
    """Numbers from 0 to 15, (1, 1, 4, 4)."""
    return torch.arange(16.0).view(1, 1, 4, 4)
