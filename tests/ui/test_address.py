"""The choices of a page in the session and in the address."""

import pytest
from streamlit.testing.v1 import AppTest


def app():
    from dataclasses import dataclass, replace

    import streamlit as st

    from cnnviz.ui import grids
    from cnnviz.ui.address import Choices, kept

    @dataclass(frozen=True)
    class Sizes:
        kernel: int = 3
        stride: int = 1

    def settle(sizes):
        if sizes.stride <= sizes.kernel:
            return sizes, []
        return replace(sizes, stride=sizes.kernel), ["The stride is the kernel's."]

    number = {name: lambda text: grids.integer(text, 1, 9) for name in ("kernel", "stride")}
    choices = Choices("sizes", Sizes(), number, {}, settle)
    found, notes = choices.follow()
    st.text(f"{found.kernel} {found.stride}")
    for note in notes:
        st.caption(note)
    st.number_input("Kernel", 1, 9, **choices.widget("kernel"))
    st.number_input("Stride", 1, 9, **choices.widget("stride", kernel=7))
    st.button("Nothing")
    choices.write_address()
    st.text(repr(kept("sizes")))


@pytest.fixture
def at():
    at = AppTest.from_function(app)
    at.query_params["galaxy"] = "sim-barred-17"
    return at


def shown(at):
    assert not at.exception
    return at.text[0].value


def written(at):
    return {n: v[-1] if isinstance(v, list) else v for n, v in at.query_params.items()}


def notes(at):
    return [caption.value for caption in at.caption]


def test_defaults_leave_the_address_alone(at):
    assert shown(at.run()) == "3 1"
    assert written(at) == {"galaxy": "sim-barred-17"}


def test_a_choice_goes_into_the_address_and_back_out_of_it(at):
    at.run().number_input[0].set_value(5).run()
    assert shown(at) == "5 1"
    assert written(at) == {"galaxy": "sim-barred-17", "sizes_kernel": "5"}
    assert at.text[1].value == "{'sizes_kernel': '5'}"
    at.number_input[0].set_value(3).run()
    assert written(at) == {"galaxy": "sim-barred-17"}


def test_a_deep_link_is_followed(at):
    at.query_params["sizes_kernel"] = "4"
    at.query_params["sizes_stride"] = "2"
    assert shown(at.run()) == "4 2"
    assert notes(at) == []
    assert shown(at.button[0].click().run()) == "4 2"


def test_an_address_that_changes_by_itself_is_followed(at):
    at.run().number_input[0].set_value(5).run()
    del at.query_params["sizes_kernel"]  # as the back button does
    assert shown(at.run()) == "3 1"
    at.query_params["sizes_stride"] = "2"
    assert shown(at.run()) == "3 2"


def test_a_click_wins_over_an_address_that_is_late(at):
    at.query_params["sizes_kernel"] = "4"
    at.run().number_input[1].set_value(2)
    at.query_params["sizes_kernel"] = "9"
    assert shown(at.run()) == "7 2"
    assert written(at)["sizes_kernel"] == "7"


def test_impossible_choices_are_settled_and_said(at):
    at.query_params["sizes_stride"] = "8"
    assert shown(at.run()) == "3 3"
    assert notes(at) == ["The stride is the kernel's."]
    at.number_input[0].set_value(2).run()
    assert shown(at) == "2 2"
    assert notes(at) == ["The stride is the kernel's."]
    assert notes(at.button[0].click().run()) == []


@pytest.mark.parametrize("text", ["", "two", "nan", "1e308", "10", "-1", "9" * 9000, "<b>"])
def test_what_cannot_be_read_is_said_and_the_last_good_state_stays(at, text):
    at.query_params["sizes_kernel"] = "5"
    at.run()
    at.query_params["sizes_kernel"] = text
    assert shown(at.run()) == "5 1"
    assert len(notes(at)) == 1
    assert notes(at)[0].startswith("The address was ignored where it says `kernel`: ")
    assert written(at)["sizes_kernel"] == "5"


def test_a_text_is_never_read_as_markdown(at):
    at.query_params["sizes_kernel"] = "![](//a.co/b.png)"
    assert shown(at.run()) == "3 1"
    assert r"\!\[\]\(\/\/a\.co\/b\.png\)" in notes(at)[0]


def test_what_is_unknown_is_said_and_taken_out_of_the_address(at):
    at.query_params["sizes_<b>`x"] = "1"
    assert shown(at.run()) == "3 1"
    assert notes(at) == [
        "The address was ignored where it says `<b>'x`: there is no such choice on this page."
    ]
    assert written(at) == {"galaxy": "sim-barred-17"}
