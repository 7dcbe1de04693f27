"""What there is to see, in sentences."""

from cnnviz import inference
from cnnviz.ui import imagenet, words
from cnnviz.ui.feature_maps.view import View


def answer(view: View) -> str:
    """What the network says of the galaxy, or why it says nothing; Markdown."""
    subject = view.subject
    fed = f" {subject.feed.about()}".rstrip()
    if not subject.trained:
        return f"{untrained(view)}{fed}"
    logits = view.passed.outputs[subject.layers[-1].name].astype("f8")
    label = subject.label(view.galaxy.label)
    said = words.sureness(inference.softmax(logits), subject.classes, label)
    if subject.network:
        said += " ImageNet has no galaxies: it names what looks most alike."
    return f"{said}{fed}"


def untrained(view: View) -> str:
    """That chance made the weights, and how to have better ones."""
    subject = view.subject
    text = (
        "**This network has never been trained**: its weights are random numbers, seed "
        f"{subject.seed}. The arithmetic is the same; what the maps show of the galaxy is what "
        "chance makes of it."
    )
    return f"{text} {imagenet.offer(subject.network)}".rstrip()
