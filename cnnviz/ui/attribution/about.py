"""The methods: papers, formulas, and what each measures."""

import streamlit as st

from cnnviz.ui.attribution.view import View


def draw(view: View) -> None:
    """Draw each chosen method's paper, formula and sentence."""
    for method in view.methods:
        st.markdown(f"**{method.title}** {method.measures}")
        st.latex(method.formula)
        st.caption(method.paper)
