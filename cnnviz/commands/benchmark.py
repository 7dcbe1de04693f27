"""python -m cnnviz benchmark: measure the training, the simulator and the app on this machine."""

import argparse
import json
from collections.abc import Mapping
from importlib import import_module

from cnnviz.benchmarks import server
from cnnviz.benchmarks.wanted import BY_NAME, SECTIONS, WANTED
from cnnviz.commands import reporting

NAME, VALUE = 34, 12  # letters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "section",
        nargs="*",
        type=_section,
        metavar="SECTION",
        help=f"{', '.join(SECTIONS)}; only by name: {', '.join(BY_NAME)}",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document")


def _section(name: str) -> str:
    # not argparse's choices: some versions of it then refuse an empty list
    if name not in WANTED:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(WANTED)}")
    return name


def run(arguments: argparse.Namespace) -> int:
    """Measure the sections one after the other, all of them if none is named.

    Returns:
        0 when every section was measured, whether or not its figures are as wanted, else 1
    """
    measured: dict[str, Mapping[str, float]] = {}
    sections = list(dict.fromkeys(arguments.section)) or SECTIONS
    with server.kept(), reporting.progress("sections") as show:
        for done, section in enumerate(sections):
            show(done, len(sections))
            figures = _measure(section)
            if figures is not None:
                measured[section] = figures
                if not arguments.json:
                    _print(section, figures)
    if arguments.json:
        print(json.dumps(measured, indent=2))
    return int(len(measured) < len(sections))


def _measure(section: str) -> Mapping[str, float] | None:
    """The figures of a section; None, with a line that says why, where it cannot be measured."""
    try:
        figures: Mapping[str, float] = import_module(f"cnnviz.benchmarks.{section}").measure()
    except Exception as error:  # whatever stops one section, the others are still measured
        reporting.fail(f"{section}: {str(error) or type(error).__name__}")
        return None
    return figures


def _print(section: str, figures: Mapping[str, float]) -> None:
    """A row for each figure: name, value, and what is wanted of it."""
    reporting.say(f"{section:{NAME}}{'value':>{VALUE}}  wanted")
    for name, value in figures.items():
        row = f"  {name:{NAME - 2}}{_number(value):>{VALUE}}  {_verdict(section, name, value)}"
        reporting.say(row.rstrip())
    reporting.say("")


def _verdict(section: str, name: str, value: float) -> str:
    wanted = WANTED[section].get(name)
    if wanted is None:
        return ""
    return str(wanted) if wanted.reached(value) else f"{wanted}: missed"


def _number(value: float) -> str:
    """A count as it is, anything else with three digits."""
    if isinstance(value, int) or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
