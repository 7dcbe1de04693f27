"""The attribution as a measurement: against radius, and its shares in galaxy and sky."""

import math

import streamlit as st

from cnnviz import figures
from cnnviz.figures import Ring
from cnnviz.photometry import Photometry
from cnnviz.ui import downloads
from cnnviz.ui.attribution import measured, measurement_files
from cnnviz.ui.attribution.choices import AS_SHOWN, KNOWN, RINGS
from cnnviz.ui.attribution.measured import Measured, Truth
from cnnviz.ui.attribution.view import View
from cnnviz.ui.words import SURVEYS, percent, plain

COUNTED = {"absolute": "Magnitudes", "signed": "Signed values"}
STRETCHES = {
    KNOWN: "as the survey is known",
    AS_SHOWN: "left as it is",
    "decals": "DECaLS's undone",
    "sdss": "SDSS's undone",
}
MERGER = 0


def draw(view: View) -> None:
    """Draw the galaxy's measures, the profile and the shares of the chosen methods."""
    with st.spinner("The galaxy is being measured"):
        found = measured.galaxy(view)
    if isinstance(found, str):
        _controls(view)
        st.caption(
            f"There is no galaxy to measure: {found}. Distances from a centre and shares inside an "
            "outline need one."
        )
        return
    maps, notes = measured.maps(view, found)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _picture(view, found)
    with right:
        _controls(view)
        _profile(view, found, maps)
    for note in notes:
        st.caption(plain(note))
    _shares(view, maps)
    _downloads(view, found, maps)


def answer(maps: list[Measured], signed: bool) -> str:
    """The methods with most and least inside the half-light circle, against chance; Markdown."""
    kind = "positive" if signed else "absolute"
    inner = {m.title: m.shares["Half-light circle"] for m in maps}
    values = {n: s.positive if signed else s.absolute for n, s in inner.items()}
    values = {n: v for n, v in values.items() if math.isfinite(v)}
    if not values:
        return "No method has anything there."
    area = next(iter(inner.values())).area
    most, least = max(values, key=values.__getitem__), min(values, key=values.__getitem__)
    text = (
        f"**{most}** has {_percent(values[most])} of its {kind} attribution inside the half-light "
        f"circle, which is {_percent(area)} of the picture: {values[most] / area:.1f} times "
        "what an even map would have"
    )
    if least != most:
        text += f"; **{least}** has {_percent(values[least])}, {values[least] / area:.1f} times"
    return f"{text}."


def share_rows(maps: list[Measured], signed: bool) -> list[dict[str, str]]:
    """Shares as the rows of a table; the first is that of the area."""
    if not maps:
        return []
    rows = [{"Method": "Area (chance)"} | {n: _percent(s.area) for n, s in maps[0].shares.items()}]
    for each in maps:
        rows.append(
            {"Method": each.title}
            | {n: _percent(s.positive if signed else s.absolute) for n, s in each.shares.items()}
        )
    return rows


def check_rows(
    found: Photometry, true: Truth | None, scale: float | None, ratio: float | None
) -> list[dict[str, str]]:
    """What was measured, beside what is known of a simulated galaxy."""
    rows = [
        {"": "Half-light radius", "Measured": _length(found.half_light, scale),
         "True": _length(true.half_light, scale) if true else ""},
        {"": "Centre's distance from the field's",
         "Measured": _length(true.off, scale) if true else "", "True": "0" if true else ""},
        {"": "Axis ratio b/a of the light", "Measured": f"{found.axis_ratio:.2f}",
         "True": f"{ratio:.2f}" if ratio else ""},
        {"": "Sky, noise (of 255)",
         "Measured": f"{255 * found.sky:.1f}, {255 * found.noise:.1f}", "True": ""},
    ]  # fmt: skip
    if true is None:
        return [{k: v for k, v in row.items() if k != "True"} for row in rows if row["Measured"]]
    return rows


def _picture(view: View, found: Photometry) -> None:
    words = (
        f"{view.galaxy.title}: the outline of the galaxy, and around its centre a circle of "
        f"{found.half_light:.1f} pixels with half of its light"
    )
    circle = (*found.centre, found.half_light)
    st.html(figures.outlined(view.pixels, found.outline, circle, words))
    true = measured.truth(view, found)
    scale, ratio = measured.pixel_scale(view), view.galaxy.truth.get("axis_ratio")
    rows = check_rows(found, true, scale, float(ratio) if ratio else None)
    st.table(rows, hide_index=True)
    st.caption(_about(view, true))


