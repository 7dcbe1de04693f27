"""`classify --out` as the tests call it, and what it wrote."""

import pyarrow.parquet as pq

from cnnviz.__main__ import main


def classify(small, *words, status=0):
    assert main(["classify", "--weights", str(small), *words]) == status


def table(name="p.parquet"):
    return pq.read_table(name).to_pylist()
