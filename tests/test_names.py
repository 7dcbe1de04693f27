from cnnviz import names


def test_a_name_is_one_line_of_letters_that_are_seen():
    assert names.line("a\nb\x1b[2J\u202e.png") == "a b [2J .png"
    assert names.line("\u00fc \u2605") == "\u00fc \u2605"
    assert names.line("x" * 99) == "x" * 99


def test_a_long_one_is_cut_where_it_is_shown():
    assert names.shown("x" * 60) == "x" * 60
    assert names.shown("x" * 61) == "x" * 60 + "..."
