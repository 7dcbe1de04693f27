"""The visitor's own folder: the ZIP is brought, looked at, shown and forgotten again."""

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnnviz.data.archive import ArchiveError
from cnnviz.training import limits
from cnnviz.ui import chosen, downloads, jobs, own_folder
from cnnviz.ui.address import Choices
from cnnviz.ui.data.choices import ALL, Data
from cnnviz.ui.data.view import View
from cnnviz.ui.own_folder import CHECKING, NAME, REFUSED, OwnFolder
from cnnviz.ui.words import cell, counted, listed, literal, plain

APART = "data_own_apart"  # of the switch
NUMBER = "data_own_number"  # of the uploader: a new one is empty, and its popover closed
TITLE = "Looking at every image of your folder"
STOPPED = "Looking at your folder was stopped, and it was forgotten."
EXPECTED = (
    "A ZIP of one folder per class with images in it: PNG, JPEG, WebP, GIF, BMP, TIFF or FITS, of "
    "any size up to 20 MB each. Names of the seven classes are found whatever the order of their "
    "words, singular or plural; where none is, the folders are classes of their own. It stays in "
    "memory and in this visit: nobody else sees it, and it is forgotten when the page is reloaded."
)


def follow(choices: Choices[Data]) -> None:
    """Show the visitor's folder once all of it has been looked at."""
    going = own_folder.checking()
    if going is None:
        return
    key = f"own_folder/{going.archive.sha256}"
    try:
        checked = jobs.result(key, TITLE, going.finish)
    except jobs.Pending as pending:
        if pending.cancelled:
            _drop(key, STOPPED)
    except ArchiveError as error:
        _drop(key, _sentence(error, going.name))
    else:
        jobs.again(key)  # it would keep the images after they were forgotten
        _leave()
        own_folder.keep(checked)
        choices.change(data=NAME, label=ALL, more=0)
        st.rerun()  # the frame was drawn with the galaxy of the folder before


def pick() -> None:
    """Draw the uploader."""
    number = st.session_state.get(NUMBER, 0)
    with st.popover(
        "Your own folder (ZIP)", icon=":material/folder_zip:", key=f"data_own_{number}"
    ):
        st.file_uploader(
            "A ZIP file", ["zip"], key=f"data_own_file_{number}", on_change=_brought,
            args=(f"data_own_file_{number}",), max_upload_size=limits.read().folder_megabytes,
        )  # fmt: skip
        st.caption(EXPECTED)


def draw(view: View, *, whole: bool) -> None:
    """Draw why a ZIP is not read, and what is known of the one that is shown.

    Args:
        view: what is chosen
        whole: whether there is room for more than an error
    """
    if refused := st.session_state.get(REFUSED):
        st.error(refused)
    own = own_folder.mine()
    if not whole or own is None or view.now.data != NAME:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(about(own), width="content")
        if own.checked.left_out:
            downloads.button(
                "Left out (CSV)", f"{view.stem}-left-out.csv",
                lambda: downloads.table(left_out(own)), "text/csv",
            )  # fmt: skip
        if own.mixed:
            st.session_state[APART] = own.apart
            st.toggle(
                "Take the folders as classes of their own", key=APART, on_change=_apart,
                args=(view,),
            )  # fmt: skip
        st.button(
            "Forget it", key="data_forget", icon=":material/delete:", type="tertiary",
            on_click=_forget, args=(view,),
        )  # fmt: skip


def about(own: OwnFolder) -> str:
    """What was found in the ZIP, in a sentence or two; Markdown."""
    found, left = own.collection, len(own.checked.left_out)
    text = f"Your folder: {counted(len(found), 'image')} of {counted(len(found.classes), 'class')}"
    text += f"; {counted(left, 'file')} left out." if left else ", every file of it."
    if own.checked.splits:
        text += (
            f" The folders {listed(own.checked.splits)} were put together: a training cuts parts "
            "of its own."
        )
    if own.apart:
        return f"{text} Its folders are classes of their own, none of them one of the seven."
    if own.of_its_own:
        return f"{text} None of the classes is one of the seven: they are your own."
    return f"{text} {own.aside}".strip()


def left_out(own: OwnFolder) -> list[dict[str, str]]:
    """Files that are not among the images, as the rows of a file."""
    return [{"file": cell(one.name), "why": one.why} for one in own.checked.left_out]


def _brought(key: str) -> None:
    state, file = st.session_state, st.session_state[key]
    if file is None:
        return
    state[NUMBER] = state.get(NUMBER, 0) + 1
    state.pop(REFUSED, None)
    try:
        own_folder.bring(file.getvalue(), file.name)
    except ArchiveError as error:
        state[REFUSED] = _sentence(error, file.name)
    _let_go(file)


def _let_go(file: UploadedFile) -> None:
    """Take a file out of what Streamlit keeps of every upload until the visit ends."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def _sentence(error: ArchiveError, name: str) -> str:
    """Why a ZIP is not read; Markdown."""
    return f"{literal(name)}: {plain(str(error).removeprefix(f'{name}: '))}. Nothing was taken."


def _drop(key: str, why: str) -> None:
    jobs.again(key)
    st.session_state.pop(CHECKING, None)
    st.session_state[REFUSED] = why


def _apart(view: View) -> None:
    own_folder.take_apart(st.session_state[APART])
    view.choices.change(label=ALL, more=0)


def _forget(view: View) -> None:
    _leave()
    own_folder.forget()
    view.choices.change(data="", label=ALL, more=0)


def _leave() -> None:
    """Choose another galaxy where the chosen one is of the folder that goes."""
    if st.session_state[chosen.GALAXY].startswith(own_folder.BEGIN):
        chosen.choose(st.session_state[chosen.SIMULATED])
