"""What the project measures of itself; `python -m cnnviz benchmark` prints it.

Each section is a module of this name with a function `measure() -> dict[str, float]`.

Modules:
    training    this project's training loop against the tutorial's
    accuracy    the time to a given accuracy, likewise; only by name
    watching    what a page costs the server that watches a training; only by name
    classify    many images into one table, and the memory that it takes; only by name
    simulator   simulated galaxies per second
    app         the app in Chromium, and the server's work for a rerun
    stage       the stage of the convolution bench in Chromium
    maps        the page of feature maps in Chromium
    attribution the one call for all methods against Captum's own; a patch dragged over a galaxy
    visitors    thirty visitors at once
    wanted      the sections, and the figures wanted of them
    server      serves the app for a measurement
    chromium    finds a Chromium and opens it
    page        waits for a galaxy to be on the screen
    hiding      that patch in Chromium
    wire        what a page in Chromium sends and receives
    visitor     a visitor without a browser, over the app's websocket
    expected    what the app has to answer
"""


class CannotMeasureError(RuntimeError):
    """What stands in the way of a measurement and how to remove it, one sentence."""
