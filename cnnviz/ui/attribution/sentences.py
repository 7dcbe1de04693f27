"""What there is to see, in sentences."""

from cnnviz.ui import words
from cnnviz.ui.attribution.view import View


def answer(view: View) -> str:
    """What the network says of the galaxy; Markdown."""
    if not view.trained:
        return f"**Never trained**: random weights, seed {view.now.seed}."
    return words.sureness(view.chances, view.classes, view.galaxy.label)
