"""The loop against one written by hand with plain PyTorch."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnviz import zoo
from cnnviz.data.images import Images
from cnnviz.inference import logits
from cnnviz.preprocessing import Preprocessing
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.config import PRESETS, Config
from cnnviz.training.loop import fit
from cnnviz.training.losses import candidate_loss
from cnnviz.training.validation import validate

TUTORIAL = replace(PRESETS["tutorial"], precision="float32", batch=20, seed=5)


def blobs(count: int, seed: int = 0) -> Images:
    """Seven classes that differ in where a bright spot stands: easy to learn."""
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 60, (count, 96, 96, 3), dtype=np.uint8)
    labels = random.integers(0, 7, count)
    for image, label in zip(pixels, labels, strict=True):
        image[10 * label + 8 : 10 * label + 24, 30:60] = 250
    return Images(pixels, labels)


def network(seed: int = 1) -> torch.nn.Module:
    torch.manual_seed(seed)
    return zoo.build("galaxy_cnn")


def test_three_steps_equal_three_written_by_hand():
    images, model, by_hand = blobs(50), network(), network()
    steps = []
    config = replace(TUTORIAL, iterations=3)
    records = list(fit(model, [images], [images], config, lambda *done: steps.append(done)))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    x = torch.from_numpy(images.pixels).permute(0, 3, 1, 2).float() / 255
    y = torch.from_numpy(images.labels)
    random = torch.Generator().manual_seed(5)
    optimiser = torch.optim.Adam(by_hand.parameters(), lr=1e-3)
    losses = []
    for _ in range(3):
        chosen = torch.randint(50, (20,), generator=random)
        p = torch.softmax(by_hand(x[chosen]), dim=1)
        loss = -torch.log(p[torch.arange(20), y[chosen]]).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert records[-1].iteration == 3
    np.testing.assert_allclose(records[-1].training_loss, np.mean(losses), rtol=1e-5)
    for ours, theirs in zip(model.parameters(), by_hand.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)


def test_one_seed_gives_one_result_bit_for_bit():
    config = replace(TUTORIAL, iterations=4, augmentation=PRESETS["best"].augmentation)
    first, second = network(), network()
    for model in (first, second):
        list(fit(model, [blobs(40)], [blobs(10, 1)], config))
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)


def test_it_learns_and_hands_out_the_best_weights(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = replace(
        PRESETS["quick"], iterations=60, batch=50, validate_every=10, learning_rate=1e-2,
        augmentation=Augmentation(),
    )  # fmt: skip
    model, valid = network(), blobs(100, 1)
    records = list(fit(model, [blobs(300)], [valid], config))
    assert [r.iteration for r in records] == [10, 20, 30, 40, 50, 60]
    assert records[-1].training_loss < 0.5 * records[0].training_loss
    best = max(records, key=lambda r: r.validation_accuracy)
    assert best.validation_accuracy > 0.7
    assert best.weights is not None
    judge = network()
    judge.load_state_dict([r.weights for r in records if r.weights is not None][-1])
    found = validate(judge, [valid], config.preprocessing)
    assert found.accuracy == best.validation_accuracy
    assert not model.training
    # it prints nothing and writes nothing
    assert capsys.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


def test_averaged_weights_are_the_exponential_average():
    config = replace(TUTORIAL, iterations=2, validate_every=2, averaging=0.75)
    first, second, averaged = network(), network(), network()
    list(fit(first, [blobs(30)], [blobs(9)], replace(config, averaging=0.0, iterations=1)))
    list(fit(second, [blobs(30)], [blobs(9)], replace(config, averaging=0.0)))
    (record,) = fit(averaged, [blobs(30)], [blobs(9)], config)
    for name, one in first.state_dict().items():
        two = second.state_dict()[name]
        torch.testing.assert_close(record.weights[name], 0.75 * one + 0.25 * two)
        assert torch.equal(averaged.state_dict()[name], two)  # itself trained as without


def test_one_cycle_rises_and_falls_to_nothing():
    config = replace(TUTORIAL, schedule="one_cycle", iterations=20, validate_every=1)
    rates = [r.learning_rate for r in fit(network(), [blobs(20)], [blobs(5)], config)]
    assert max(rates) == pytest.approx(1e-3, rel=0.05)
    assert np.argmax(rates) in (0, 1, 2)
    assert rates[-1] < 1e-5


def test_shares_decide_what_a_batch_is_made_of():
    bright = Images(np.full((5, 96, 96, 3), 255, np.uint8), np.zeros(5, np.int64))
    dark = Images(np.zeros((500, 96, 96, 3), np.uint8), np.ones(500, np.int64))
    seen = []

    class Spy(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = torch.nn.Linear(1, 7)

        def forward(self, x):
            means = x.mean(dim=(1, 2, 3))
            if self.training:
                seen.append(int((means > 0.5).sum()))
            return self.linear(means[:, None])

    config = replace(TUTORIAL, iterations=3, shares=(3.0, 1.0))
    list(fit(Spy(), [bright, dark], [bright], config))
    assert seen == [15, 15, 15]


def test_full_labels_cost_pytorchs_cross_entropy():
    z, y = torch.randn(30, 7), torch.arange(30) % 7
    allowed = torch.eye(7, dtype=torch.bool)[y]
    for smoothing in (0.0, 0.1):
        expected = functional.cross_entropy(z, y, label_smoothing=smoothing)
        torch.testing.assert_close(candidate_loss(z, allowed, smoothing), expected)


def test_a_partial_label_costs_minus_log_of_the_sum():
    z = torch.log(torch.tensor([[0.1, 0.2, 0.3, 0.4]]))
    allowed = torch.tensor([[False, True, True, False]])
    torch.testing.assert_close(candidate_loss(z, allowed), -torch.log(torch.tensor(0.5)))


def test_validation_counts_any_allowed_class_and_averages_over_sets():
    rule, model = Preprocessing(), zoo.freeze(network())
    full = blobs(20)
    every = Images(full.pixels, np.zeros(20, np.int64), ("any",), np.ones((1, 7), np.bool_))
    right = (logits(model, rule, full.pixels).argmax(axis=1) == full.labels).mean()
    found = validate(model, [full, every], rule)
    assert found.accuracy == pytest.approx((right + 1) / 2)
    assert validate(model, [every], rule).loss == pytest.approx(0, abs=1e-6)
    assert found.loss > 0
    assert found.matrices[0].trace() == round(20 * right)
    assert found.matrices[1].sum() == 20


def test_bfloat16_stays_near_float32():
    images = blobs(60)
    losses = [
        next(fit(network(), [images], [images], replace(TUTORIAL, iterations=5, precision=p)))
        for p in ("float32", "bfloat16")
    ]
    assert losses[1].training_loss == pytest.approx(losses[0].training_loss, rel=0.01)


@pytest.mark.parametrize(
    ("train", "config", "message"),
    [
        ([blobs(0)], TUTORIAL, "without images"),
        ([], TUTORIAL, "without images"),
        ([blobs(5)], replace(TUTORIAL, shares=(1.0, 2.0)), "2 shares for 1 data sets"),
    ],
)
def test_what_cannot_be_trained_on_is_refused(train, config, message):
    with pytest.raises(ValueError, match=message):
        list(fit(network(), train, [blobs(5)], config))


def test_a_loss_that_is_lost_says_so():
    config: Config = replace(TUTORIAL, iterations=20, learning_rate=1e30)
    with pytest.raises(FloatingPointError, match="lower the learning rate"):
        list(fit(network(), [blobs(20)], [blobs(5)], config))