def _about(view: View, true: Truth | None) -> str:
    how = measured.stretch(view)
    text = "Amber: the outline, by photutils. Blue: the centre and the circle with half the light. "
    if how == AS_SHOWN:
        text += (
            "The radius is that of the picture's values, which are stretched: on 70 simulated "
            "galaxies it is half as large again as that of the light. "
        )
    else:
        text += f"The radius is that of the light, with the stretch of {SURVEYS[how]} undone. "
    if true is not None:
        text += (
            "True: the simulated galaxy's own light in r behind the same seeing, without sky, "
            "noise and neighbours, around the same centre; of 70 simulated galaxies nine in ten "
            "are measured between 0.6 and 1.4 times as large. "
        )
        if view.galaxy.label == MERGER:
            text += "A merger has no one centre: its field is centred on a nucleus or between two. "
    return text.strip()


def _controls(view: View) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        st.segmented_control(
            "Counted", list(COUNTED), format_func=COUNTED.__getitem__, required=True,
            **view.choices.widget("counted"),
        )  # fmt: skip
        st.segmented_control(
            "Width of a ring (pixels)", list(RINGS), required=True, **view.choices.widget("ring")
        )
        st.selectbox(
            "Stretch of the picture", list(STRETCHES), format_func=STRETCHES.__getitem__, width=230,
            help="Pictures show faint light brighter than it is. The half-light radius needs the "
            "light itself, where the stretch is known.",
            **view.choices.widget("stretch"),
        )  # fmt: skip


def _profile(view: View, found: Photometry, maps: list[Measured]) -> None:
    signed = view.now.counted == "signed"
    curves = [
        Ring(
            m.title, m.profile.middle,
            (m.profile.signed if signed else m.profile.absolute) / m.mean,
            (m.profile.signed_error if signed else m.profile.absolute_error) / m.mean,
        )
        for m in maps if m.mean > 0
    ]  # fmt: skip
    names = ", ".join(curve.name for curve in curves)
    st.plotly_chart(
        figures.rings(curves, measured.pixel_scale(view), {"half of the light": found.half_light}),
        alt=f"Mean attribution against the distance from the galaxy's centre: {names}",
        key="attribution_rings",
    )  # fmt: skip
    st.caption(_explain(maps, signed))


def _explain(maps: list[Measured], signed: bool) -> str:
    text = (
        "Each method is divided by its own mean magnitude over the picture: 1 is what an even map "
        "would have everywhere. Colours are added up first. Bars are standard errors, too small "
        "where neighbouring pixels are alike. "
    )
    if signed:
        text += "Below zero: evidence against the class. "
    for each in maps:
        if each.enlarged:
            rows, columns = each.enlarged
            text += (
                f"{each.title}'s map of {rows} by {columns} is enlarged first, bilinearly: "
                "it cannot tell apart what is closer than its own pixels. "
            )
        if not each.mean:
            text += f"{each.title} is zero everywhere. "
    return text.strip()


def _shares(view: View, maps: list[Measured]) -> None:
    if not maps:
        return
    signed = view.now.counted == "signed"
    st.markdown(answer(maps, signed))
    first = maps[0].shares
    bars = {
        m.title: [s.positive if signed else s.absolute for s in m.shares.values()] for m in maps
    }
    left, right = st.columns([5, 7], gap="medium")
    kind = "positive" if signed else "absolute"
    left.plotly_chart(
        figures.shares(list(first), [s.area for s in first.values()], bars),
        alt=f"Share of the {kind} attribution in each part of the picture, and of the area",
        key="attribution_shares",
    )  # fmt: skip
    with right:
        rows = share_rows(maps, signed)
        st.dataframe(rows, hide_index=True, alt="The same shares as numbers")
        st.caption(
            f"Shares of the {kind} attribution. Outline, other sources and sky are the whole "
            "picture; the circle is another cut through it. A map that knows nothing of the galaxy "
            "has the shares of the area."
        )


def _downloads(view: View, found: Photometry, maps: list[Measured]) -> None:
    scale = measured.pixel_scale(view)
    with st.container(horizontal=True, gap="small"):
        downloads.button(
            "Profiles (CSV)", f"{view.stem}-profiles.csv",
            lambda: downloads.table(measurement_files.profile_rows(maps, scale)), "text/csv",
        )  # fmt: skip
        downloads.button(
            "Shares (CSV)", f"{view.stem}-shares.csv",
            lambda: downloads.table(measurement_files.share_rows(maps)), "text/csv",
        )  # fmt: skip
        downloads.button(
            "All arrays (NPZ)", f"{view.stem}-measured.npz",
            lambda: measurement_files.arrays(view, found, maps, scale), "application/octet-stream",
        )  # fmt: skip


def _percent(share: float) -> str:
    return percent(share) if math.isfinite(share) else "none"


def _length(pixels: float, scale: float | None) -> str:
    return f"{pixels:.2f} pixels" + (f", {pixels * scale:.2f} arcsec" if scale else "")
