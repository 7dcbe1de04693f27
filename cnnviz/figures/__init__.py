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
from cnnviz.figures._bars import percent, probability_bars
from cnnviz.figures._belief import forgetting, map_row, removal, squares
from cnnviz.figures._block_png import residual_block_png
from cnnviz.figures._cell_matrix import Cells, cell_matrix
from cnnviz.figures._changed import change_bars, points, signed
from cnnviz.figures._checkerboard import checkerboard
from cnnviz.figures._coarse import coarse
from cnnviz.figures._confusion import confusion_matrix
from cnnviz.figures._costs import Cost, Share, cost_bars, share_bars
from cnnviz.figures._evaluation import (
    Dot,
    Line,
    precision_recall_curves,
    reliability,
    roc_curves,
    scores,
)
from cnnviz.figures._explained import explained_png
from cnnviz.figures._field_png import field_png
from cnnviz.figures._history import accuracy, losses
from cnnviz.figures._lapse import kernels, lapse_gif, largest, tiles
from cnnviz.figures._map import before_after, feature_map, map_png, marked_map, signed_map
from cnnviz.figures._matrix import matrix, side_by_side
from cnnviz.figures._matrix_png import cell_matrix_png
from cnnviz.figures._measured import Ring, outlined, rings, shares
from cnnviz.figures._mosaic import Range, mosaic_png
from cnnviz.figures._picture import galaxy, png, source, thumbnail
from cnnviz.figures._population import (
    class_counts,
    group_table,
    histograms,
    picture_row,
    picture_row_png,
)
from cnnviz.figures._received import CHANNELS, received
from cnnviz.figures._receptive import Rung, cone, effective_field, field_colours, field_key
from cnnviz.figures._strips import Strip, strips, strips_png
from cnnviz.figures._theme import STYLE
from cnnviz.figures._training import RunCurve, training_curves
from cnnviz.figures._transfer import transfer, transfer_cuts
from cnnviz.figures._varied import changed
from cnnviz.figures._views import views

__all__ = [
    "CHANNELS",
    "STYLE",
    "Box",
    "Cells",
    "Cost",
    "Dot",
    "Figure",
    "Line",
    "Range",
    "Ring",
    "RunCurve",
    "Rung",
    "Share",
    "Slab",
    "Strip",
    "accuracy",
    "animation",
    "architecture",
    "architecture_png",
    "attribution",
    "attribution_bar",
    "attribution_image",
    "before_after",
    "cell_matrix",
    "cell_matrix_png",
    "change_bars",
    "changed",
    "checkerboard",
    "class_counts",
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
    "forgetting",
    "frame",
    "frames",
    "galaxy",
    "gif",
    "group_table",
    "histograms",
    "kernels",
    "lapse_gif",
    "largest",
    "limit",
    "losses",
    "map_png",
    "map_row",
    "marked_map",
    "matrix",
    "mosaic_png",
    "outlined",
    "panels_png",
    "percent",
    "picture_row",
    "picture_row_png",
    "png",
    "points",
    "precision_recall_curves",
    "probability_bars",
    "received",
    "reliability",
    "removal",
    "residual_block",
    "residual_block_png",
    "rings",
    "roc_curves",
    "scores",
    "shape_text",
    "share_bars",
    "shares",
    "shown_galaxy",
    "side_by_side",
    "signed",
    "signed_map",
    "source",
    "squares",
    "strips",
    "strips_png",
    "thumbnail",
    "tiles",
    "training_curves",
    "transfer",
    "transfer_cuts",
    "views",
]
