"""Coins, dice and lectures by hand; PyTorch and SciPy over many distributions; the laws."""

from math import inf, log, nan

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats
from torch.nn import functional

from cnnviz import information
from cnnviz.information import cross_entropy, entropy, kl_divergence

COIN = [0.5, 0.5]
ALL = [
    lambda p, f, **options: entropy(p, **options),
    cross_entropy,
    kl_divergence,
]


def test_a_fair_coin_is_one_bit():
    assert entropy(COIN, base=2) == 1
    assert entropy(COIN) == log(2)
    assert entropy(COIN, 2) == 1


@pytest.mark.parametrize(
    ("p", "bits"),
    [
        ([1], 0),
        ([0, 1, 0], 0),
        ([0.5, 0.25, 0.125, 0.125], 1.75),  # Cover and Thomas, example 1.1.2: 7 / 4 bits
        ([1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 64, 1 / 64, 1 / 64, 1 / 64], 2),  # the horse race
        ([0.25] * 4, 2),
        ([1 / 7] * 7, 2.807354922057604),  # log2(7)
    ],
)
def test_entropies_by_hand(p, bits):
    assert entropy(p, base=2) == pytest.approx(bits, rel=1e-14)
    assert str(entropy(p, base=2))[0] != "-"


def test_the_divergence_of_two_coins_by_hand():
    # Cover and Thomas, example 2.3.1 with r = 1/2 and s = 1/4
    p, f = [0.5, 0.5], [0.75, 0.25]
    assert kl_divergence(p, f, base=2) == pytest.approx(1 - 0.5 * log(3) / log(2))
    assert kl_divergence(f, p, base=2) == pytest.approx(0.75 * log(3) / log(2) - 1)
    assert cross_entropy(p, f, base=2) == pytest.approx(2 - 0.5 * log(3) / log(2))


def test_one_true_class_leaves_the_lectures_loss():
    f = np.array([0.1, 0.7, 0.2])
    assert cross_entropy([0, 1, 0], f) == -log(0.7)  # L(y, f) = -log f_y(x)
    assert kl_divergence([0, 1, 0], f) == -log(0.7)
    # a network that guesses among seven classes
    assert cross_entropy(np.eye(7)[3], np.full(7, 1 / 7)) == pytest.approx(1.9459101490553132)


def test_zeros():
    assert cross_entropy([1, 0], [1, 0]) == 0
    assert kl_divergence([0.5, 0.5, 0], [0.5, 0.5, 0]) == 0
    assert cross_entropy([0.5, 0.5], [1, 0]) == inf
    assert kl_divergence([0.5, 0.5], [1, 0]) == inf
    assert kl_divergence([1, 0], [0.5, 0.5]) == log(2)
    assert cross_entropy([[1, 0], [0, 1]], [1, 0]).tolist() == [0, inf]


def test_one_distribution_beside_many():
    f = np.array([[0.5, 0.5], [0.25, 0.75]])
    assert cross_entropy([1, 0], f).tolist() == [log(2), log(4)]
    assert kl_divergence(f, [0.5, 0.5]).shape == (2,)
    assert kl_divergence(f, [0.5, 0.5])[0] == 0
    assert entropy(np.full((4, 3, 2), 0.5)).tolist() == 4 * [3 * [log(2)]]
    assert entropy(np.ones((0, 1))).shape == (0,)


@pytest.mark.parametrize("base", [0.5, 2, 3, 10, 1e6])
@pytest.mark.parametrize("function", ALL)
def test_bases(function, base):
    p, f = [0.2, 0.3, 0.5], [0.6, 0.3, 0.1]
    assert function(p, f, base=base) == pytest.approx(function(p, f) / log(base), rel=1e-14)


def distributions(seed, shape=(40, 7)):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.double)


def test_pytorchs_losses():
    logits, targets = distributions(1), distributions(2).softmax(-1)
    p, f = targets.numpy(), logits.softmax(-1).numpy()
    expected = functional.cross_entropy(logits, targets, reduction="none")
    np.testing.assert_allclose(cross_entropy(p, f), expected, rtol=1e-12)
    labels = targets.argmax(-1)
    expected = functional.cross_entropy(logits, labels, reduction="none")
    np.testing.assert_allclose(cross_entropy(np.eye(7)[labels], f), expected, rtol=1e-12)
    expected = functional.kl_div(logits.log_softmax(-1), targets, reduction="none").sum(-1)
    np.testing.assert_allclose(kl_divergence(p, f), expected, rtol=1e-10)
    expected = torch.distributions.Categorical(probs=targets).entropy()
    np.testing.assert_allclose(entropy(p), expected, rtol=1e-12)


