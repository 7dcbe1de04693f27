"""What takes long: in the script where it is quick, outside it where it is not; once a visitor."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from cnnviz.attribution import METHODS
from cnnviz.ui import jobs
from cnnviz.ui.attribution import pace
from cnnviz.ui.attribution.view import View
from cnnviz.ui.job import Progress
from cnnviz.ui.jobs import Pending

T = TypeVar("T")
Work = Callable[[Progress], T]


def done(view: View, what: str, title: str, work: Work[T], seconds: float) -> T | None:
    """What the work returns; None, with a sentence on the page, while it is not done.

    Args:
        view: galaxy and network
        what: tells pieces of work apart, for one galaxy and one network
        title: for people
        work: called with a callback for (done, total); calls nothing of Streamlit
        seconds: that it will take, about
    """
    keys = view.galaxy.key, view.network, what
    try:
        found: T = _done(*keys, lambda: _made("/".join(keys), title, work, seconds))
    except Pending as pending:
        st.caption(pending.sentence)
        if pending.cancelled:
            st.button(
                "Compute it after all", key=f"again/{what}", icon=":material/refresh:",
                type="tertiary", on_click=jobs.again, args=(pending.cancelled,),
            )  # fmt: skip
        return None
    return found


def forwards(view: View, images: int) -> float:
    """Seconds that so many images take to pass the network, about."""
    method = METHODS["feature_ablation"]
    values = method.values(view.size, {})
    every = pace.estimate(method, view.model, view.network, view.size, **values)
    return images * every / method.evaluations(view.size, **values)


def maps(view: View, name: str, count: int) -> float:
    """Seconds that so many maps of a method take, about."""
    values = view.values(name)
    return count * pace.estimate(METHODS[name], view.model, view.network, view.size, **values)


# what is not done raises, and is not kept
@st.cache_resource(show_spinner=False, max_entries=64, scope="session")
def _done(galaxy: str, network: str, what: str, _make: Callable[[], Any]) -> Any:  # noqa: ANN401
    return _make()


def _made(key: str, title: str, work: Work[T], seconds: float) -> T:
    if seconds > pace.LONG:
        return jobs.result(key, title, work)
    with st.spinner(f"{title} is being computed"):
        return work(lambda done, total: None)
