"""The network that was trained: use it on every page, take it away, bring one along, delete it."""

from contextlib import suppress

import streamlit as st

from cnnviz import weights
from cnnviz.data import DataError, collection
from cnnviz.training import limits, own_data, runs
from cnnviz.training.bundle import BundleError, adopt, bundle
from cnnviz.training.runs import ACTIVE, Summary
from cnnviz.ui import downloads, menu
from cnnviz.ui.address import kept
from cnnviz.ui.chosen import choose_model
from cnnviz.ui.train.view import View, title
from cnnviz.ui.words import plain

NUMBER, SAID = "train_uploads", "train_upload_said"


def draw(view: View) -> None:
    """Draw what can be done with the network of the run."""
    run = view.run
    if run is not None and run.checkpoints:
        _use(run, view)
    else:
        st.caption("This run has no network yet." if run else "There is no run yet.")
    left, right = st.columns(2)
    with left:
        _bring()
    with right:
        _delete(view)


def _use(run: Summary, view: View) -> None:
    at = list(run.checkpoints)
    best = run.best if run.best in at else at[-1]
    key = f"train_iteration_{run.name}"
    if st.session_state.get(key) not in at:
        st.session_state[key] = best
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        iteration = st.selectbox(
            "Checkpoint", at, key=key, width=230,
            format_func=lambda i: f"iteration {i:,}{' (best)' if i == best else ''}",
        )  # fmt: skip
        name = f"{run.name}@{iteration}"
        used = view.chosen.name == name
        st.button(
            "Every page shows it" if used else "Use this network", icon=":material/check:",
            type="primary", disabled=used, on_click=choose_model, args=(name,), key="train_use",
        )  # fmt: skip
        file = downloads.name(run.name, iteration, kind="safetensors")
        downloads.button(
            "Network with its card (safetensors)", file, lambda: bundle(name),
            "application/octet-stream",
        )  # fmt: skip
        downloads.button(
            "Card (JSON)", downloads.name(run.name, iteration, kind="json"),
            lambda: weights.load(name)[1].to_json(), "application/json",
        )  # fmt: skip
    st.caption(
        f"The address with `model={name}` leads to it on this machine as long as the run is kept. "
        f"On the command line: `{command(run, name)}`."
    )
    if used:
        address = {"galaxy": view.chosen.galaxy.address, "model": name}
        with st.container(horizontal=True):
            for file, label in (
                ("pages/feature_maps.py", "Its feature maps"),
                ("pages/attribution.py", "Where it looks"),
                ("pages/evaluate.py", "How often it is right"),
                ("pages/model_card.py", "Its card"),
            ):
                page = file.removeprefix("pages/").removesuffix(".py")
                menu.link(file, label, {**address, **kept(page)})


def command(run: Summary, name: str) -> str:
    """The command that judges a network of a run: of an own folder on a part that was kept from it.

    Args:
        run: any
        name: of its network
    """
    data, place = "simulated", runs.folder() / run.name / own_data.FILE
    if place.is_file():
        data = f"{run.name}/{own_data.FILE}"
        with suppress(DataError):  # deleted in this moment
            split, seed = run.config["split"], run.config["seed"]
            data += f" --split {own_data.kept_apart(collection.of(place), split, seed)}"
    return f"python -m cnnviz evaluate --weights {name} --data {data}"


def _bring() -> None:
    st.markdown("**Bring a network along**")
    most = limits.read().upload_megabytes
    number = st.session_state.get(NUMBER, 0)
    st.file_uploader(
        "A safetensors file from here", key=f"train_file_{number}", on_change=_brought,
        args=(f"train_file_{number}",), max_upload_size=most,
        help="With its card inside, as the download makes it. Nothing in it is run.",
    )  # fmt: skip
    kind, sentence = st.session_state.pop(SAID, ("", ""))
    if kind:
        (st.error if kind == "error" else st.success)(sentence)


def _brought(key: str) -> None:
    state, file = st.session_state, st.session_state[key]
    if file is None:
        return
    state[NUMBER] = state.get(NUMBER, 0) + 1
    try:
        name = adopt(file.getvalue(), file.name)
    except (BundleError, ValueError, OSError) as error:
        why = plain(str(getattr(error, "strerror", None) or error))
        state[SAID] = "error", f"{plain(file.name[:60])}: {why}. The network before stays."
        return
    choose_model(name)
    state[SAID] = "done", f"{plain(file.name[:60])} is the model of every page now."


def _delete(view: View) -> None:
    st.markdown("**Delete this run**")
    run = view.run
    if run is None:
        st.caption("There is no run.")
        return
    if run.state in ACTIVE:
        st.caption("It is being trained: stop it first.")
        return
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown(f"Delete **{plain(title(run))}** and its checkpoints? There is no way back.")
        st.button("Yes, delete it", key="train_delete", on_click=_gone, args=(view, run.name))


def _gone(view: View, name: str) -> None:
    try:
        runs.delete(name)
    except (ValueError, OSError) as error:
        view.choices.say(f"Not deleted: {plain(str(error))}.")
        return
    if view.chosen.name.startswith(f"{name}@"):
        choose_model(weights.names()[0])
    beside = tuple(one for one in view.now.beside if one != name)
    view.choices.change(run="", beside=beside)