@pytest.mark.parametrize("base", [None, 2])
def test_scipys_entropies(base):
    p, f = (distributions(seed).softmax(-1).numpy() for seed in (3, 4))
    p[::3] = np.eye(7)[2]
    options = {} if base is None else {"base": base}
    found = kl_divergence(p, f, **options)
    np.testing.assert_allclose(found, stats.entropy(p, f, base, axis=-1), rtol=1e-10)
    expected = stats.entropy(p, base=base, axis=-1)
    np.testing.assert_allclose(entropy(p, **options), expected, rtol=1e-12)


@st.composite
def pairs(draw):
    """Two distributions over the same classes; many zeros."""
    count = draw(st.integers(1, 6))
    weights = arrays.arrays(float, count, elements=st.floats(0, 1).map(lambda x: round(x, 2)))
    p, f = (draw(weights.filter(lambda x: x.sum() > 0)) for _ in "pf")
    return p / p.sum(), f / f.sum()


@given(pairs())
@settings(deadline=None)
def test_laws(pair):
    p, f = pair
    h, cross, divergence = entropy(p), cross_entropy(p, f), kl_divergence(p, f)
    assert 0 <= h <= log(len(p)) + 1e-12
    assert divergence >= 0
    assert cross == pytest.approx(h + divergence, rel=1e-9, abs=1e-12)
    assert (cross == inf) == bool((p[f == 0] > 0).any())
    assert kl_divergence(p, p) == 0
    assert cross_entropy(p, p) == pytest.approx(h, abs=1e-12)
    if divergence < inf:
        assert divergence >= abs(p - f).sum() ** 2 / 2 - 1e-12  # Pinsker
    order = np.random.default_rng(0).permutation(len(p))
    assert entropy(p[order]) == pytest.approx(h, abs=1e-12)


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([0.5, 0.6], r"^p must sum to 1, got 1.1$"),
        ([[0.5, 0.5], [0.2, 0.2]], r"^p must sum to 1, got 0.4$"),
        ([1.5, -0.5], r"^p has a negative probability, -0.5$"),
        ([nan, 1], r"^p must sum to 1, got nan$"),
        ([inf, 0], r"^p must sum to 1, got inf$"),
        ([], r"along its last axis, got shape \(0,\)$"),
        (1.0, r"along its last axis, got shape \(\)$"),
        ([0.5, 0.50001], r"^p must sum to 1, got 1.00001$"),
    ],
)
@pytest.mark.parametrize("function", ALL)
def test_what_is_no_distribution(function, p, message):
    with pytest.raises(ValueError, match=message):
        function(p, COIN)


def test_rounded_probabilities_are_taken():
    assert entropy([0.5, 0.5 + 0.9 * information.TOLERANCE]) == pytest.approx(log(2), abs=1e-6)
    p = torch.randn(50, 1000, generator=torch.Generator().manual_seed(0)).softmax(-1).numpy()
    assert p.dtype == np.float32
    assert (entropy(p) < log(1000)).all()


@pytest.mark.parametrize("function", ALL[1:])
def test_distributions_that_do_not_go_together(function):
    for f in ([1], [0.2, 0.3, 0.5], np.full((3, 2), 0.5)):
        p = np.full((2, 2), 0.5)
        with pytest.raises(ValueError, match=r"^p and f do not go together: their shapes are "):
            function(p, f)
    with pytest.raises(ValueError, match=r"^f has a negative probability, -1$"):
        function(COIN, [2, -1])
    with pytest.raises(ValueError, match=r"^f must sum to 1, got 0$"):
        function(COIN, [0, 0])


@pytest.mark.parametrize("base", [0, 1, -2, inf, nan])
@pytest.mark.parametrize("function", ALL)
def test_what_is_no_base(function, base):
    message = f"^the base of a logarithm is a positive number other than 1, got {base}$"
    with pytest.raises(ValueError, match=message):
        function(COIN, COIN, base=base)
