"""What there is to see, in sentences."""

from cnnviz import inference
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
    text = words.sureness(inference.softmax(logits), subject.classes, subject.label(galaxy.label))
    if subject.network:
        text += " ImageNet has no galaxies: it names what looks most alike."
    return text


def about(view: View) -> str:
    """What is unusual about the input, and how to have better weights; may be empty."""
    subject = view.subject
    offer = "" if subject.trained else imagenet.offer(subject.network)
    return f"{subject.feed.about()} {offer}".strip()
