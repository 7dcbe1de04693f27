"""Figures. Every function takes finished results and draws them; none computes.

Pictures and bars are small pieces of HTML with a style sheet of their own (`STYLE`): they cost
the server next to nothing and follow the theme. Charts with axes are Plotly figures. Nothing
but numbers, the library's own words and escaped names goes into the HTML.
"""

from plotly.graph_objects import Figure

from cnnviz.figures._animation import animation, frame, frames, gif
from cnnviz.figures._architecture import Box, Slab, architecture, residual_block, shape_text
from cnnviz.figures._architecture_png import architecture_png
from cnnviz.figures._attribution import (
    attribution,
    attribution_bar,
    attribution_image,
    limit,
    panels_png,
    shown_galaxy,
)
from cnnviz.figures._bars import probability_bars
from cnnviz.figures._changed import changed
from cnnviz.figures._checkerboard import checkerboard
from cnnviz.figures._coarse import coarse
from cnnviz.figures._confusion import confusion_matrix
from cnnviz.figures._costs import Cost, Share, cost_bars, share_bars
from cnnviz.figures._explained import explained_png
from cnnviz.figures._field_png import field_png
from cnnviz.figures._history import accuracy, losses
from cnnviz.figures._map import before_after, feature_map, map_png, signed_map
from cnnviz.figures._matrix import matrix, side_by_side
from cnnviz.figures._measured import Ring, outlined, rings, shares
from cnnviz.figures._mosaic import mosaic_png
from cnnviz.figures._picture import galaxy, png, source, thumbnail
from cnnviz.figures._received import received
from cnnviz.figures._receptive import Rung, cone, effective_field, field_colours, field_key
from cnnviz.figures._theme import STYLE
from cnnviz.figures._transfer import transfer, transfer_cuts

__all__ = [
    "STYLE",
    "Box",
    "Cost",
    "Figure",
    "Ring",
    "Rung",
    "Share",
    "Slab",
    "accuracy",
    "animation",
    "architecture",
    "architecture_png",
    "attribution",
    "attribution_bar",
    "attribution_image",
    "before_after",
    "changed",
    "checkerboard",
    "coarse",
    "cone",
    "confusion_matrix",
    "cost_bars",
    "effective_field",
    "explained_png",
    "feature_map",
    "field_colours",
    "field_key",
    "field_png",
    "frame",
    "frames",
    "galaxy",
    "gif",
    "limit",
    "losses",
    "map_png",
    "matrix",
    "mosaic_png",
    "outlined",
    "panels_png",
    "png",
    "probability_bars",
    "received",
    "residual_block",
    "rings",
    "shape_text",
    "share_bars",
    "shares",
    "shown_galaxy",
    "side_by_side",
    "signed_map",
    "source",
    "thumbnail",
    "transfer",
    "transfer_cuts",
]
