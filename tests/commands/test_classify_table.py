import json
import os
import resource

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from cnnviz import weights
from cnnviz.classifying import job, pictures
from cnnviz.data.images import CLASSES
from tests.commands.tables import classify, table


@pytest.mark.parametrize("few", [job.FEW, 1])
def test_the_table_has_what_the_command_says_without_it(noisy, small, capsys, monkeypatch, few):
    monkeypatch.setattr(job, "FEW", few)  # with processes that read, and without
    monkeypatch.setattr(job, "MOST", 1)
    classify(small, "in", "none.png", "in/02.png", "--json", status=1)
    expected = json.loads(capsys.readouterr().out)[:-1]  # the last is one of the folder, again
    classify(small, "in", "none.png", "in/02.png", "--out", "p.parquet", status=1)
    said = capsys.readouterr()
    rows = table()
    assert [(row["file"], row["class"]) for row in rows] == [
        (one["file"], one["class"]) for one in expected
    ]
    for name in CLASSES:
        np.testing.assert_allclose(
            [row[name] for row in rows],
            [one["probabilities"][name] for one in expected],
            rtol=1e-4,
            atol=1e-6,
        )
    assert said.err.splitlines() == [
        "error: in/m31.png: not an image (header is a PDF's); "
        "PNG, JPEG, WebP, GIF, BMP, TIFF and FITS files are read",
        "error: none.png: there is no such file",
    ]
    lines = said.out.splitlines()
    assert lines[0] == "p.parquet: 40 images, 2 skipped"
    assert lines[1].endswith(" images per second")
    assert len(lines) == (4 if few == 1 else 2)
    assert not os.path.exists("p.parquet.parts")


def test_the_same_again_does_only_what_is_new(noisy, small, capsys, monkeypatch):
    classify(small, "in", "--out", "p.parquet", status=1)
    before = table()
    Image.new("RGB", (9, 9)).save("in/m31.png")  # mended
    Image.new("RGB", (9, 9)).save("in/sub/00.png")  # new
    asked = []
    read = pictures.read
    monkeypatch.setattr(
        pictures, "read", lambda names, rule: asked.extend(names) or read(names, rule)
    )
    capsys.readouterr()
    classify(small, "in", "--out", "p.parquet")
    assert asked == ["in/m31.png", "in/sub/00.png"]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "p.parquet: 42 images, 40 of them from before, 0 skipped"
    names = [row["file"] for row in table()]
    assert names == sorted(names)
    assert [row for row in table() if row["file"] not in asked] == before
    classify(small, "in", "--out", "p.parquet")
    assert capsys.readouterr().out.splitlines() == [
        "p.parquet: 42 images, 42 of them from before, 0 skipped",
        "nothing was left to do",
    ]


def test_a_file_that_is_gone_has_no_row_any_more(noisy, small, capsys):
    classify(small, "in", "--out", "p.parquet", status=1)
    before = table()
    os.remove("in/00.png")
    os.remove("in/sub/01.png")
    capsys.readouterr()
    classify(small, "in", "--out", "p.parquet", status=1)
    assert capsys.readouterr().out.splitlines() == [
        "p.parquet: 38 images, 38 of them from before, 1 skipped",
        "left out: 2 rows of files that are no longer there",
        "none of the files that were left can be read",
    ]
    assert table() == [row for row in before if os.path.exists(row["file"])]
    os.remove("in/02.png")
    classify(small, "in", "--out", "p.parquet", "--json", status=1)
    said = json.loads(capsys.readouterr().out)
    assert (said["images"], said["gone"]) == (37, 1)


def test_a_file_that_is_there_and_not_named_keeps_its_row(noisy, small, capsys):
    os.rename("in/00.png", "in/.00.png")  # is not found in the folder
    classify(small, "in/.00.png", "in/02.png", "--out", "p.parquet")
    before = table()
    classify(small, "in", "--out", "p.parquet", status=2)
    assert "1 of its files are not among those that were named, as in/.00.png; name another" in (
        capsys.readouterr().err
    )
    assert table() == before


