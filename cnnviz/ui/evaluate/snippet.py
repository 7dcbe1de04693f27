"""The PyTorch lines that judge a network as the page does."""


def code(name: str, count: int, first: int) -> str:
    """From the galaxies to accuracy, matrix, calibration and temperature.

    Args:
        name: of the weights
        count: galaxies
        first: seed of the first
    """
    return f"""\
import numpy as np
import torch
from cnnviz import weights
from cnnviz.data import simulator
from cnnviz.data.images import CLASSES

model, card = weights.load("{name}")              # a torch.nn.Module, and how it was made
j = np.arange({count})
galaxies = simulator.galaxies(j % 7, {first} + j // 7)    # uint8 ({count}, 96, 96, 3)
pixels = np.stack([card.preprocessing.pixels(image) for image in galaxies.pixels])

with torch.inference_mode():
    z = torch.cat([model(card.preprocessing.tensor(part)) for part in np.array_split(pixels, 10)])
f = torch.softmax(z.double(), dim=1)               # exp(z_k) / sum_j exp(z_j)
confidence, predicted = f.max(dim=1)

known = [card.classes.index(name) if name in card.classes else -1 for name in CLASSES]
true = torch.tensor(known)[torch.from_numpy(galaxies.labels)]
keep = true >= 0                                   # galaxies of classes that the model knows
true, predicted, confidence, z = true[keep], predicted[keep], confidence[keep], z[keep].double()

right = predicted == true
accuracy = right.double().mean().item()
K = len(card.classes)
matrix = torch.bincount(K * true + predicted, minlength=K * K).reshape(K, K)   # row: true class
print(matrix)

n, p, q = len(true), accuracy, 1.96**2             # Wilson's interval, 95 %
half = (q * p * (1 - p) / n + q**2 / (4 * n**2)) ** 0.5
interval = [(p + q / (2 * n) + sign * half) / (1 + q / n) for sign in (-1, 1)]
print(f"accuracy {{accuracy:.4f}}, 95 % interval {{interval[0]:.4f}} to {{interval[1]:.4f}}")

bins = (10 * confidence).long().clamp(max=9)       # expected calibration error
ece = sum(
    abs(right[bins == b].double().sum() - confidence[bins == b].sum()).item() for b in range(10)
) / n
print(f"expected calibration error {{ece:.4f}}")

pi = torch.ones(K, dtype=torch.float64) / K        # priors: other numbers, other answers
posterior = f * pi / (f * pi).sum(dim=1, keepdim=True)
"""


def command(name: str, count: int, first: int) -> str:
    """The command that prints the same numbers."""
    begin = f" --first-galaxy {first}" if first else ""
    return f"python -m cnnviz evaluate --weights {name} --data simulated --galaxies {count}{begin}"


def of_set(name: str, data: str, part: str = "") -> str:
    """The same for a set, or a part of it."""
    split = f" --split {part}" if part else ""
    return f"python -m cnnviz evaluate --weights {name} --data {data}{split}"
