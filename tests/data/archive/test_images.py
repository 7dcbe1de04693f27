"""Which members are images of which class, and which of them can be read."""

import numpy as np
import pytest

from cnnviz.data import archive, collection, labels
from cnnviz.data.archive import ArchiveError, Checking, LeftOut
from cnnviz.data.images import CLASSES
from tests.data.archive.zips import packed, png

NAME = "galaxies.zip"
NO_IMAGE = "not the name of an image file (PNG, JPEG, WebP, GIF, BMP, TIFF, FITS)"


def listed(*names):
    found = archive.opened(packed(dict.fromkeys(names, b"a")), NAME)
    return archive.listed(found, NAME)


def placed(*names):
    """Class and file of each image."""
    found = listed(*names)
    return [(found.classes[k], member.path) for member, k in found.files]


def checked(files):
    found = archive.opened(packed(files), NAME)
    return Checking(found, archive.listed(found, NAME), NAME)


def test_classes_are_mapped_to_the_seven_as_those_of_a_folder():
    found = listed("unbarred_spiral/1.png", "edge_on/2.jpg", "merging/deep/3.PNG", "merging/0.fits",
                   "tomato/4.png")  # fmt: skip
    assert found.classes == ("Merging", "Unbarred Spiral", "Edge-on with Bulge", "tomato")
    assert [k for _, k in found.files] == [0, 0, 1, 2, 3]
    rows = [np.flatnonzero(row).tolist() for row in found.candidates]
    assert rows == [[0], [4, 5], [6], []]


def test_classes_of_which_none_is_known_are_its_own():
    found = listed("b_stars/1.png", "A planets/2.png", "b_stars/0.png")
    assert found.classes == ("A planets", "b_stars")
    assert [(m.path, k) for m, k in found.files] == [
        ("A planets/2.png", 0), ("b_stars/0.png", 1), ("b_stars/1.png", 1),
    ]  # fmt: skip
    assert found.candidates.shape == (2, len(CLASSES))
    assert not found.candidates.any()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["galaxies/barred/1.png"], ["Barred Spiral"]),
        (["my/own/barred/1.png", "my/own/round/2.png"], ["Round Smooth", "Barred Spiral"]),
        (["barred/1.png"], ["Barred Spiral"]),
        (["barred/deep/1.png", "barred/2.png"], ["Barred Spiral", "Barred Spiral"]),
        (["galaxies/barred/1.png", "galaxies/cover.png"], ["Barred Spiral"]),
        (["train/x/1.png", "valid/x/1.png"], ["x", "x"]),
        (["stars/1.png"], ["stars"]),
    ],
)
def test_one_folder_around_everything_is_passed_through(names, expected):
    assert [name for name, _ in placed(*names)] == expected


def test_what_systems_leave_behind_is_passed_over_silently():
    found = listed("round/1.png", "__MACOSX/round/._1.png", "round/.DS_Store", "round/Thumbs.db",
                   ".git/a.png", "round/.hidden.png", "desktop.ini")  # fmt: skip
    assert [member.path for member, _ in found.files] == ["round/1.png"]
    assert found.left_out == ()


def test_every_other_file_is_told_with_its_reason():
    found = listed("round/1.png", "round/notes.txt", "round/more.zip", "top.png")
    assert found.left_out == (
        LeftOut("round/more.zip", "an archive in the archive is not opened"),
        LeftOut("round/notes.txt", NO_IMAGE),
        LeftOut("top.png", "it lies in no class's folder"),
    )
    split = listed("a/train/round/1.png", "a/valid/barred/1.png", "a/valid/2.png")
    assert split.classes == ("Round Smooth", "Barred Spiral")
    assert split.left_out == (LeftOut("a/valid/2.png", "it lies in no class's folder"),)


@pytest.mark.parametrize("names", [(), ("a.png",), ("a/notes.txt",), ("__MACOSX/round/1.png",)])
def test_without_an_image_in_a_folder_there_is_no_set(names):
    with pytest.raises(ArchiveError, match=r"^galaxies\.zip: one folder per class with image"):
        listed(*names)


