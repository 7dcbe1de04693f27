"""What the tests of fetching share: the file, and how a call that fails is read."""

import hashlib

import numpy as np
import pytest

from cnnviz.fetching import FetchError, Remote, fetch

DATA = np.random.default_rng(5).bytes(300_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


def remote(server, sha256=SHA256[:8], most=10**6, begins=()):
    return Remote(server.address, sha256, most, begins)


def left(path):
    """Files beside the one that was wanted."""
    return sorted(p.name for p in path.parent.iterdir() if p != path)


def refused(server, path, *, timeout=5.0, **what):
    """The sentence; nothing stands at the path."""
    with pytest.raises(FetchError) as caught:
        fetch(remote(server, **what), path, timeout=timeout)
    assert not path.exists()
    message = str(caught.value)
    assert message.startswith(server.address)
    assert "\n" not in message
    return message.removeprefix(server.address).strip()