def test_the_report_as_a_document(noisy, small, capsys):
    classify(small, "in", "--out", "p.parquet", "--json", status=1)
    said = json.loads(capsys.readouterr().out)
    assert (said["out"], said["images"], said["from_before"]) == ("p.parquet", 40, 0)
    assert [one["file"] for one in said["failures"]] == ["in/m31.png"]
    assert said["failures"][0]["reason"].startswith("not an image")
    assert said["images_per_second"] == pytest.approx(41 / said["seconds"])


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("p.csv", "the name of a table ends in .parquet; name it so"),
        ("p\n", r"the name of a table ends in .parquet; name it so"),
        ("in.parquet", "it is a folder; name a file in it"),
        ("m31.png/p.parquet", "cannot be written (Not a directory)"),
        ("notes.parquet", "it is there and cannot be read as a table; name another file"),
        ("n" * 300 + ".parquet", "cannot be written (File name too long)"),
    ],
)
def test_a_table_that_cannot_be_is_refused_in_a_line(noisy, small, capsys, out, reason):
    os.mkdir("in.parquet")
    for name in ("notes.parquet", "m31.png"):
        (noisy / name).write_bytes(b"notes")
    classify(small, "in", "--out", out, status=2)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"error: {out}: {reason}".replace("\n", r"\n"))
    assert said.err.count("\n") == 1
    assert (noisy / "notes.parquet").read_bytes() == b"notes"


def test_another_folder_and_other_weights_are_refused(noisy, small, capsys):
    classify(small, "in", "--out", "p.parquet", status=1)
    before = table()
    capsys.readouterr()
    classify(small, "in/sub", "--out", "p.parquet", status=2)
    assert "20 of its files are not among those that were named, as in/00.png; name another" in (
        capsys.readouterr().err
    )
    model, card = weights.load(small)
    model.linear.bias[0] += 1
    weights.save("other", model, card)
    classify("other", "in", "--out", "p.parquet", status=2)
    assert "p.parquet: it has probabilities of other weights (small); name another file" in (
        capsys.readouterr().err
    )
    assert table() == before


def test_a_full_disk_is_told_and_what_was_written_is_kept(noisy, small, capsys, monkeypatch):
    classify(small, "in", "--out", "whole.parquet", status=1)
    monkeypatch.setattr(job, "PART", 8)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    fits = os.path.getsize("whole.parquet") - 50  # each part does, the table does not
    resource.setrlimit(resource.RLIMIT_FSIZE, (fits, before[1]))
    try:
        classify(small, "in", "--out", "p.parquet", status=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert capsys.readouterr().err.splitlines()[-1] == (
        "error: p.parquet: cannot be written (File too large); the same command goes on from what "
        "is done"
    )
    assert not os.path.exists("p.parquet")
    classify(small, "in", "--out", "p.parquet", status=1)
    assert "40 of them from before" in capsys.readouterr().out
    assert table() == table("whole.parquet")


def test_hostile_names_are_a_line_or_a_row_each(noisy, small, capsys):
    names = ["a\nerror: b\x1b[2J.png", os.fsdecode(b"\xff.png"), "ü" * 100 + ".png"]
    for name in names:
        os.link("in/00.png", name)
    os.mkfifo("pipe.png")
    bad = ["gone\n.png", "n" * 4_000, "pipe.png", os.fsdecode(b"\xfe")]
    classify(small, *names, *bad, "--out", "p.parquet", status=1)
    assert [row["file"] for row in table()] == [names[0], r"\udcff.png", names[2]]
    assert capsys.readouterr().err.splitlines() == [
        r"error: gone\n.png: there is no such file",
        f"error: {'n' * 4_000}: cannot be read (File name too long)",
        "error: pipe.png: not a file",
        r"error: \udcfe: there is no such file",
    ]


def test_where_nothing_can_be_read_the_table_has_no_row(noisy, small, capsys):
    os.mkdir("empty")
    classify(small, "empty", "in/m31.png", "--out", "p.parquet", status=1)
    assert table() == []
    assert pq.read_schema("p.parquet").names == ["file", "class", *CLASSES]
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 2
    assert said.out.splitlines() == [
        "p.parquet: 0 images, 1 skipped",
        "none of the files that were left can be read",
    ]
