"""A run to take away: its settings, its events, and the lines that train it without this app."""

import json

import streamlit as st

from cnnviz.data import DATASETS
from cnnviz.training import runs
from cnnviz.training.config import Config
from cnnviz.training.curves import History
from cnnviz.training.runs import Summary
from cnnviz.ui import downloads
from cnnviz.ui.train.view import View, happened

FIRST = Config().first_galaxy
LINES = """\
from cnnviz.data import load
from cnnviz.data.sets import parts
from cnnviz.training import checkpoint, config
from cnnviz.training.loop import fit

settings = config.from_dict({settings}, config.Config())
images = load({data!r}, settings.preprocessing, count=settings.galaxies, seed=settings.first_galaxy)
train, valid, _ = parts({data!r}, images, settings.split, settings.seed)
model = checkpoint.build(settings)
for record in fit(model, [train], [valid], settings):
    print(record.iteration, record.training_loss, record.validation_loss)
"""


def draw(view: View) -> None:
    """Draw the downloads and the lines."""
    run = view.run
    if run is None:
        st.caption("There is no run yet.")
        return
    with st.container(horizontal=True):
        downloads.button(
            "Curves (CSV)", downloads.name(run.name, "curves", kind="csv"),
            lambda: downloads.table(rows(happened(run))), "text/csv",
        )  # fmt: skip
        downloads.button(
            "Events (JSON lines)", downloads.name(run.name, "events", kind="jsonl"),
            lambda: "".join(json.dumps(event) + "\n" for event in runs.happened(run.name)),
            "application/x-ndjson",
        )  # fmt: skip
        downloads.button(
            "Settings (JSON)", downloads.name(run.name, "config", kind="json"),
            lambda: json.dumps(run.config, indent=2) + "\n", "application/json",
        )  # fmt: skip
    st.caption("The same run on the command line, with the settings of this download:")
    st.code(_command(run), language="bash", wrap_lines=True)
    st.caption("And in Python:")
    st.code(lines(run))


def _command(run: Summary) -> str:
    if "order" not in run.about:  # begun on the command line
        return str(run.about.get("command", ""))
    settings = downloads.name(run.name, "config", kind="json")
    return f"python -m cnnviz train --data {_data(run)} --config {settings} --out {run.name}"


def _data(run: Summary) -> str:
    """What it is trained on; of a path nothing is told but that it is one."""
    data = (run.about.get("order") or [""])[0]
    known = data in DATASETS or run.about.get("data", "").endswith(f"from seed {FIRST}")
    return (data or "simulated") if known else "your/folder"


def lines(run: Summary) -> str:
    """Python that trains the same network."""
    name = _data(run)
    return LINES.format(
        settings=json.dumps(run.config)
        .replace("true", "True")
        .replace("false", "False")
        .replace("null", "None"),
        data=name,
    )


def rows(found: History) -> list[dict[str, str]]:
    """The curves as a table: a row for each iteration of which something is known."""
    curves = {
        "training_loss_nats": found.loss, "training_accuracy": found.accuracy,
        "validation_loss_nats": found.validation_loss,
        "validation_accuracy": found.validation_accuracy, "learning_rate": found.learning_rate,
    }  # fmt: skip
    known = {
        name: dict(zip(curve.iteration.tolist(), curve.value.tolist(), strict=True))
        for name, curve in curves.items()
    }
    at = sorted({i for values in known.values() for i in values})
    return [
        {"iteration": str(int(i)), **{n: repr(v[i]) if i in v else "" for n, v in known.items()}}
        for i in at
    ] or [dict.fromkeys(("iteration", *known), "")]
