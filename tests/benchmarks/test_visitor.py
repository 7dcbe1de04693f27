"""The protocol, spoken with a server made of prepared messages."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cnnviz.benchmarks.visitor import PageError, Visitor

KEPT = 2  # runs


class Socket:
    """Answers each request with the next of the prepared runs."""

    def __init__(self, *runs):
        self.runs, self.answers, self.requests = list(runs), [], []

    async def send(self, data):
        self.requests.append(BackMsg.FromString(data).rerun_script)
        begin = ForwardMsg()
        begin.new_session.page_script_hash = "home"
        begin.new_session.config.max_cached_message_age = KEPT
        self.answers = [begin, *self.runs.pop(0)]

    async def recv(self, decode):
        assert decode is False
        return self.answers.pop(0).SerializeToString()


def element(place, **fields):
    message = ForwardMsg(hash=f"element {place} {fields}")
    message.metadata.delta_path.extend(place)
    for name, value in fields.items():
        kind, _, attribute = name.partition("__")
        setattr(getattr(message.delta.new_element, kind), attribute, value)
    return message


def end(status=ForwardMsg.FINISHED_SUCCESSFULLY):
    return ForwardMsg(script_finished=status)


def large(place, body):
    message = element(place, html__body=body)
    message.metadata.cacheable = True
    return message


def reference(message):
    refers = ForwardMsg(ref_hash=message.hash)
    refers.metadata.CopyFrom(message.metadata)
    refers.metadata.cacheable = False
    return refers


def visitor(*runs):
    socket = Socket(*runs)
    return Visitor(socket), socket


def test_a_page_is_opened_and_its_new_address_kept():
    address = ForwardMsg()
    address.page_info_changed.query_string = "galaxy=sim-barred-17&model=explorer"
    guest, socket = visitor([element([0, 1], html__body="<p>one</p>"), address, end()], [end()])
    asyncio.run(guest.open("galaxy=sim-barred-17"))
    assert guest.html() == ["<p>one</p>"]
    assert guest.query == "galaxy=sim-barred-17&model=explorer"
    asyncio.run(guest.rerun())
    assert guest.html() == []  # what a run does not draw is gone
    first, second = socket.requests
    assert (first.query_string, first.page_script_hash) == ("galaxy=sim-barred-17", "")
    assert (second.query_string, second.page_script_hash) == (guest.query, "home")


def test_the_last_element_in_a_place_is_the_one_on_the_page():
    run = [element([0, 1], html__body="early"), element([0, 1], html__body="late"), end()]
    guest, _ = visitor(run)
    asyncio.run(guest.open(""))
    assert guest.html() == ["late"]


def test_a_large_message_is_referred_to_while_it_is_in_use():
    message = large([0, 1], "<p>large</p>")
    guest, socket = visitor([message, end()], *[[reference(message), end()]] * (KEPT + 2))
    asyncio.run(guest.open(""))
    for _ in range(KEPT + 2):
        asyncio.run(guest.rerun())
        assert guest.html() == ["<p>large</p>"]
    hashes = [list(request.cached_message_hashes) for request in socket.requests]
    assert hashes == [[], *[[message.hash]] * (KEPT + 2)]


def test_a_large_message_that_is_not_used_is_forgotten():
    message = large([0, 1], "<p>large</p>")
    guest, socket = visitor([message, end()], *[[end()]] * (KEPT + 2))
    asyncio.run(guest.open(""))
    for _ in range(KEPT + 2):
        asyncio.run(guest.rerun())
    kept = [len(request.cached_message_hashes) for request in socket.requests]
    assert kept == [0, *[1] * (KEPT + 1), 0]


def test_widgets_report_what_they_show():
    box = element([1, 0], selectbox__id="class", selectbox__default=1)
    box.delta.new_element.selectbox.options.extend(["Merging", "Round Smooth"])
    chosen = element([1, 1], selectbox__id="model", selectbox__set_value=True)
    chosen.delta.new_element.selectbox.raw_value = "tutorial"
    seed = element([1, 2], number_input__id="seed", number_input__default=17)
    other = element([1, 3], number_input__id="first", number_input__set_value=True)
    other.delta.new_element.number_input.value = 5
    guest, socket = visitor([box, chosen, seed, other, end()], [end()])
    asyncio.run(guest.open(""))
    asyncio.run(guest.rerun())
    states = {state.id: state for state in socket.requests[1].widget_states.widgets}
    assert states["class"].string_value == "Round Smooth"
    assert states["model"].string_value == "tutorial"
    assert states["seed"].double_value == 17
    assert states["first"].double_value == 5
    assert not socket.requests[0].widget_states.widgets


def test_a_button_is_pressed_by_its_name():
    buttons = [element([0, k], button__id=f"b{k}", button__label=f"No. {k}") for k in range(3)]
    guest, socket = visitor([*buttons, end()], [end()])
    asyncio.run(guest.open(""))
    asyncio.run(guest.press("No. 1"))
    (state,) = socket.requests[1].widget_states.widgets
    assert (state.id, state.trigger_value) == ("b1", True)


def test_a_page_that_begins_again_is_waited_for():
    run = [end(ForwardMsg.FINISHED_EARLY_FOR_RERUN), element([0, 0], html__body="<p>"), end()]
    guest, _ = visitor(run)
    asyncio.run(guest.open(""))
    assert guest.html() == ["<p>"]


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ([element([0], exception__type="KeyError"), end()], "shows an exception: KeyError"),
        ([end(ForwardMsg.FINISHED_WITH_COMPILE_ERROR)], "script does not compile"),
    ],
)
def test_a_broken_page_is_an_error(run, message):
    guest, _ = visitor(run)
    with pytest.raises(PageError, match=message):
        asyncio.run(guest.open(""))


def test_a_button_that_is_not_there_is_an_error():
    guest, _ = visitor([end()])
    asyncio.run(guest.open(""))
    with pytest.raises(PageError, match="no button 'Another one' on the page"):
        asyncio.run(guest.press("Another one"))
