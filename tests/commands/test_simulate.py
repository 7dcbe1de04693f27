import h5py
import numpy as np
import pytest

from cnnviz.__main__ import main
from cnnviz.data import load, simulator


def simulate(path, *words, count=9, seed=4):
    return main(
        ["simulate", "--count", str(count), "--seed", str(seed), "--out", str(path), *words]
    )


def test_image_j_has_class_j_mod_7_and_galaxy_seed_s_plus_j_div_7(tmp_path, capsys):
    assert simulate(tmp_path / "a.h5") == 0
    expected = simulator.galaxies([*range(7), 0, 1], [4] * 7 + [5] * 2)
    with h5py.File(tmp_path / "a.h5") as file:
        np.testing.assert_array_equal(file["images"], expected.pixels)
        assert file["labels"][:].tolist() == [*range(7), 0, 1]
        assert file["table/seed"][:].tolist() == [4] * 7 + [5] * 2
    captured = capsys.readouterr()
    assert captured == (f"{tmp_path / 'a.h5'}: 9 galaxies\n", "")
    np.testing.assert_array_equal(load(tmp_path / "a.h5").pixels, expected.pixels)


def refused(capsys, status):
    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def test_a_file_that_is_there_is_kept(tmp_path, capsys):
    (tmp_path / "a.h5").write_text("precious")
    line = refused(capsys, simulate(tmp_path / "a.h5"))
    assert line == f"error: {tmp_path / 'a.h5'}: it is there already; name another file\n"
    assert (tmp_path / "a.h5").read_text() == "precious"


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ({"count": 0}, "--count: from 1 to 10,000,000, got 0"),
        ({"count": 10**12}, "--count: from 1 to 10,000,000"),
        ({"seed": -1}, "--seed: a non-negative integer, got -1"),
    ],
)
def test_numbers_out_of_range_are_refused(tmp_path, capsys, numbers, reason):
    assert reason in refused(capsys, simulate(tmp_path / "a.h5", **numbers))
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_refused(tmp_path, capsys):
    (tmp_path / "file").write_text("not a folder")
    line = refused(capsys, simulate(tmp_path / "file" / "a.h5"))
    assert line.startswith(f"error: {tmp_path / 'file' / 'a.h5'}: cannot be written (")


def test_an_interrupted_run_leaves_no_file(tmp_path, capsys, monkeypatch):
    def interrupted(*_):
        yield simulator.galaxy(0, 1)
        raise KeyboardInterrupt

    monkeypatch.setattr(simulator, "galaxy_set", interrupted)
    assert simulate(tmp_path / "a.h5") == 130
    assert capsys.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())
