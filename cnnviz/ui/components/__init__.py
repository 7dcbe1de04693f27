"""Parts of pages that the browser draws. Python computes; JavaScript draws and reports clicks."""

from cnnviz.ui.components.cropper import cropper
from cnnviz.ui.components.gallery import Picture, Row, gallery
from cnnviz.ui.components.hider import Hiding, hider
from cnnviz.ui.components.lapse import Frame, lapse
from cnnviz.ui.components.microscope import Standing, Step, microscope
from cnnviz.ui.components.microscope_data import Net, Preview, Run
from cnnviz.ui.components.paster import paster
from cnnviz.ui.components.picker import Fields, picker
from cnnviz.ui.components.placer import placer
from cnnviz.ui.components.stage import Edit, stage

__all__ = [
    "Edit",
    "Fields",
    "Frame",
    "Hiding",
    "Net",
    "Picture",
    "Preview",
    "Row",
    "Run",
    "Standing",
    "Step",
    "cropper",
    "gallery",
    "hider",
    "lapse",
    "microscope",
    "paster",
    "picker",
    "placer",
    "stage",
]
