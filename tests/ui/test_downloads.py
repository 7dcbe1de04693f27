import csv
import io

from cnnviz.ui import downloads


def test_a_table_is_read_back_whatever_is_in_it():
    rows = [{"class": 'Round, "smooth"', "probability": "0.1"}, {"class": "b", "probability": "1"}]
    assert list(csv.DictReader(io.StringIO(downloads.table(rows)))) == rows


def test_an_empty_table_is_empty():
    assert downloads.table([]).strip() == ""


def test_names_have_safe_characters_alone():
    found = downloads.name("sim-barred-17", "tutorial", "block1.conv", 3, kind="png")
    assert found == "sim-barred-17-tutorial-block1_conv-3.png"
    assert downloads.name("../a b", "\N{MULTIPLICATION SIGN}\0", kind="csv") == "___a_b-__.csv"
