"""A small network, and where it is saved."""

import pytest
import torch

from cnnviz import weights, zoo
from tests.weights.cards import ARGUMENTS, make_card


@pytest.fixture
def model():
    torch.manual_seed(0)
    model = zoo.build("galaxy_cnn", **ARGUMENTS)
    model(torch.rand(4, 3, 32, 32))  # running statistics that are not the initial ones
    return model


@pytest.fixture
def base(tmp_path, model):
    path = tmp_path / "small"
    weights.save(path, model, make_card())
    return path
