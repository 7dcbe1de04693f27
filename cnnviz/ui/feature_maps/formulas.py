"""Logit, softmax and cross-entropy as formulas with the numbers in them, in the lectures' letters.

x is the galaxy, z_k the logit of class k, f_k(x) its probability, y the true class.
"""

import numpy as np
from numpy.typing import NDArray

MINUS = "\N{MINUS SIGN}"
SHOWN = 3  # terms of a long sum
LARGEST_EXPONENT = 300  # of e, that a reader can take
Array = NDArray[np.float64]


def numeral(x: float, digits: int = 4) -> str:
    """A number for people, with a real minus sign."""
    return (
        f"{x:.{digits}g}".replace("e-0", "e-")
        .replace("e+0", "e+")
        .replace("e+", "e")
        .replace("-", MINUS)
    )


def latex(x: float, digits: int = 4) -> str:
    """A number for LaTeX."""
    mantissa, _, exponent = f"{x:.{digits}g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def power(z: float) -> str:
    """exp(z) for people, as a power of ten where it is beyond all measure."""
    if abs(z) < LARGEST_EXPONENT:
        return numeral(float(np.exp(z)))
    return f"10^{z / np.log(10):.0f}".replace("-", MINUS)


def log_sum(logits: Array) -> float:
    """The logarithm of sum_j exp(z_j).

    Args:
        logits: shape (K,)
    """
    most = float(logits.max())
    return most + float(np.log(np.exp(logits - most).sum()))


def logit(k: int, products: Array, bias: float, z: float) -> str:
    """z_k as the sum of its largest products, all others, and the bias.

    Args:
        k: number of the class
        products: w_kj x_j, shape (M,)
        bias: b_k
        z: the logit
    """
    ordered = products[np.argsort(-np.abs(products), kind="stable")]
    terms = [_added(float(x)) for x in ordered[:SHOWN]]
    left, rest = float(ordered[SHOWN:].sum()), len(ordered) - SHOWN
    if rest > 0:
        terms.append(rf"\underbrace{{{_added(left)}}}_{{{rest}\ \text{{others}}}}")
    terms.append(rf"\underbrace{{{_added(bias)}}}_{{b_{{{k}}}}}")
    total = " ".join(terms).removeprefix("+").strip()
    general = rf"z_{{{k}}} &= \sum_j w_{{{k}j}}\,x_j + b_{{{k}}}"
    return _aligned(rf"{general} \\ &= {total} \\ &= {latex(z)}")


def softmax(k: int, logits: Array, share: float) -> str:
    """f_k(x) with the exponentials in it.

    Args:
        k: number of the class
        logits: shape (K,)
        share: f_k(x)
    """
    general = rf"f_{{{k}}}(x) &= \frac{{e^{{z_{{{k}}}}}}}{{\sum_j e^{{z_j}}}}"
    numbers = rf"\frac{{{_power(float(logits[k]))}}}{{{_power(log_sum(logits))}}}"
    return _aligned(rf"{general} = {numbers} = {latex(share)}")


def cross_entropy(y: int, share: float, loss: float) -> str:
    """The loss of the class y, which is the cross-entropy H(p, f) where p_y = 1.

    Args:
        y: number of the class
        share: f_y(x)
        loss: -log f_y(x), nats
    """
    return _aligned(
        rf"L(y, f) &= H(p, f) = -\sum_k p_k \log f_k(x) \\ "
        rf"&= -\log f_{{{y}}}(x) = -\log {latex(share)} = {latex(loss)}"
    )


def entropy(value: float, count: int) -> str:
    """The entropy of the answer itself beside its largest possible value.

    Args:
        value: nats
        count: K
    """
    return _aligned(
        rf"H(f) &= -\sum_k f_k(x) \log f_k(x) = {latex(value)} "
        rf"\\ &\phantom{{=}}\ \text{{of at most }} \log {count} = {latex(float(np.log(count)))}"
    )


def _power(z: float) -> str:
    if abs(z) < LARGEST_EXPONENT:
        return latex(float(np.exp(z)))
    return f"10^{{{z / np.log(10):.0f}}}"


def _added(x: float) -> str:
    return f"- {latex(-x)}" if x < 0 else f"+ {latex(x)}"


def _aligned(lines: str) -> str:
    return rf"\begin{{aligned}} {lines} \end{{aligned}}"
