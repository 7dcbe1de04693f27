"""What is said while there is no result."""

import streamlit as st

from cnnviz.ui.evaluate import results
from cnnviz.ui.jobs import Pending


def draw(pending: Pending, key: str) -> None:
    """Draw why there is no result yet, and what starts it where that needs a click.

    Args:
        pending: the reason
        key: of the button
    """
    st.caption(pending.sentence)
    if pending.cancelled:
        st.button(
            "Compute it", key=f"evaluate_again_{key}", on_click=results.again,
            args=(pending.cancelled,), icon=":material/refresh:",
        )  # fmt: skip
