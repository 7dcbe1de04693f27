"""Every run of this machine in a table, and the queue."""

import time
from collections.abc import Sequence

import streamlit as st

from cnnviz.training import limits, queue, runs
from cnnviz.ui import downloads
from cnnviz.ui.train.live import GOING
from cnnviz.ui.train.view import View, state, title

COLUMNS = ("Run", "By", "State", "Iterations", "Best validation accuracy", "Network", "Begun")


def draw(view: View) -> None:
    """Draw the table."""
    if not view.known:
        st.caption("There is no run yet.")
        return
    going = any(one.state in GOING for one in view.known)
    (st.fragment(_table, run_every=2) if going else _table)()
    most = limits.read()
    st.caption(
        f"{len(view.known)} of at most {most.kept_runs} runs that are kept. One is trained at a "
        "time; the others wait. The limits stand in `limits.toml` beside the app."
    )
    downloads.button(
        "Runs (CSV)", "runs.csv",
        lambda: downloads.table(_rows()), "text/csv",
    )  # fmt: skip


def _table() -> None:
    st.dataframe(_rows(), hide_index=True, key="train_table")


def _rows() -> list[dict[str, str]]:
    line = queue.line()
    return [_row(one, line) for one in runs.summaries()]


def _row(one: runs.Summary, line: Sequence[str]) -> dict[str, str]:
    best = one.status.get("best")
    asked = one.about.get("asked") or one.about.get("began")
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(float(asked))) if asked else ""
    values = (
        title(one), str(one.about.get("by", "")), state(one, line),
        f"{one.status.get('iteration') or 0:,} of {one.config.get('iterations') or 0:,}",
        f"{100 * float(best):.1f} %" if best is not None else "",
        str(one.config.get("network", {}).get("name", "")), when,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
