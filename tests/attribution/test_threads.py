"""Many threads explain one network at once."""

import threading

import numpy as np
import pytest
import torch

from cnnviz import weights
from cnnviz.attribution import METHODS, attribute

# fewer samples: it is about threads
CHEAP = {
    "integrated_gradients": {"n_steps": 4},
    "smooth_grad": {"n_samples": 3},
    "gradient_shap": {"n_samples": 3, "stdev": 0.1},
    "occlusion": {"window": 48, "stride": 48},
    "feature_ablation": {"regions": "patches", "count": 4},
    "shapley_value_sampling": {"regions": "patches", "count": 4, "n_samples": 2},
}


def test_threads_share_one_network_without_disturbing_each_other():
    model, _ = weights.load("explorer")
    images = torch.rand(4, 1, 3, 96, 96, generator=torch.Generator().manual_seed(1))
    names = list(METHODS)

    def made(i):
        name = names[i % len(names)]
        return attribute(model, images[i % 4], i % 7, name, **CHEAP.get(name, {}))

    jobs = range(len(names))
    expected = [made(i) for i in jobs]
    with torch.no_grad():
        logits = model(images[0])
    mistakes = []

    def explain(offset):
        for turn in jobs:
            i = (turn + offset) % len(jobs)
            if not torch.allclose(made(i), expected[i], rtol=1e-3, atol=1e-5):
                mistakes.append(names[i % len(names)])

    def classify():
        with torch.no_grad():
            for _ in range(30):
                torch.rand(3)  # numbers of the process
                np.random.rand(3)  # noqa: NPY002
                if not torch.allclose(model(images[0]), logits, rtol=1e-4):
                    mistakes.append("forward")

    failed = []
    hook, threading.excepthook = threading.excepthook, failed.append
    try:
        threads = [threading.Thread(target=explain, args=(5 * n,)) for n in range(3)]
        threads += [threading.Thread(target=classify)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        threading.excepthook = hook
    assert (mistakes, failed) == ([], [])


@pytest.mark.parametrize(
    "name", [n for n, m in METHODS.items() if any(p.name == "seed" for p in m.parameters)]
)
def test_the_numbers_of_the_process_are_left_alone(name):
    model, _ = weights.load("tutorial")
    x = torch.rand(1, 3, 96, 96)
    given = CHEAP.get(name, {}) | {"baseline": "noise"} if name != "smooth_grad" else CHEAP[name]
    torch.manual_seed(5)
    np.random.seed(5)  # noqa: NPY002
    first = attribute(model, x, 0, name, seed=3, **given)
    after = torch.rand(2).tolist(), np.random.rand(2).tolist()  # noqa: NPY002
    torch.manual_seed(5)
    np.random.seed(5)  # noqa: NPY002
    assert after == (torch.rand(2).tolist(), np.random.rand(2).tolist())  # noqa: NPY002
    torch.testing.assert_close(first, attribute(model, x, 0, name, seed=3, **given))
    assert not torch.allclose(first, attribute(model, x, 0, name, seed=4, **given))
