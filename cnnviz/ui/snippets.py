"""The lines of Python that reproduce what a page shows."""

from cnnviz.data.image_file import AUTOMATIC
from cnnviz.data.images import CLASSES
from cnnviz.ui.galaxy import Galaxy


def classification(galaxy: Galaxy, model: str) -> str:
    """From the galaxy to the seven probabilities.

    Args:
        galaxy: the chosen one
        model: name of the weights
    """
    return f"""\
import torch
from cnnviz import weights
{reading(galaxy)}
model, card = weights.load("{model}")             # a torch.nn.Module, and how it was made
pixels = card.preprocessing.pixels(image)          # crop and resize to (96, 96, 3)
x = card.preprocessing.tensor(pixels[None])        # float32 (1, 3, 96, 96), sky at zero

with torch.inference_mode():
    z = model(x).double()                          # logits, shape (1, 7)
probabilities = torch.softmax(z, dim=1)[0]         # exp(z_k) / sum_j exp(z_j)

for name, p in zip(card.classes, probabilities):
    print(f"{{name:24}} {{100 * p:5.1f}} %")
"""


def reading(galaxy: Galaxy) -> str:
    """The lines that get the chosen galaxy as `image`, uint8 of shape (H, W, 3)."""
    if not galaxy.simulated or galaxy.label is None:
        return _reading_own(galaxy)
    seed = galaxy.truth["seed"]
    return f"""\
from cnnviz.data import simulator

galaxy = simulator.galaxy(label={galaxy.label}, seed={seed})   # {CLASSES[galaxy.label]}
image = galaxy.pixels[0]                           # uint8 (96, 96, 3)"""


def _reading_own(galaxy: Galaxy) -> str:
    lines = ["from pathlib import Path", "from cnnviz.data import image_file"]
    crop, stretch = galaxy.crop, galaxy.stretch
    if crop:
        lines.insert(1, "from cnnviz.crop import Crop, cut")
    lines += ["", 'file = Path("your_image.png")']
    if stretch and stretch != AUTOMATIC:
        drawn = f"image_file.Stretch({stretch.black}, {stretch.softening})"
        lines.append(f"image = image_file.decode(file, file.name).rgb({drawn})")
    else:
        lines.append("image = image_file.read(file, file.name)           # uint8 (H, W, 3)")
    if crop:
        square = f"Crop({crop.row}, {crop.column}, {crop.side}, {crop.rotation})"
        lines.append(f"image = cut(image, {square})    # row, column, side, degrees")
    return "\n".join(lines)
