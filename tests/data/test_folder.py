import os

import numpy as np
import pytest
from PIL import Image

from cnnviz.data import DataError, class_folders, folder, labels
from cnnviz.data.galaxy10 import classes as galaxy10
from cnnviz.data.image_file import ImageFileError
from cnnviz.data.images import CLASSES
from cnnviz.data.simulator import NAMES
from cnnviz.preprocessing import Preprocessing

RULE = Preprocessing(size=8, whole=12)


def put(path, value=0, shape=(8, 8)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((*shape, 3), value, np.uint8)).save(path)


SPELLINGS = {
    "as it is": str,
    "small": str.lower,
    "large": str.upper,
    "underscores": lambda name: name.replace(" ", "_"),
    "camel case": lambda name: name.title().replace(" ", "").replace("-", ""),
    "one word": lambda name: name.lower().replace(" ", "").replace("-", ""),
    "backwards": lambda name: "-".join(name.replace("-", " ").split()[::-1]),
    "plural": "{}s".format,
    "number": "03 - {}".format,
    "galaxy": "{} galaxy".format,
    "galaxies": "Galaxies, {}".format,
    "all at once": lambda name: f"2_Galaxies{name.title().replace(' ', '')}s",
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_the_seven_are_known_in_every_spelling_and_nothing_else_is(spelling):
    """Galaxy10's ten names, of which the other three are none of the seven; the addresses' words.

    Galaxy Zoo's leave the winding of an unbarred spiral open.
    """
    found = {name: labels.candidates(spelling(name)) for name in galaxy10.CLASSES}
    assert found == {
        name: {CLASSES.index(name)} if name in CLASSES else set() for name in galaxy10.CLASSES
    }
    assert [labels.candidates(spelling(name)) for name in NAMES] == [{k} for k in range(7)]
    zoo = {
        "merging": {0}, "round smooth": {1}, "in between smooth": {2}, "barred spiral": {3},
        "unbarred spiral": {4, 5}, "edge on": {6}, "spiral": {3, 4, 5}, "elliptical": {1, 2},
        "smooth": {1, 2}, "star": set(), "cigar": set(), "bar": set(), "not merging": set(),
    }  # fmt: skip
    assert {name: labels.candidates(spelling(name)) for name in zoo} == zoo


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("edge_on", {6}),
        ("in_between_smooth", {2}),
        ("unbarred_spiral", {4, 5}),
        ("spiral", {3, 4, 5}),
        ("Edge-on without Bulge", set()),
        ("cigar_shaped_smooth", set()),
        ("edgeon_bulge", {6}),
        ("mergers", {0}),
        ("Ellipticals", {1, 2}),
        ("spirals", {3, 4, 5}),
        ("spiral_loose", {5}),
        ("bar_example", set()),
        ("edge_on_no_bulge", set()),
        ("bars", set()),
        ("galaxies", set()),
        ("7", set()),
        ("", set()),
        ("../merging/..", {0}),
    ],
)
def test_names_are_mapped_to_what_they_leave_open(name, expected):
    assert labels.candidates(name) == expected


def test_every_alias_is_written_as_names_are_compared():
    for alias, classes in labels.ALIASES.items():
        assert labels.normalised(alias) == alias
        assert classes < set(range(len(CLASSES)))


@pytest.fixture
def zoo(tmp_path):
    put(tmp_path / "unbarred_spiral" / "1.png", 1)
    put(tmp_path / "edge_on" / "2.jpg", 100)
    put(tmp_path / "merging" / "deep" / "3.PNG", 3, (20, 30))
    put(tmp_path / "merging" / "0.png", 4, (12, 10))
    (tmp_path / "merging" / "notes.txt").write_text("not an image")
    (tmp_path / "round").mkdir()
    put(tmp_path / ".thumbnails" / "1.png")
    put(tmp_path / "loose.png")
    return tmp_path


