"""One cached network and many visitors' threads at once, each with a galaxy of its own."""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Barrier

import numpy as np
import pytest

from cnnviz import inference, origin, receptive
from cnnviz.activations import record
from cnnviz.data import simulator
from cnnviz.ui import cached

THREADS, ROUNDS = 6, 12  # with four questions in each round: 288
NAME = "explorer"


def tensor(galaxy):
    _, card = cached.model(NAME)
    return card.preprocessing.tensor(pixels(galaxy))


@cache
def pixels(galaxy):
    _, card = cached.model(NAME)
    found = simulator.galaxy(galaxy % 7, 40 + galaxy).pixels[0]
    return card.preprocessing.pixels(found)[None]


def ask_outputs(galaxy):
    model, _ = cached.model(NAME)
    return [found.numpy() for found in record(model, tensor(galaxy)).values()]


def ask_origins(galaxy):
    """The sums of one unit of each layer."""
    model, _ = cached.model(NAME)
    x = tensor(galaxy)
    outputs = {name: found[0].numpy() for name, found in record(model, x).items()}
    outputs[origin.IMAGE] = x[0].numpy()
    found = []
    for rule in origin.rules(model, tuple(x.shape[1:])):
        unit = tuple((galaxy + 3) % n for n in rule.layer.shape)
        of_unit = origin.origin(rule, outputs, unit)
        assert of_unit.total == pytest.approx(outputs[rule.layer.name][unit], rel=1e-3, abs=1e-4)
        found += [of_unit.total, of_unit.products]
    return found


def ask_fields(galaxy):
    model, _ = cached.model(NAME)
    layer = [field.layer for field in receptive.fields(model, 96)][galaxy]
    return [receptive.effective(model, layer, (galaxy, 1, galaxy), tensor(galaxy))]


def ask_probabilities(galaxy):
    model, card = cached.model(NAME)
    return [inference.probabilities(model, card.preprocessing, pixels(galaxy))]


QUESTIONS = [ask_outputs, ask_origins, ask_fields, ask_probabilities]


def state(model):
    """All that a call might leave behind in a network."""
    tensors = {name: x.clone() for name, x in model.state_dict().items()}
    hooks = [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules()]
    modes = [m.training for m in model.modules()]
    gradients = [(p.requires_grad, p.grad) for p in model.parameters()]
    return tensors, (hooks, modes, gradients)


@contextmanager
def impatient():
    """Python's threads take turns a thousand times as often."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def close(one, other):
    return len(one) == len(other) and all(
        np.allclose(a, b, rtol=1e-5, atol=1e-7) for a, b in zip(one, other, strict=True)
    )


def test_every_visitor_gets_the_numbers_of_their_galaxy():
    model, _ = cached.model(NAME)
    before = state(model)
    expected = [[ask(galaxy) for ask in QUESTIONS] for galaxy in range(THREADS)]
    for answers in zip(*expected, strict=True):  # no two galaxies have the same answer
        assert not any(close(answers[0], answer) for answer in answers[1:])
    together = Barrier(THREADS)

    def visit(galaxy):
        order = np.random.default_rng(galaxy)
        wrong = []
        for turn in range(ROUNDS):
            together.wait(timeout=60)
            for i in order.permutation(len(QUESTIONS)):
                if not close(QUESTIONS[i](galaxy), expected[galaxy][i]):
                    wrong.append((turn, galaxy, QUESTIONS[i].__name__))
        return wrong

    with impatient(), ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(visit, range(THREADS)))
    assert found == THREADS * [[]]
    tensors, rest = state(model)
    assert rest == before[1]
    assert all(tensors[name].equal(x) for name, x in before[0].items())


def test_all_threads_get_the_same_network():
    cached.model.clear()
    together = Barrier(THREADS)

    def load(_):
        together.wait(timeout=60)
        return cached.model(NAME)[0]

    with impatient(), ThreadPoolExecutor(THREADS) as pool:
        models = list(pool.map(load, range(THREADS)))
    assert all(model is models[0] for model in models)
