"""The visitor's own images: those that are kept for the visit, and the parts of their page.

Modules:
    kept       the images in the session, with their limits and crops
    actions    what a visitor does with them
    blank, familiar, likeness, respects
               how far one lies from what the network was trained on
    bringing, choosing, cutting, receiving, answers, sections
               the page, part by part
"""
