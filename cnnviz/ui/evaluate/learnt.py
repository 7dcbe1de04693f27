"""Whether a network has learnt from the visitor's own folder, and from which galaxies of it."""

from dataclasses import replace

import numpy as np
import streamlit as st

from cnnviz.card import Card
from cnnviz.preprocessing import Preprocessing
from cnnviz.training import own_data, runs
from cnnviz.ui import models, own_folder
from cnnviz.ui.evaluate.choices import NETWORKS, WHOLE, Evaluate
from cnnviz.ui.evaluate.data import Simulated
from cnnviz.ui.evaluate.real import Part, Real
from cnnviz.ui.own_folder import OwnFolder


def fitting(now: Evaluate, name: str, card: Card) -> Evaluate:
    """The choices with the part and the seed that are left to the chosen network.

    Args:
        now: the choices
        name: of the chosen weights
        card: of these weights
    """
    own = own_folder.mine() if now.data == own_folder.NAME else None
    if own is None:
        return now
    part = now.part
    if not part:
        apart = own_data.kept_apart(own.collection, card.split, card.seed)
        part = apart if _learnt(name, card, own) else WHOLE
    return replace(now, part=part, split=card.seed if now.split == NETWORKS else now.split)


def sentence(name: str, card: Card, data: Simulated | Real) -> str:
    """That a network has learnt from galaxies that are judged, Markdown; empty where it has not.

    Args:
        name: of the weights
        card: of these weights
        data: the galaxies that are judged
    """
    if isinstance(data, Simulated) or data.own is None or not _learnt(name, card, data.own):
        return ""
    train = replace(data, part=Part("train", card.split, card.seed, card.classes))
    both = np.intersect1d(train.index, data.index)
    if not len(both):
        return ""
    how = "all" if len(both) == data.count else f"{len(both):,}"
    return (
        f"{models.title(name)} has learnt from **{how} of these {data.count:,} galaxies**: of "
        "them it is right more often than of new ones. The validation and the test part, cut with "
        f"seed {card.seed}, were kept from it."
    )


def _learnt(name: str, card: Card, own: OwnFolder) -> bool:
    """Whether it is the network of a run that was trained on the visitor's folder."""
    found = runs.MODEL.fullmatch(name)
    return found is not None and _same(own, own.key, found[1], card.preprocessing)


@st.cache_data(show_spinner=False, max_entries=64, scope="session")
def _same(_own: OwnFolder, key: str, run: str, rule: Preprocessing) -> bool:
    return own_data.same(runs.folder() / run / own_data.FILE, _own.collection, rule)
