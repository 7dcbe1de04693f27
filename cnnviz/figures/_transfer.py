"""Transfer functions: what a kernel makes of waves."""

from collections.abc import Iterator

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures._empty import empty
from cnnviz.figures._theme import ACCENT, AXIS, LAYOUT, QUIET, nice_length

Frequencies = NDArray[np.float64]
Response = NDArray[np.complex128]
Pair = tuple[float, float]
UNIT = "cycles per pixel"
NONE = "There is no transfer function to show."
HUGE = "The transfer function is too large to draw."
TICKS = {"tickvals": [-0.5, -0.25, 0, 0.25, 0.5], "range": [-0.5, 0.5], "zeroline": False,
         "ticklabelstandoff": 4}  # fmt: skip
BAR = {"title": "|H|", "thickness": 16, "tickfont": {"size": 14}}
ROUNDING = 1e-9  # of the largest magnitude: what is less comes from rounding


def transfer(frequencies: Frequencies, response: Response, nyquist: float | Pair) -> go.Figure:
    """Magnitude of a transfer function, and the box of the waves that the outputs can carry.

    Args:
        frequencies: shape (n,), from -1/2 to 1/2 cycles per pixel
        response: H at (f_y, f_x), shape (n, n)
        nyquist: highest frequency of the outputs, cycles per pixel; a pair is (rows, columns)
    """
    problem = _problem(response)
    if problem:
        return empty(problem)
    magnitude = np.abs(response)
    largest = float(magnitude.max())
    heatmap = go.Heatmap(
        x=frequencies, y=frequencies, z=magnitude.astype(np.float32),
        colorscale="Viridis", zmin=0, zmax=largest or 1.0,  # without zmax, zmin is ignored
        colorbar=BAR | {"tickvals": _ticks(largest)},
        hovertemplate="f_x = %{x:.3f}<br>f_y = %{y:.3f}<br>|H| = %{z:.4g}<extra></extra>",
    )  # fmt: skip
    figure = go.Figure([heatmap], LAYOUT)
    figure.update_xaxes(AXIS | TICKS, title=f"f<sub>x</sub> ({UNIT})", constrain="domain")
    figure.update_yaxes(AXIS | TICKS, title=f"f<sub>y</sub> ({UNIT})", constrain="domain")
    figure.update_yaxes(scaleanchor="x", showgrid=False)
    _box(figure, _pair(nyquist))
    figure.update_layout(height=420, margin={"t": 30})
    return figure


def transfer_cuts(
    frequencies: Frequencies, response: Response, nyquist: float | Pair, *, line: bool = False
) -> go.Figure:
    """Cuts along both axes; a real transfer function with its sign, an imaginary one too.

    A symmetric kernel has a real one and an antisymmetric kernel an imaginary one; of any other the
    magnitude is drawn.

    Args:
        frequencies: shape (n,), from -1/2 to 1/2 cycles per pixel
        response: H at (f_y, f_x), shape (n, n), or shape (n,) for a signal
        nyquist: highest frequency of the outputs, cycles per pixel; a pair is (rows, columns)
        line: of a signal: along one axis alone
    """
    problem = _problem(response)
    if problem:
        return empty(problem)
    values, title = _part(response)
    middle = len(frequencies) // 2
    line = line or values.ndim == 1
    along = values if values.ndim == 1 else values[middle]
    cuts = [_cut(frequencies, along, "f" if line else "f_x", {"color": ACCENT})]
    if not line:
        cuts.append(_cut(frequencies, values[:, middle], "f_y", {"color": QUIET, "dash": "dash"}))
    figure = go.Figure(cuts, LAYOUT)
    name = "Frequency" if line else "f<sub>x</sub> or f<sub>y</sub>"
    figure.update_xaxes(AXIS | TICKS, title=f"{name} ({UNIT})")
    figure.update_yaxes(AXIS, title=title, zeroline=True, rangemode="tozero")
    for at, text in _limits(_pair(nyquist), line):
        for x in (-at, at):
            figure.add_vline(x, line={"color": QUIET, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            text=text, x=at, y=1, yref="paper", yanchor="bottom", showarrow=False,
            xanchor="right" if at > 0.4 else "center", font={"size": 14},
        )  # fmt: skip
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}
    figure.update_layout(height=340, hovermode="x unified", legend=legend, margin={"t": 36})
    return figure


def _ticks(largest: float) -> list[float]:
    """Numbers of a colour bar, zero among them."""
    step = nice_length(largest) if largest else 1.0
    return [n * step for n in range(int(largest / step + 1e-9) + 1)]


def _problem(response: Response) -> str:
    if not response.size:
        return NONE
    return "" if np.isfinite(response).all() else HUGE


def _pair(nyquist: float | Pair) -> Pair:
    return nyquist if isinstance(nyquist, tuple) else (nyquist, nyquist)


def _part(response: Response) -> tuple[NDArray[np.float64], str]:
    """What is drawn of it, and the title of its axis."""
    least = ROUNDING * np.abs(response).max()
    if np.abs(response.imag).max() <= least:
        return response.real, "H (real)"
    if np.abs(response.real).max() <= least:
        return response.imag, "Im H (H is imaginary)"
    return np.abs(response), "|H|"


def _cut(
    frequencies: Frequencies, values: NDArray[np.float64], name: str, line: dict[str, str]
) -> go.Scatter:
    label = name if name == "f" else f"along f<sub>{name[-1]}</sub>"
    return go.Scatter(
        x=frequencies, y=values, name=label, line=line, mode="lines", showlegend=name != "f",
        hovertemplate="%{y:.4g}",
    )  # fmt: skip


def _limits(nyquist: Pair, line: bool) -> Iterator[tuple[float, str]]:
    """Where the vertical lines stand, and what is written there."""
    rows, columns = nyquist
    if line or rows == columns:
        yield columns, f"Nyquist {columns:.3g}"
    else:
        yield columns, f"Nyquist f<sub>x</sub> {columns:.3g}"
        yield rows, f"Nyquist f<sub>y</sub> {rows:.3g}"


def _box(figure: go.Figure, nyquist: Pair) -> None:
    rows, columns = nyquist
    place = {"x0": -columns, "x1": columns, "y0": -rows, "y1": rows, "type": "rect"}
    # black below white: seen on the dark and on the bright end of the map
    figure.add_shape(**place, line={"color": "#000", "width": 4})
    figure.add_shape(**place, line={"color": "#fff", "width": 2})
    numbers = f"{columns:.3g}" if rows == columns else f"{columns:.3g} in x, {rows:.3g} in y"
    figure.add_annotation(
        text=f"Outlined: Nyquist frequency {numbers}", x=0, y=0.5,
        yanchor="bottom", showarrow=False, font={"size": 14},
    )  # fmt: skip
