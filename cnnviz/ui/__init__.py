"""The Streamlit side: the frame that every page shares, cached results, and parts of pages.

Modules:
    page      the frame: menu, chosen galaxy, chosen model
    chosen    the galaxy and the model that follow the visitor, and their address
    picker    the widgets of the sidebar that choose them
    menu      the pages and their sections
    address   the choices of one page, in the session and in the address
    bench     what the pages with a stage share: inputs, edits, files to take away
    convolution, resampling, network, feature_maps, receptive_field, attribution, evaluate, data
              parts of these pages: choices, controls, numbers, sections
    own       the visitor's own images: those that are kept, and the parts of their page
    networks  the networks beside the chosen model
    links     from one page that looks inside to the same place of another
    imagenet  how the weights that ImageNet taught get here
    grids     numbers that a visitor types
    components
              parts that the browser draws: the stage, the placer, the picker, the cropper ...
    jobs      work that takes longer than a script may, watched from the page; job is one of them
    callbacks callbacks that are carried out to their end
    cached    models, galaxies and results, computed once
    words     numbers as sentences
    process   settings of the serving process
"""

from cnnviz.ui.page import Chosen, begin

__all__ = ["Chosen", "begin"]
