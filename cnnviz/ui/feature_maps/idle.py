"""Large networks go when nobody has looked at one for a while: VGG-19 alone takes 575 MB."""

import ctypes
import gc
import os
from collections.abc import Callable
from threading import Lock, Timer

import streamlit as st

SECONDS = 120.0


class Idle:
    """A clock that every look at a large network winds up again."""

    def __init__(self) -> None:
        self._lock, self._timer = Lock(), Timer(0, gc.collect)

    def after(self, seconds: float, release: Callable[[], None]) -> None:
        """Call `release` when nobody has called this for so many seconds."""
        with self._lock:
            self._timer.cancel()
            self._timer = Timer(seconds, _free, [release])
            self._timer.daemon = True
            self._timer.start()


def looked_at(release: Callable[[], None]) -> None:
    """Somebody looks at a large network now; `release` forgets all of them."""
    _idle().after(SECONDS, release)


@st.cache_resource(show_spinner=False)
def _idle() -> Idle:
    return Idle()


def _free(release: Callable[[], None]) -> None:
    release()
    gc.collect()
    # glibc keeps the memory of many small tensors for itself; other systems give it back
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim:
        trim(0)
