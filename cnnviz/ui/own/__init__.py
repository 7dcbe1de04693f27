"""The visitor's own images: those that are kept for the visit, and the parts of their page.

Modules:
    kept       the images in the session, with their limits and crops
    actions    what a visitor does with them
    bringing, choosing, cutting, receiving, answers, sections
               the page, part by part
"""
