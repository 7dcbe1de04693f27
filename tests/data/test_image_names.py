"""The image files of a folder, by name."""

import os

import pytest

from cnnviz.data.folder import image_files, image_names
from cnnviz.data.image_file import SUFFIXES


@pytest.fixture
def tree(tmp_path):
    """A folder with whatever may lie in one."""
    root = tmp_path / "in"
    for name in (
        *("b.png", "a.JPG", "a/z.fits.gz", "a/b/c.tiff", "a.b/d.webp", "A.png", "a b.gif"),
        *(".hidden.png", ".hidden/e.png", "a/.f/g.png", "notes.txt", "h.png/i.png", "png"),
        *("new\nline.png", "\x1b[2J.png", os.fsdecode(b"\xff.png"), "ü.png", "empty/none.txt"),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    os.symlink(root, root / "a" / "circle")
    os.symlink(root / "a", root / "folder.png")
    os.symlink(root / "nowhere", root / "broken.png")
    os.symlink("itself.png", root / "itself.png")
    os.symlink(root / "b.png", root / "link.png")
    os.mkfifo(root / "pipe.png")
    return root


def wanted(root):
    """By pathlib: sorted, none that is hidden or a folder."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.name.lower().endswith(SUFFIXES)
        and not os.path.isdir(path)
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def test_the_same_files_in_the_same_order_as_pathlib_finds(tree):
    found = list(image_names(str(tree)))
    assert found == [str(path) for path in wanted(tree)]
    assert image_files(tree) == wanted(tree)
    assert len(found) == 16
    assert str(tree / "itself.png") in found


@pytest.mark.parametrize("given", ["in", "in/", "./in", "in/../in"])
def test_a_name_begins_as_the_folder_was_given(tree, monkeypatch, given):
    monkeypatch.chdir(tree.parent)
    found = list(image_names(given))
    assert os.path.join(given, "a/b/c.tiff") in found
    assert all(name.startswith(given) for name in found)
    assert len(found) == 16


def test_what_cannot_be_looked_into_holds_nothing(tmp_path):
    assert list(image_names(str(tmp_path / "nowhere"))) == []
