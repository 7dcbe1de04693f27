"""The choices of one page, in the session and in the address.

The address holds whatever differs from the page's defaults, so that a reload, a link and a second
browser show the same. As for the chosen galaxy, the session is the truth while the visitor clicks
and the address is the truth when it has changed by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

import streamlit as st

from cnnviz.ui.words import literal, plain

LONGEST = 8000  # letters of a value in the address
S = TypeVar("S")


def kept_key(page: str) -> str:
    """The session's key of what the visitor chose on a page, for links that lead back to it."""
    return f"{page}_kept"


def kept(page: str) -> dict[str, str]:
    """What the visitor chose on a page, as it stands in the page's address."""
    found = st.session_state.get(kept_key(page), {})
    return {f"{page}_{name}": text for name, text in found.items()}


@dataclass(frozen=True)
class Choices(Generic[S]):
    """The choices of a page, as a frozen dataclass.

    Args:
        page: the page's name, which begins each of its keys
        default: the choices of a first visit
        read: for each field, from the address's text; raises ValueError with a sentence
        write: for each field whose `str` does not do, to the address's text
        settle: makes impossible combinations possible; returns them with a sentence for each change
    """

    page: str
    default: S
    read: Mapping[str, Callable[[str], Any]]
    write: Mapping[str, Callable[[Any], str]]
    settle: Callable[[S], tuple[S, list[str]]]

    def follow(self) -> tuple[S, list[str]]:
        """The choices as they are now, from the address where it has changed by itself.

        Returns:
            the choices, and a sentence for each value of the address that was ignored
        """
        state = st.session_state
        asked = self._asked()
        clicked = state.pop(self._key("clicked"), False)
        known = self._key("choices") in state
        if known and (clicked or asked == state.get(self._key("written"))):
            # once more: another galaxy or model may make other choices possible
            choices, changes = self.settle(state[self._key("choices")])
            about, ignored = state.get(self._key("ignored"), (None, []))
            still = ignored if about == _frame() else []
            notes = [*still, *state.pop(self._key("notes"), []), *changes]
        else:
            choices, notes = self.parse(asked)
            # said until the visitor chooses something, however often the page runs by itself
            state[self._key("ignored")] = _frame(), notes
        state[self._key("choices")] = choices
        return choices, notes

    def parse(self, asked: Mapping[str, str]) -> tuple[S, list[str]]:
        """Choices from the texts of an address; what cannot be read keeps the last good value."""
        last: Any = st.session_state.get(self._key("choices"), self.default)
        known, notes = {}, []
        for name, text in asked.items():
            try:
                known[name] = self._value(name, text)
            except ValueError as error:
                notes.append(
                    f"The address was ignored where it says {literal(name)}: {plain(str(error))}."
                )
                if name in self.read:
                    known[name] = getattr(last, name)
        choices, changes = self.settle(replace(self.default, **known))  # type: ignore[type-var]
        return choices, [*notes, *changes]

    def write_address(self) -> None:
        """Put the choices into the address; what else stands there is left alone."""
        wanted = self.texts()
        if self._asked() != wanted:
            own = {self._key(name) for name in self._asked()}
            others = {n: v for n, v in st.query_params.to_dict().items() if n not in own}
            # all at once: each change is a step for the back button
            st.query_params.from_dict(
                {**others, **{self._key(name): text for name, text in wanted.items()}}
            )
        st.session_state[self._key("written")] = wanted
        # a choice made during the run is in the address now: what comes next may be the back button
        st.session_state.pop(self._key("clicked"), None)
        st.session_state[kept_key(self.page)] = wanted

    def texts(self) -> dict[str, str]:
        """What differs from the defaults, as it stands in the address."""
        choices = st.session_state[self._key("choices")]
        return {
            field.name: self.write.get(field.name, str)(getattr(choices, field.name))
            for field in fields(choices)
            if getattr(choices, field.name) != getattr(self.default, field.name)
        }

    def now(self) -> S:
        """The choices of this moment; for callbacks, which may come before the page has run."""
        choices: S = st.session_state.get(self._key("choices"), self.default)
        return choices

    def change(self, **values: object) -> None:
        """Choose some values; for callbacks."""
        self.put(replace(self.now(), **values))  # type: ignore[type-var]

    def say(self, note: str) -> None:
        """Put a sentence above the page when it runs next; for callbacks."""
        notes = st.session_state.get(self._key("notes"), [])
        st.session_state[self._key("notes")] = [*notes, note]

    def put(self, choices: S) -> None:
        """Choose all values; for callbacks. A note says what else had to change."""
        state = st.session_state
        state[self._key("choices")], state[self._key("notes")] = self.settle(choices)
        state[self._key("clicked")] = True
        state.pop(self._key("ignored"), None)
        state[kept_key(self.page)] = self.texts()

    def widget(self, name: str, **also: object) -> dict[str, Any]:
        """Key and callback of a widget for one field, its state set to the choice.

        Args:
            name: of the field
            also: what else a change of this field chooses

        Returns:
            keyword arguments for the widget
        """
        state, key = st.session_state, self._key(name)
        state[key] = getattr(state[self._key("choices")], name)
        return {"key": key, "on_change": lambda: self.change(**{name: state[key], **also})}

    def _value(self, name: str, text: str) -> object:
        if name not in self.read:
            raise ValueError("there is no such choice on this page")
        if len(text) > LONGEST:
            raise ValueError(f"it has {len(text)} letters, more than {LONGEST}")
        return self.read[name](text)

    def _asked(self) -> dict[str, str]:
        begin = f"{self.page}_"
        return {
            name.removeprefix(begin): text
            for name, text in st.query_params.items()
            if name.startswith(begin)
        }

    def _key(self, name: str) -> str:
        return f"{self.page}_{name}"


def _frame() -> tuple[str | None, str | None]:
    """Galaxy and model, as the address has them."""
    return st.query_params.get("galaxy"), st.query_params.get("model")
