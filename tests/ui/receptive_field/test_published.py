"""The published numbers beside the app's, and the table of all layers."""

from cnnviz import figures
from cnnviz.ui.receptive_field import network, published, sections, table
from cnnviz.ui.receptive_field.choices import SECTIONS
from cnnviz.ui.receptive_field.sizes import Sky


def test_all_agree_but_the_one_that_is_explained():
    rows = published.table()
    assert len(rows) == 16
    others = [row for row in rows if row["Agree"] != "yes"]
    assert [(row["Published size"], row["Size here"]) for row in others] == [("483", "427")]
    assert "483" in published.DIFFERENT
    assert "427" in published.DIFFERENT
    pool5 = next(row for row in rows if (row["Network"], row["Layer"]) == ("VGG-16", "pool5"))
    assert (pool5["Size here"], pool5["Stride here"]) == ("212", "32")
    assert pool5["Start here"] == "\N{MINUS SIGN}90"


def test_a_row_of_the_table_by_hand():
    layer = network.of("", "tutorial").layer("block4_pool")
    row = table.row(layer, Sky(1.0, 0.5, 0.05))
    assert row["Layer"] == "block4.pool"
    assert (row["Size"], row["Stride"], row["Start"]) == ("46", "16", "\N{MINUS SIGN}15")
    assert row["Width (arcsec)"] == "23"
    assert row["Width (kpc)"] == "23.3"
    assert "Width (kpc)" not in table.row(layer, Sky(1.0, 0.5))
    (made,) = table.rows((layer,))
    assert made == {
        "layer": "block4_pool", "path": "block4.pool", "kind": "AvgPool2d",
        "size_rows": "46", "size_columns": "46", "stride_rows": "16", "stride_columns": "16",
        "start_rows": "-15", "start_columns": "-15",
    }  # fmt: skip


def test_every_section_has_a_title():
    assert set(sections.TITLES) == set(SECTIONS)


def test_nested_fields_have_no_more_colours_than_there_are():
    found = network.of("resnet152", "")
    nested = network.below(found, found.layers[-1])
    assert len(set(figures.field_colours(len(nested)))) == len(nested) == 8
