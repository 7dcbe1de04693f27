import csv
import io

from cnnviz.ui import downloads


def test_a_table_is_read_back_whatever_is_in_it():
    rows = [{"class": 'Round, "smooth"', "probability": "0.1"}, {"class": "b", "probability": "1"}]
    assert list(csv.DictReader(io.StringIO(downloads.table(rows)))) == rows


def test_an_empty_table_is_empty():
    assert downloads.table([]).strip() == ""
