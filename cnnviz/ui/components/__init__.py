"""Parts of pages that the browser draws. Python computes; JavaScript draws and reports clicks."""

from cnnviz.ui.components.gallery import Picture, Row, gallery

__all__ = ["Picture", "Row", "gallery"]
