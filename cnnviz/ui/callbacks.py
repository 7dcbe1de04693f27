"""Callbacks that are carried out to their end."""

from collections.abc import Callable

from streamlit.runtime.scriptrunner import RerunException


def whole(callback: Callable[[], None]) -> None:
    """Carry out a callback, again from its beginning where another click has cut it off.

    Where the run that another click asks for waits already, Streamlit ends a callback at its next
    access to the session's state; what it has not done by then would be lost.

    Args:
        callback: which may be done twice
    """
    try:
        callback()
    except RerunException:
        callback()
        raise