def test_images_that_cannot_be_read_are_listed_and_left_out():
    work = checked({
        "barred/1.png": png(1, 9), "barred/2.png": b"%PDF", "round/3.png": png(3)[:50],
        "round/4.png": png(4), "round/inside.png": packed({"a": b"b"}), "read.me": b"",
    })  # fmt: skip
    told = []
    found = work.finish(lambda *done: told.append(done))
    assert told == [(i, 5) for i in range(6)]
    assert [(one.name, one.why.split("(")[0].strip()[:24]) for one in found.left_out] == [
        ("barred/2.png", "not an image"), ("read.me", "not the name of an image"),
        ("round/3.png", "truncated PNG file; copy"), ("round/inside.png", "not an image"),
    ]  # fmt: skip
    images = found.collection
    assert len(images) == len(found.members) == 2
    assert images.names == ("4.png", "1.png")
    assert images.classes == ("Round Smooth", "Barred Spiral")
    assert images.read(0).shape == (8, 8, 3)
    assert (images.read(1) == 1).all()
    assert images.label(1) == 3
    assert found.file(1) == png(1, 9)


def test_the_folders_are_classes_of_their_own_besides():
    files = {"b/round/1.png": png(1), "b/Tomato/0.png": png(2), "b/Round_Smooth/2.png": png(3),
             "b/round/bad.png": b"%PDF"}  # fmt: skip
    found = checked(files).finish()
    assert found.collection.classes == ("Round Smooth", "Tomato")
    assert found.apart.classes == ("Round_Smooth", "Tomato", "round")
    classes = [found.apart.classes[k] for k in found.apart.labels]
    assert classes == [member.path.split("/")[1] for member in found.members]
    assert found.apart.names == found.collection.names
    assert (found.apart.read(1) == found.collection.read(1)).all()
    assert found.apart.candidates.shape == (3, len(CLASSES))
    assert not found.apart.candidates.any()


def test_the_work_goes_on_where_it_was_interrupted():
    work = checked({f"round/{i}.png": png(i) for i in range(5)})

    def stop(done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work.finish(stop)
    told = []
    assert len(work.finish(lambda *done: told.append(done)).collection) == 5
    assert told == [(3, 5), (4, 5), (5, 5)]


def test_not_one_image_that_can_be_read_is_a_sentence():
    work = checked({"barred/1.png": b"a", "barred/2.png": b""})
    with pytest.raises(ArchiveError, match=r"not one of its 2 images can be read, the first beca"):
        work.finish()


@pytest.mark.parametrize("parts", [[""], ["train/", "VAL/"]])
def test_an_archive_and_its_folder_are_the_same_set(parts, tmp_path):
    files = {f"{part}{name}/{i}.png": png(10 * i + len(name), 9 + i) for part in parts
             for name in ("merging", "unbarred", "tomato", "x" * 70) for i in range(3)}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    one, other = checked(files).finish().collection, collection.of(tmp_path)
    assert one.classes == ("Merging", "Unbarred", "tomato", f"{'x' * 60}...")
    assert (one.classes, one.names) == (other.classes, other.names)
    np.testing.assert_array_equal(one.labels, other.labels)
    np.testing.assert_array_equal(one.candidates, other.candidates)
    for j in range(len(one)):
        np.testing.assert_array_equal(one.read(j), other.read(j))


def test_names_are_shown_without_tricks():
    long = "x" * 100
    found = checked({f"{long}/{long}.png": png(), "a\u202egnp/b\u2028c.png": png()}).finish()
    assert found.collection.classes == ("a gnp", f"{'x' * 60}...")
    assert found.collection.names == ("b c.png", f"{'x' * 60}...")


def test_two_folders_are_never_two_classes_of_one_name():
    long = "x" * 70
    folders = ("Spirale ä", "Spirale ö", f"{long}1", f"{long}2", "a\u202eb", "a\u202db", "a b (2)")
    cut = long[:60] + "..."
    names = ("Spirale ä", "Spirale ö", "a b", "a b (2)", "a b (3)", cut, f"{cut} (2)")
    own = listed(*(f"{name}/1.png" for name in folders))
    assert sorted(own.classes) == sorted(names)
    beside = listed("round/1.png", *(f"{name}/1.png" for name in folders))
    assert sorted(beside.classes) == sorted(("Round Smooth", *names))


def test_of_their_own_classes_none_is_of_the_seven():
    found = labels.of_their_own([("b", [1]), ("a", [2, 3])])
    assert [(one.name, one.candidates, one.files) for one in found] == [
        ("a", (), [2, 3]), ("b", (), [1]),
    ]  # fmt: skip
    assert labels.rows(found).shape == (2, 7)
    assert labels.rows([]).shape == (0, 7)
