"""The settings of the next run, each with a widget; what differs from the lesson is remembered."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from cnnviz import builder
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.config import CLASS_WEIGHTS, OPTIMISERS, Config
from cnnviz.training.limits import Limits
from cnnviz.training.schedule import SCHEDULES
from cnnviz.ui.address import Choices
from cnnviz.ui.networks import TUTORIAL, built_before
from cnnviz.ui.train.choices import Train, write
from cnnviz.ui.train.lessons import LESSONS

BUILT = "built"
NETWORKS: dict[str, tuple[str, dict[str, Any]]] = {
    "tutorial": ("The tutorial's, average pooling", {"name": "galaxy_cnn"}),
    "max": (
        "The tutorial's, max pooling",
        {"name": "galaxy_cnn", "arguments": {"pooling": "max"}},
    ),
    "wide": (
        "Wider: 16, 24, 32, 48 channels",
        {"name": "galaxy_cnn", "arguments": LESSONS["overfits"].runs[0][1].network["arguments"]},
    ),
    "explorer": ("The explorer's", dict(LESSONS["best"].runs[0][1].network)),
    "lenet5": (
        "LeNet-5",
        {"name": "lenet5", "arguments": {"in_channels": 3, "size": 96, "classes": 7}},
    ),
    "mlp": ("Fully connected", {"name": "mlp"}),
}
WORDS = {
    "constant": "Constant", "one_cycle": "One cycle", "cosine": "Cosine", "steps": "In steps",
    "adam": "Adam", "sgd": "SGD with momentum", "none": "All alike", "balanced": "Rare ones more",
}  # fmt: skip
NAMES = {
    "network": "network", "optimiser": "kind of optimiser", "learning_rate": "learning rate",
    "schedule": "schedule", "iterations": "iterations", "batch": "images in a batch",
    "weight_decay": "weight decay", "galaxies": "simulated galaxies", "seed": "seed",
    "augmentation": "augmentation", "label_smoothing": "label smoothing",
    "class_weights": "weight of the classes", "validate_every": "iterations between validations",
}  # fmt: skip
ROTATION = {"": "None", "symmetries": "Symmetries of the square", "any": "Any angle"}


def draw(now: Train, choices: Choices[Train], most: Limits) -> None:
    """Draw every setting."""
    config = now.configs()[0][1]
    if len(LESSONS[now.lesson].runs) > 1:
        st.caption("This order makes several runs; what is changed here is changed in all of them.")
    form = _Form(now, choices, config)
    network, optimiser, images = st.columns(3)
    with network:
        _network(form)
    with optimiser:
        _optimiser(form, most)
    with images:
        _images(form, most)


class _Form:
    """Widgets whose change is a change of the settings."""

    def __init__(self, now: Train, choices: Choices[Train], config: Config) -> None:
        self.now, self.choices, self.config = now, choices, config

    def change(self, **values: Any) -> None:  # noqa: ANN401
        """Choose other settings; for callbacks."""
        changes = {**self.now.changed(), **values}
        plain = LESSONS[self.now.lesson].runs
        same = {
            name
            for name, value in changes.items()
            if all(_json(getattr(config, name)) == _json(value) for _, config in plain)
        }
        kept = {name: value for name, value in changes.items() if name not in same}
        self.choices.change(changes=write(kept))

    def widget(self, name: str, value: Any, then: Callable[[Any], None]) -> dict[str, Any]:  # noqa: ANN401
        """Key and callback of a widget that shows a value."""
        key = f"train_set_{name}"
        st.session_state[key] = value
        return {"key": key, "on_change": lambda: then(st.session_state[key])}

    def field(self, name: str, value: Any = None) -> dict[str, Any]:  # noqa: ANN401
        """The same for one setting."""
        shown = getattr(self.config, name) if value is None else value
        return self.widget(name, shown, lambda found: self.change(**{name: found}))


def _network(form: _Form) -> None:
    st.markdown("**Network**")
    found = dict(form.config.network)
    own, problem = built_before(TUTORIAL)
    networks = dict(NETWORKS)
    if own != TUTORIAL and not problem:
        arguments = builder.to_arguments(own)
        networks[BUILT] = ("Built on the page Layers", {"name": "built", "arguments": arguments})
    known = [name for name, (_, net) in networks.items() if _base(net) == _base(found)]
    names = [*networks, *([] if known else ["other"])]
    titles = {name: title for name, (title, _) in networks.items()} | {"other": "Another"}

    def choose(name: str) -> None:
        if name in networks:
            form.change(network=networks[name][1])

    st.selectbox(
        "Layers", names, format_func=titles.__getitem__,
        **form.widget("network", known[0] if known else "other", choose),
    )  # fmt: skip
    if found["name"] == "galaxy_cnn":
        arguments = dict(found.get("arguments", {}))

        def put(**values: Any) -> None:  # noqa: ANN401
            form.change(network={"name": "galaxy_cnn", "arguments": arguments | values})

        st.checkbox(
            "Batch normalisation",
            disabled=bool(arguments.get("stem") or arguments.get("convolutions", 1) > 1),
            **form.widget(
                "batch_norm",
                arguments.get("batch_norm", False),
                lambda value: put(batch_norm=bool(value)),
            ),
        )
        st.slider(
            "Dropout", 0.0, 0.8, step=0.1,
            **form.widget("dropout", arguments.get("dropout", 0.0), lambda p: put(dropout=p)),
        )  # fmt: skip
    st.slider("Label smoothing", 0.0, 0.3, step=0.05, **form.field("label_smoothing"))
    st.selectbox(
        "Weight of the classes", CLASS_WEIGHTS, format_func=WORDS.__getitem__,
        **form.field("class_weights"),
    )  # fmt: skip


def _optimiser(form: _Form, most: Limits) -> None:
    st.markdown("**Optimiser**")
    st.selectbox("Kind", OPTIMISERS, format_func=WORDS.__getitem__, **form.field("optimiser"))
    st.number_input(
        "Learning rate", 1e-6, 9.0, format="%g", step=1e-3, **form.field("learning_rate")
    )
    st.selectbox("Schedule", SCHEDULES, format_func=WORDS.__getitem__, **form.field("schedule"))
    st.number_input("Iterations", 1, most.iterations, step=100, **form.field("iterations"))
    st.number_input("Images in a batch", 1, most.batch, step=10, **form.field("batch"))
    st.number_input("Weight decay", 0.0, 1.0, format="%g", step=0.01, **form.field("weight_decay"))


def _images(form: _Form, most: Limits) -> None:
    st.markdown("**Galaxies**")
    other = form.now.data != "simulated"
    st.number_input(
        "Simulated galaxies", 70, most.galaxies, step=700, disabled=other,
        help="Other galaxies are chosen: all of them are taken." if other else None,
        **form.field("galaxies"),
    )  # fmt: skip
    how = form.config.augmentation

    def put(**values: Any) -> None:  # noqa: ANN401
        form.change(augmentation=asdict(replace(how, **values)))

    st.selectbox(
        "Turned and mirrored", list(ROTATION), format_func=ROTATION.__getitem__,
        **form.widget(
            "turned", _turned(how),
            lambda kind: put(symmetries=kind != "", rotation=float(kind == "any")),
        ),
    )  # fmt: skip
    free = how.rotation == 0
    for name, label, largest, step, tied in (
        ("zoom", "Zoom (spread of ln scale)", 0.5, 0.02, True),
        ("shift", "Shift (pixels)", 16.0, 1.0, True),
        ("saturation", "Colour", 1.0, 0.1, False),
        ("noise", "Noise (of full scale)", 0.2, 0.01, False),
    ):
        st.slider(
            label, 0.0, largest, step=step, disabled=tied and free,
            help="Only with any angle." if tied and free else None,
            **form.widget(name, float(getattr(how, name)), _putting(put, name)),
        )  # fmt: skip
    st.number_input("Seed", 0, 10**9, step=1, **form.field("seed"))


def _putting(put: Callable[..., None], name: str) -> Callable[[float], None]:
    return lambda value: put(**{name: value})


def _turned(how: Augmentation) -> str:
    return "any" if how.rotation else "symmetries" if how.symmetries else ""


def _base(network: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What tells networks apart, whatever their dropout and normalisation."""
    arguments = dict(network.get("arguments", {}))
    if network["name"] == "galaxy_cnn":
        for name in ("dropout", "batch_norm"):
            arguments.pop(name, None)
    return network["name"], _json(arguments)


def _json(value: Any) -> Any:  # noqa: ANN401
    """Tuples as lists, records as dictionaries."""
    if isinstance(value, Augmentation):
        return asdict(value)
    if isinstance(value, dict):
        return {name: _json(part) for name, part in value.items()}
    return [_json(part) for part in value] if isinstance(value, list | tuple) else value
