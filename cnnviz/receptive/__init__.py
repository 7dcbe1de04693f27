"""Receptive fields: which pixels of the image a unit can see, and which it does look at.

The theoretical field follows from kernels, strides, paddings and dilations alone (Araujo, Norris
and Sim, Distill 2019); the effective one is the gradient of the unit with respect to the image
(Luo et al., NeurIPS 2016).
"""

from cnnviz.receptive.axis import Axis, stack
from cnnviz.receptive.effective import deviation, effective, share_inside
from cnnviz.receptive.theoretical import Field, clear, fields

__all__ = ["Axis", "Field", "clear", "deviation", "effective", "fields", "share_inside", "stack"]