def test_a_folder_of_folders_is_read_in_the_order_of_the_classes(zoo):
    images = folder.read(zoo, RULE)
    assert images.classes == ("Merging", "Unbarred Spiral", "Edge-on with Bulge")
    assert images.labels.tolist() == [0, 0, 1, 2]
    files = ["merging/0.png", "merging/deep/3.PNG", "unbarred_spiral/1.png", "edge_on/2.jpg"]
    assert images.table["file"].tolist() == files
    assert images.pixels.shape == (4, 8, 8, 3)
    assert images.pixels[:, 4, 4, 0].tolist() == [4, 3, 1, 100]
    assert [np.flatnonzero(row).tolist() for row in images.candidates] == [[0], [4, 5], [6]]


def test_images_are_cut_by_the_rule(tmp_path):
    square = np.zeros((40, 40, 3), np.uint8)
    square[10:30, 10:30] = 200  # the central half
    (tmp_path / "round").mkdir()
    Image.fromarray(square).save(tmp_path / "round" / "a.png")
    assert (folder.read(tmp_path, RULE).pixels == 200).all()


def test_folders_that_mean_the_same_are_one_class(tmp_path):
    for name in ("round", "Round_Smooth", "1 round smooth galaxies"):
        put(tmp_path / name / "a.png")
    images = folder.read(tmp_path, RULE)
    assert images.classes == ("Round Smooth",)
    assert len(images) == 3


def test_a_class_that_is_not_known_comes_last_and_may_be_nothing(tmp_path):
    for name in ("cigar_shaped", "merging"):
        put(tmp_path / name / "a.png")
    images = folder.read(tmp_path, RULE)
    assert images.classes == ("Merging", "cigar_shaped")
    assert images.allowed.any(axis=1).tolist() == [True, False]


def test_a_class_that_is_not_known_is_called_as_its_folder_and_never_as_another(tmp_path):
    unknown = ("Größe", "STAR", "Spirale ä", "Spirale ö", "star", "恒星")
    for name in (*unknown, "round"):
        put(tmp_path / name / "a.png")
    images = folder.read(tmp_path, RULE)
    assert images.classes == ("Round Smooth", *sorted(unknown))
    assert images.labels.tolist() == list(range(7))


def test_progress_is_told_for_every_image(zoo):
    told = []
    folder.read(zoo, RULE, lambda *done: told.append(done))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_unreadable_image_is_told_and_left_out(zoo):
    (zoo / "merging" / "1.png").write_bytes(b"%PDF")
    (zoo / "round" / "broken.jpg").symlink_to("nowhere")
    with pytest.raises(ImageFileError, match=r"1\.png: not an image"):
        folder.read(zoo, RULE)
    failures = []
    images = folder.read(zoo, RULE, failed=failures.append)
    assert len(images) == 4
    assert [str(e).split(": ", 1)[1][:12] for e in failures] == ["not an image", "there is no "]


def test_nothing_that_can_be_read_is_refused(tmp_path):
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / "a.png").write_bytes(b"")
    with pytest.raises(DataError, match="not one of its 1 images can be read"):
        folder.read(tmp_path, RULE, failed=lambda error: None)


def test_a_folder_without_classes_is_refused(tmp_path):
    put(tmp_path / "a.png")
    (tmp_path / "round").mkdir()
    with pytest.raises(DataError, match="one folder per class with image files in it"):
        folder.read(tmp_path, RULE)


def test_classes_of_which_none_is_known_are_refused(tmp_path):
    put(tmp_path / "stars" / "a.png")
    put(tmp_path / "Planets" / "a.png")
    with pytest.raises(DataError, match=r"one of its classes \(Planets, stars\) is known; known"):
        folder.read(tmp_path, RULE)


SPLIT = [f"{part}/{name}/{part}{i}.png" for part in ("Test", "train", "valid")
         for name in ("merging", "star") for i in range(2)]  # fmt: skip


def test_parts_of_a_split_are_taken_together(tmp_path):
    for i, name in enumerate([*SPLIT, "train/loose.png"]):
        put(tmp_path / name, 10 * i)
    images = folder.read(tmp_path, RULE)
    assert images.classes == ("Merging", "star")
    assert images.table["file"].tolist() == sorted(SPLIT, key=lambda name: name.split("/")[1])
    assert folder.knows_any(tmp_path)
    own = folder.read(tmp_path, RULE, own=True)
    assert own.classes == folder.own_classes(tmp_path) == ("merging", "star")


