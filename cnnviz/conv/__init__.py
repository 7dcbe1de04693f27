"""Convolution, transposed convolution and pooling with every intermediate number, in any dimension.

All are cross-correlations, as in PyTorch. One core serves them: per-axis lists of what each output
reads. A convolution's output o reads the inputs o s - p + d a with the weights a; a transposed
one's output o reads those inputs i for which i s + d a = o + p.

Modules:
    window        a window that slides along one axis: sizes, paddings by name
    direct        convolution
    transposing   transposed convolution, and the stretched input
    pooling       max and average pooling
    steps         an operation's trace and its steps
    gather        the core: what each output reads, summed
    padding       what the padding holds
    shapes        arrays and windows that go together
"""

from cnnviz.conv.direct import trace
from cnnviz.conv.padding import PADDING_MODES
from cnnviz.conv.pooling import pool
from cnnviz.conv.steps import Step, Trace
from cnnviz.conv.transposing import stretched, transposed
from cnnviz.conv.window import Window

__all__ = ["PADDING_MODES", "Step", "Trace", "Window", "pool", "stretched", "trace", "transposed"]
