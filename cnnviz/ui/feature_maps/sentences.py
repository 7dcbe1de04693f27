"""What there is to see, in sentences."""

from cnnviz import inference
from cnnviz.preprocessing import Preprocessing
from cnnviz.ui import imagenet, words
from cnnviz.ui.feature_maps import runs
from cnnviz.ui.feature_maps.choices import GALAXY
from cnnviz.ui.feature_maps.runs import Outputs
from cnnviz.ui.feature_maps.subject import Subject
from cnnviz.ui.feature_maps.view import View
from cnnviz.ui.galaxy import Galaxy
from cnnviz.ui.words import plain
from cnnviz.untrained import SEED


def answer(view: View) -> str:
    """What the network says of the galaxy, or why it says nothing, of both where two are shown."""
    first = said(view.galaxy, view.subject, view.passed.outputs)
    if not view.beside:
        return first if view.subject.trained else f"{first} Random weights, seed {SEED}."
    galaxy, subject = view.beside
    second = said(galaxy, subject, runs.passed(galaxy, subject, view.places).outputs)
    names = (view.subject.title, subject.title)
    if view.now.compare == GALAXY:
        names = (view.galaxy.title, galaxy.title)
    return f"1, {plain(names[0])}: {first}  \n2, {plain(names[1])}: {second}"


def said(galaxy: Galaxy, subject: Subject, outputs: Outputs) -> str:
    """What one network says of one galaxy; Markdown."""
    if not subject.trained:
        return "**Never trained**: what its maps show is what chance makes of the galaxy."
    logits = outputs[subject.layers[-1].name].astype("f8")
    text = words.sureness(inference.softmax(logits), subject.classes, subject.label(galaxy))
    if subject.network:
        text += " ImageNet has no galaxies: it names what looks most alike."
    return text


def about(view: View) -> str:
    """What the network receives, what is unusual, and how to have better weights; may be empty."""
    subject = view.subject
    parts = [
        received(view.galaxy, subject.feed.preprocessing),
        subject.feed.about(),
        unseen(subject),
        "" if subject.trained else imagenet.offer(subject.network),
    ]
    return " ".join(filter(None, parts))


def received(galaxy: Galaxy, rule: Preprocessing) -> str:
    """How the galaxy is cropped and resized; empty where it is received pixel by pixel."""
    (height, width), side = galaxy.shape, rule.size
    top, _, bottom, _ = rule.box(height, width)
    kept = bottom - top
    if (kept, kept) == (height, width):
        return "" if kept == side else f"The network receives it {_resized(kept, side)}."
    cut = f"the central {_by(kept, kept)} of its {_by(height, width)} pixels"
    after = "as they are" if kept == side else f"resized to {_by(side, side)}"
    return f"The network receives {cut}, {after}."


def unseen(subject: Subject) -> str:
    """What batch normalisation does before any training; empty where there is none."""
    kinds = {layer.kind for layer in subject.layers}
    if subject.trained or not kinds & {"BatchNorm1d", "BatchNorm2d"}:
        return ""
    return (
        "Its batch normalisation has seen no image: mean 0 and variance 1 leave the numbers nearly "
        "as they are."
    )


def _resized(kept: int, side: int) -> str:
    return f"resized from {_by(kept, kept)} to {_by(side, side)} pixels"


def _by(height: int, width: int) -> str:
    return f"{height} \N{MULTIPLICATION SIGN} {width}"
