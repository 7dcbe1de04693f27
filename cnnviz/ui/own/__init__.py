"""The visitor's own images: those that are kept for the visit, and the parts of their page."""
