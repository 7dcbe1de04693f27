"""Networks that write over their own numbers: what PyTorch makes of the image is the oracle."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnviz import graph, origin
from cnnviz.activations import record
from cnnviz.receptive import fields


class Network(nn.Module):
    """Two convolutions, a ReLU that overwrites, a dropout; `forward` is one of the cases."""

    def __init__(self, forward):
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(2, 2, 3, padding=1)
        self.other = nn.Conv2d(2, 2, 1)
        self.relu = nn.ReLU(inplace=True)
        self.drop = nn.Dropout()
        self.same = nn.Identity()
        self.run = forward

    def forward(self, image):
        return self.run(self, image)


def network(forward):
    return Network(forward).eval()


def dropped_method(n, x):
    x = n.conv(x)
    x.add_(n.other(x))
    return 3 * x


def dropped_function(n, x):
    x = n.conv(x)
    functional.relu_(x)
    return n.other(x)


def dropped_option(n, x):
    x = n.conv(x)
    functional.relu(x, inplace=True)
    return n.other(x)


def dropped_module(n, x):
    x = n.conv(x)
    n.relu(x)
    return n.other(x)


def by_name(n, x):
    x = n.conv(x)
    n.relu(input=x)
    return n.other(x)


def another_name(n, x):
    x = n.conv(x)
    before = x
    x = n.relu(x)
    return x + before


def augmented(n, x):
    x = n.conv(x)
    before = x
    x += n.other(x)
    return x * before


def augmented_by_a_number(n, x):
    x = before = n.conv(x)
    x *= 2
    x -= 1
    x /= 3
    return before + n.other(x)


def twice(n, x):
    x = n.conv(x)
    x.add_(1.0)
    x.mul_(x)
    x.relu_()
    return n.other(x) + x


def the_image(n, x):
    x.mul_(2.0)
    return n.conv(x)


def not_in_place(n, x):
    y = n.conv(x)
    z = y + 1
    z.relu_()
    return y * z


def a_view_is_overwritten_last(n, x):
    x = n.drop(n.conv(x))
    x.relu_()
    return n.other(x)


def numbers(n, x):
    count = before = x.size(1)
    count *= 2
    return n.conv(x) * count + before


def the_size_of_what_was_overwritten(n, x):
    x = n.conv(x)
    flat = x.flatten(1)
    flat += 1
    return flat * x.shape[1] + x.size(0)


CASES = (
    dropped_method, dropped_function, dropped_option, dropped_module, by_name, another_name,
    augmented, augmented_by_a_number, twice, the_image, not_in_place, a_view_is_overwritten_last,
    numbers, the_size_of_what_was_overwritten,
)  # fmt: skip


@pytest.mark.parametrize("forward", CASES)
def test_the_last_layer_is_what_pytorch_makes_of_the_image(forward):
    model, images = network(forward), torch.randn(2, 2, 5, 5)
    before = images.clone()
    with torch.no_grad():
        expected = model(images.clone())
    found = list(record(model, images).values())[-1]
    torch.testing.assert_close(found, expected)
    assert torch.equal(images, before)  # a copy was overwritten


def test_what_was_there_before_is_kept_as_its_layer_made_it():
    model, images = network(dropped_module), torch.randn(1, 2, 4, 4)
    found = record(model, images)
    assert list(found) == ["conv", "relu", "other"]
    torch.testing.assert_close(found["conv"], model.conv(images).detach())
    torch.testing.assert_close(found["relu"], found["conv"].clamp(min=0))


def test_sources_and_fields_follow_what_was_written_last():
    model = network(dropped_module)
    rules = {rule.layer.name: rule for rule in origin.rules(model, (2, 5, 5))}
    assert rules["other"].sources == ("relu",)
    model = network(dropped_method)
    rules = {rule.layer.name: rule for rule in origin.rules(model, (2, 5, 5))}
    assert rules["add_"].sources == ("conv", "other")
    assert rules["mul"].sources == ("add_",)
    assert [field.size for field in fields(model, 5)][-1] == (3, 3)


def view(n, x):
    x = n.conv(x)
    flat = x.flatten(1)
    flat.relu_()
    return x


def whole(n, x):
    x = n.conv(x)
    flat = x.view(x.size(0), -1)
    x.mul_(2.0)
    return flat * 2


def dropout(n, x):
    x = n.conv(x)
    y = n.drop(x)
    y += 1
    return n.other(x)


def identity(n, x):
    x = n.conv(x)
    y = n.same(x)
    n.relu(y)
    return n.other(x)


@pytest.mark.parametrize(
    ("forward", "writer", "other"),
    [
        (view, "relu_", "conv"),
        (whole, "mul_", "view"),
        (dropout, "add", "conv"),
        (identity, "relu", "conv"),
    ],
)
def test_a_part_of_what_was_overwritten_is_refused(forward, writer, other):
    with pytest.raises(ValueError, match=rf"{writer} writes over numbers that {other} holds too"):
        graph.trace(network(forward))


def test_a_tensor_that_is_given_to_write_into_is_refused():
    def forward(n, x):
        x = n.conv(x)
        torch.add(x, 1.0, out=x)
        return x

    with pytest.raises(ValueError, match="add writes into a tensor of another layer"):
        graph.trace(network(forward))


def test_a_part_of_an_image_cannot_be_written():
    def forward(n, x):
        x[:, 0] = 0
        return n.conv(x)

    with pytest.raises(ValueError, match="Network cannot be followed"):
        graph.trace(network(forward))


POOLED = [
    lambda x: torch.max_pool2d(x, 2, 2, 0, 1, True),
    lambda x: torch.max_pool2d(x, (3, 2), (), 1, 1, False),
    lambda x: torch.max_pool2d(x, 2, (), 0, 2),
    lambda x: torch.max_pool2d(x, [2], ceil_mode=True),
    lambda x: torch.max_pool2d(input=x, kernel_size=2, ceil_mode=True),
    lambda x: functional.max_pool2d(x, 3, 2, 1, 1, True),
    lambda x: functional.avg_pool2d(x, 2, 2, 0, True, False),
    lambda x: functional.avg_pool2d(x, 3, 2, 1, True, True),
    lambda x: functional.adaptive_max_pool2d(x, 3),
    lambda x: functional.adaptive_avg_pool2d(x, (2, 5)),
]


@pytest.mark.parametrize("pool", POOLED)
def test_functions_of_pooling_take_their_arguments_as_pytorch_does(pool):
    class Pooled(nn.Module):
        def forward(self, image):
            return pool(image)

    model, image = Pooled().eval(), torch.randn(1, 2, 7, 7)
    expected = pool(image)[0].numpy()
    (rule,) = origin.rules(model, (2, 7, 7))
    assert rule.layer.shape == expected.shape
    outputs = {origin.IMAGE: image[0].numpy()}
    for unit in ((0, 0, 0), (1, 1, 2), tuple(n - 1 for n in expected.shape)):
        # terms of either sign nearly cancel in some means: rounding is that of the terms
        assert origin.origin(rule, outputs, unit).total == pytest.approx(
            float(expected[unit]), rel=1e-6, abs=1e-6
        )
