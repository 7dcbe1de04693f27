"""Which pixels decided: one call for all methods of Captum.

Modules:
    method          what a method is, and its parameters
    registry        METHODS
    call            attribute, the one call
    contrast        the difference of two logits
    blank           why there is nothing to see in a map
    explained       an explained image, with all that made its map
    twin            a network for Captum to hook into
    substitutes     layers of a twin replaced by equal ones that Captum can take
    gradients       methods made of gradients
    rules           methods that pass a layer by a rule of their own
    perturbations   methods that replace parts of the image
    baselines       images that stand for the absence of everything
    segments        superpixels and patches
    target_layer    the layer that Grad-CAM looks at
    problems        why a method cannot explain a network
    belief          whether to believe an attribution
"""

from cnnviz.attribution.baselines import BASELINES, baseline
from cnnviz.attribution.call import attribute
from cnnviz.attribution.contrast import is_linear
from cnnviz.attribution.errors import AttributionError
from cnnviz.attribution.explained import Explained
from cnnviz.attribution.method import Method, Parameter
from cnnviz.attribution.problems import problem
from cnnviz.attribution.registry import METHODS
from cnnviz.attribution.segments import segments
from cnnviz.attribution.target_layer import default_layer, why

__all__ = [
    "BASELINES",
    "METHODS",
    "AttributionError",
    "Explained",
    "Method",
    "Parameter",
    "attribute",
    "baseline",
    "default_layer",
    "is_linear",
    "problem",
    "segments",
    "why",
]
