import json
from importlib import import_module
from types import SimpleNamespace

import pytest

from cnnviz.__main__ import main
from cnnviz.benchmarks import CannotMeasureError
from cnnviz.benchmarks.wanted import BY_NAME, SECTIONS, WANTED, Wanted
from cnnviz.commands import benchmark

FIGURES = {
    "training": {"cnnviz_images_per_second": 4321.5, "ratio": 3.25},
    "accuracy": {"ratio": 4.5},
    "simulator": {"galaxies_per_second": 399.0, "count": 1400},
    "app": {"new_galaxy_median_ms": 120.5},
    "stage": {"kilobytes": 4.25, "messages_while_playing": 0},
    "maps": {"new_galaxy_median_ms": 250.0, "messages_while_reading": 0},
    "attribution": {"occlusion_ms": 410.5, "occlusion_ratio": 1.02},
    "visitors": {"p95_seconds": 0.25, "errors": 0},
}


@pytest.fixture
def measured(monkeypatch):
    """Sections that are measured at once; the list of those that were."""
    done = []

    def module(name):
        section = name.removeprefix("cnnviz.benchmarks.")
        return SimpleNamespace(measure=lambda: done.append(section) or FIGURES[section])

    monkeypatch.setattr(benchmark, "import_module", module)
    return done


@pytest.fixture
def broken(measured, monkeypatch):
    """The same, but for one section."""
    module = benchmark.import_module

    def refuse():
        raise CannotMeasureError("no Chromium")

    def choose(name):
        return SimpleNamespace(measure=refuse) if name.endswith(".app") else module(name)

    monkeypatch.setattr(benchmark, "import_module", choose)
    return measured


@pytest.mark.parametrize("section", WANTED)
def test_each_section_can_be_measured(section):
    assert callable(import_module(f"cnnviz.benchmarks.{section}").measure)


def test_all_sections_are_one_json_document(measured, capsys):
    assert main(["benchmark", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {name: FIGURES[name] for name in SECTIONS}
    assert captured.err == ""
    assert measured == [*SECTIONS]


def test_named_sections_are_measured_once_and_in_their_order(measured, capsys):
    assert main(["benchmark", "visitors", "training", "visitors", "--json"]) == 0
    assert [*json.loads(capsys.readouterr().out)] == measured == ["visitors", "training"]


def test_the_table_says_what_is_wanted_and_what_is_missed(measured, capsys):
    assert main(["benchmark", "training", "simulator"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows == [
        ["training", "value", "wanted"],
        ["cnnviz_images_per_second", "4,322"],
        ["ratio", "3.25", "at", "least", "3"],
        [],
        ["simulator", "value", "wanted"],
        ["galaxies_per_second", "399", "at", "least", "400:", "missed"],
        ["count", "1,400"],
        [],
    ]


def test_what_takes_long_is_measured_only_where_it_is_named(measured, capsys):
    assert not set(BY_NAME) & set(SECTIONS)
    assert main(["benchmark", "accuracy", "--json"]) == 0
    assert measured == ["accuracy"]


def test_a_section_that_cannot_be_measured_leaves_the_others(broken, capsys):
    assert main(["benchmark", "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.err == "error: app: no Chromium\n"
    others = [section for section in SECTIONS if section != "app"]
    assert [*json.loads(captured.out)] == broken == others


def test_an_unknown_section_is_wrong_usage(measured, capsys):
    with pytest.raises(SystemExit) as status:
        main(["benchmark", "speed"])
    assert status.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: argument SECTION: 'speed' is none of training, ")
    assert captured.err.count("\n") == 1
    assert measured == []


@pytest.mark.parametrize(
    ("wanted", "value", "reached"),
    [
        (Wanted(2.5, least=True), 2.5, True),
        (Wanted(2.5, least=True), 2.4, False),
        (Wanted(300), 300, True),
        (Wanted(300), 300.1, False),
        (Wanted(0), 1, False),
    ],
)
def test_a_bound_itself_is_good_enough(wanted, value, reached):
    assert wanted.reached(value) is reached
