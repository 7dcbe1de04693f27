"""Files that a browser may say were pasted."""

import base64

import pytest

from cnnviz.ui.components.paster import LONGEST_NAME, NAMELESS, checked

MOST = 10


def file(data, name="image.png"):
    return {"name": name, "data": base64.b64encode(data).decode()}


def test_files_come_with_their_names():
    sent = {"files": [file(b"abc"), file(b"defg", "m31.fits")], "turn": 1}
    assert checked(sent, MOST) == [("image.png", b"abc"), ("m31.fits", b"defg")]


def test_a_file_may_be_as_large_as_is_said_and_no_larger():
    assert checked({"files": [file(b"x" * MOST)]}, MOST) == [("image.png", b"x" * MOST)]
    assert checked({"files": [file(b"x" * (MOST + 1))]}, MOST) is None
    assert checked({"files": [file(b"x" * 6), file(b"x" * 5)]}, MOST) is None


def test_an_empty_file_is_the_decoders_to_refuse():
    assert checked({"files": [file(b"")]}, MOST) == [("image.png", b"")]


def test_a_name_is_cut_and_a_missing_one_is_made():
    ((long, _), (none, _)) = checked({"files": [file(b"a", "m" * 999), file(b"a", "")]}, MOST)
    assert (long, none) == ("m" * LONGEST_NAME, NAMELESS)


@pytest.mark.parametrize(
    "sent",
    [
        None, [], "files", {}, {"files": []}, {"files": "abc"}, {"files": [None]},
        {"files": [{"name": "a"}]}, {"files": [{"name": 1, "data": "YWJj"}]},
        {"files": [{"name": "a", "data": b"YWJj"}]}, {"files": [{"name": "a", "data": "YW!j"}]},
        {"files": [{"name": "a", "data": "YWJ"}]}, {"files": [{"name": "a", "data": "\u00e9" * 4}]},
        {"files": [file(b"abc"), 3]},
    ],
)  # fmt: skip
def test_anything_else_is_refused(sent):
    assert checked(sent, MOST) is None


def test_too_much_is_refused_before_anything_is_decoded(monkeypatch):
    sent = {"files": [file(b"x" * (MOST - 1), f"{i}.png") for i in range(3)]}

    def decode(*arguments, **options):
        raise AssertionError("decoded")

    monkeypatch.setattr("base64.b64decode", decode)
    assert checked(sent, MOST) is None
