"""A visitor without a browser: one session of the app over its own websocket.

It tells and remembers what Streamlit's page in a browser does: the states of the widgets, the
elements of the last run, and large messages already received, which the server then names by
their hash alone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

OPEN_SECONDS = 30


class PageError(RuntimeError):
    """The page shows an exception, or did not run to its end."""


class Visitor:
    """What a browser's tab knows of the app.

    Args:
        socket: connected to the app

    Attributes:
        query: the address after its question mark
        elements: what the page shows, by its place in the page
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.query = ""
        self.elements: dict[tuple[int, ...], Element] = {}
        self._socket = socket
        self._page = ""
        # by hash, with the run that used it last
        self._kept: dict[str, tuple[int, ForwardMsg]] = {}
        self._run = 0

    async def open(self, query: str) -> None:
        """Open the home page at an address; returns when it is complete, as all of these do.

        Raises:
            PageError: the page shows an exception
        """
        self.query = query
        await self._rerun([])

    async def rerun(self) -> None:
        """Let the page run again, with nothing changed."""
        await self._rerun(self._widgets())

    async def press(self, label: str) -> None:
        """Press the first button of this name.

        Raises:
            PageError: there is none, or as `open`
        """
        buttons = (element.button for element in self.elements.values())
        pressed = next((button for button in buttons if button.label == label), None)
        if pressed is None:
            raise PageError(f"there is no button {label!r} on the page")
        await self._rerun([*self._widgets(), WidgetState(id=pressed.id, trigger_value=True)])

    def html(self) -> list[str]:
        """The pieces of HTML on the page."""
        bodies = (element.html.body for element in self.elements.values())
        return [body for body in bodies if body]

    def _widgets(self) -> list[WidgetState]:
        """The states of the frame's widgets as the page shows them."""
        states = []
        for element in self.elements.values():
            match element.WhichOneof("type"):
                case "selectbox":
                    box = element.selectbox
                    value = box.raw_value if box.set_value else box.options[box.default]
                    states.append(WidgetState(id=box.id, string_value=value))
                case "number_input":
                    field = element.number_input
                    number = field.value if field.set_value else field.default
                    states.append(WidgetState(id=field.id, double_value=number))
        return states

    async def _rerun(self, states: list[WidgetState]) -> None:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.extend(states)
        message.rerun_script.cached_message_hashes.extend(self._kept)
        await self._socket.send(message.SerializeToString())
        while not self._take(await self._socket.recv(decode=False)):
            pass
        for element in self.elements.values():
            if element.HasField("exception"):
                raise PageError(f"the page shows an exception: {element.exception.type}")

    def _take(self, data: bytes) -> bool:
        """Take in a message of the server; whether it is the last of a run."""
        message = ForwardMsg.FromString(data)
        match message.WhichOneof("type"):
            case "new_session":
                self._page = message.new_session.page_script_hash
                self._forget(message.new_session.config.max_cached_message_age)
                self.elements = {}
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta" | "ref_hash":
                path = tuple(message.metadata.delta_path)
                self.elements[path] = self._content(message).delta.new_element
            case "script_finished":
                return self._finished(message)
        return False

    def _content(self, message: ForwardMsg) -> ForwardMsg:
        """The message itself, or the one that it refers to; kept where it may be referred to."""
        name = message.ref_hash or message.hash
        if message.ref_hash:
            message = self._kept[name][1]
        if message.metadata.cacheable:
            self._kept[name] = self._run, message
        return message

    def _forget(self, runs: int) -> None:
        """Drop messages that were not used in so many runs, as the browser does."""
        self._run += 1
        kept = self._kept.items()
        self._kept = {name: item for name, item in kept if self._run - item[0] <= runs}

    @staticmethod
    def _finished(message: ForwardMsg) -> bool:
        status = message.script_finished
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise PageError("the page's script does not compile")
        # a script that asks for its own rerun begins again at once
        return status != ForwardMsg.FINISHED_EARLY_FOR_RERUN


@asynccontextmanager
async def visit(address: str) -> AsyncIterator[Visitor]:
    """Connect a visitor to the app, until the end of the block.

    Args:
        address: http://HOST:PORT of the app

    Raises:
        OSError: nothing listens there
    """
    async with connect(
        f"ws://{urlsplit(address).netloc}/_stcore/stream",
        origin=Origin(address),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        open_timeout=OPEN_SECONDS,
        proxy=None,
    ) as socket:
        yield Visitor(socket)