@pytest.mark.parametrize(
    ("places", "folders", "splits"),
    [
        (SPLIT, {"merging", "star"}, ("Test", "train", "valid")),
        (["TRAINING/a/1.png", "val/b/1.png"], {"a", "b"}, ("TRAINING", "val")),
        (["testing/a/1.png", "validation/2.png"], {"a"}, ("testing", "validation")),
        (["train/1.png", "valid/2.png"], {"train", "valid"}, ()),
        (["train/a/1.png", "spiral/a/2.png"], {"train", "spiral"}, ()),
        (["trains/a/1.png", "trained/a/2.png"], {"trains", "trained"}, ()),
        (["a.png"], set(), ()),
    ],
)
def test_classes_folders_are_below_parts_of_a_split_alone(places, folders, splits):
    found = class_folders.grouped((place.split("/"), place) for place in places)
    assert set(found.folders) == folders
    assert found.splits == splits


def test_image_files_are_found_below_in_order_without_hidden_ones(tmp_path):
    for name in ("b.png", "a/z.jpeg", "a/B.JPG", "._b.png", ".git/c.png", "a/.d/e.png"):
        put(tmp_path / name)
    for name in ("m31.fits.gz", "M31.FIT", "c.gif", "archive.gz", "notes.txt", "png"):
        (tmp_path / name).write_bytes(b"GIF8")
    (tmp_path / "folder.png").mkdir()
    os.symlink(tmp_path, tmp_path / "a" / "round_and_round")
    found = [path.relative_to(tmp_path).as_posix() for path in folder.image_files(tmp_path)]
    expected = ["M31.FIT", "a/B.JPG", "a/z.jpeg", "b.png", "c.gif", "m31.fits.gz"]
    assert found == expected


def test_a_folder_that_is_linked_is_read_once(zoo, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name in ("spirals/deep/5.png", "smooth/6.png"):
        put(elsewhere / name)
    links = {
        "barred": zoo / "merging",  # has another name, and would be another class
        "cigar": zoo / "merging" / "deep",
        "round_smooth": elsewhere / "smooth",
        "spiral": elsewhere / "spirals",
        "tomato": elsewhere,  # has the two before
        "unbarred": elsewhere / "spirals" / "deep",
    }
    for name, to in links.items():
        (zoo / name).symlink_to(to)
    failures = []
    images = folder.read(zoo, RULE, failed=failures.append)
    files = ["merging/0.png", "merging/deep/3.PNG", "round_smooth/6.png", "unbarred_spiral/1.png"]
    files += ["edge_on/2.jpg", "spiral/deep/5.png"]
    assert sorted(images.table["file"].tolist()) == sorted(files)
    said = "a link to images that are read already; it is left out"
    assert [str(failure) for failure in failures] == [
        f"{zoo / name}: {said}" for name in ("barred", "cigar", "tomato", "unbarred")
    ]
    assert len(folder.read(zoo, RULE)) == len(folder.listed(zoo).files) == 6


def test_links_that_lead_out_or_round_in_circles_do_no_harm(zoo, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("a secret")
    (zoo / "merging" / "9.png").symlink_to(outside / "secret.txt")
    (zoo / "merging" / "self.png").symlink_to("self.png")
    (zoo / "merging" / "deep" / "up").symlink_to(zoo)
    for name, to in (("all", zoo), ("above", zoo.parent), ("loop", zoo / "loop")):
        (zoo / name).symlink_to(to)
    failures = []
    images = folder.read(zoo, RULE, failed=failures.append)
    files = ["merging/0.png", "merging/deep/3.PNG", "unbarred_spiral/1.png", "edge_on/2.jpg"]
    assert images.table["file"].tolist() == files
    first, second = map(str, failures)
    assert "9.png: not an image" in first
    assert "secret" not in first
    assert "self.png: cannot be read" in second
