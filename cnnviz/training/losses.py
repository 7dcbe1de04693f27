"""Cross-entropy where a label may leave several classes open."""

import torch
from torch import Tensor


def candidate_losses(logits: Tensor, allowed: Tensor, smoothing: float = 0.0) -> Tensor:
    """The loss of each image.

    L = -log sum_{k allowed} f_k(x), which for one allowed class is the lecture's -log f_y(x);
    with smoothing e: (1 - e) L - e mean_k log f_k(x) (Szegedy et al. 2016).

    Args:
        logits: shape (N, K)
        allowed: bool of shape (N, K), at least one True in each row
        smoothing: e

    Returns:
        nats, shape (N,)
    """
    log_f = torch.log_softmax(logits.float(), dim=1)
    losses = -torch.logsumexp(log_f.masked_fill(~allowed, -torch.inf), dim=1)
    if smoothing:
        losses = (1 - smoothing) * losses - smoothing * log_f.mean(dim=1)
    return losses


def candidate_loss(logits: Tensor, allowed: Tensor, smoothing: float = 0.0) -> Tensor:
    """The mean over the batch, a scalar; arguments as of `candidate_losses`."""
    return candidate_losses(logits, allowed, smoothing).mean()
