"""The house keeps its walls: who may import what, and what no file may contain."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "cnnviz"
MODULES = sorted(LIBRARY.rglob("*.py"))
PAGES = sorted([*ROOT.glob("app.py"), *ROOT.glob("pages/*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# the only part of the library that imports each
HOMES = {
    "streamlit": "ui",
    "cnnviz.ui": "ui",
    "plotly": "figures",
    "altair": "figures",
    "torchvision": "vision.py",
}
# one more module may import a part of it: a visitor without a browser has to speak the protocol
# that Streamlit's page in the browser speaks
GUESTS = {"streamlit.proto": "benchmarks/visitor.py"}
PAGES_IMPORT = {"streamlit", "numpy", "cnnviz"} | sys.stdlib_module_names


def imported(source: str) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it, also by name at run time."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                yield module


def uses(path: Path, package: str, besides: Iterable[str] = ()) -> bool:
    """Whether a module imports the package, apart from these parts of it."""
    names = [f"{name}." for name in imported(path.read_text(encoding="utf-8"))]
    allowed = tuple(f"{part}." for part in besides)
    return any(name.startswith(f"{package}.") and not name.startswith(allowed) for name in names)


def strangers(library: Path, package: str, home: str) -> list[str]:
    """Modules that import the package from outside its home and are no guests."""
    found = []
    for path in library.rglob("*.py"):
        place = path.relative_to(library)
        guest = [part for part, name in GUESTS.items() if name == place.as_posix()]
        if place.parts[0] != home and uses(path, package, besides=guest):
            found.append(place.as_posix())
    return sorted(found)


def silent(paths: Iterable[Path]) -> list[str]:
    """Modules without a docstring."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    return [path.as_posix() for path, tree in trees.items() if not ast.get_docstring(tree)]


def test_every_way_to_import_is_seen():
    source = """
import numpy.linalg
from torch import nn
from . import sibling
def later():
    import plotly.express as px
    importlib.import_module("altair.vegalite")
    import_module("streamlit")
    __import__("scipy")
"""
    seen = {"numpy.linalg", "torch.nn", "plotly.express", "altair.vegalite", "streamlit", "scipy"}
    assert set(imported(source)) == seen


def test_a_stranger_and_a_silent_module_are_seen(tmp_path):
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "frame.py").write_text('"""A frame."""\nimport streamlit')
    (tmp_path / "conv.py").write_text("def show():\n    from streamlit.runtime import exists")
    (tmp_path / "zoo.py").write_text('"""Not the same package."""\nimport streamlitlike')
    assert strangers(tmp_path, "streamlit", "ui") == ["conv.py"]
    assert silent(tmp_path.rglob("*.py")) == [(tmp_path / "conv.py").as_posix()]


@pytest.mark.parametrize("package", HOMES)
def test_a_package_stays_in_its_home(package):
    assert strangers(LIBRARY, package, HOMES[package]) == []


@pytest.mark.parametrize("package", ["streamlit", "plotly"])
def test_a_wall_has_something_behind_it(package):
    assert any(uses(path, package) for path in (LIBRARY / HOMES[package]).rglob("*.py"))


def test_a_guest_may_import_its_part_alone(tmp_path):
    guest = tmp_path / "benchmarks" / "visitor.py"
    guest.parent.mkdir()
    guest.write_text("from streamlit.proto.BackMsg_pb2 import BackMsg")
    (guest.parent / "app.py").write_text("from streamlit.proto.BackMsg_pb2 import BackMsg")
    assert strangers(tmp_path, "streamlit", "ui") == ["benchmarks/app.py"]
    guest.write_text("from streamlit import proto, runtime")
    assert "benchmarks/visitor.py" in strangers(tmp_path, "streamlit", "ui")


@pytest.mark.parametrize(("part", "guest"), GUESTS.items())
def test_a_guest_needs_its_part(part, guest):
    assert uses(LIBRARY / guest, part)


@pytest.mark.parametrize("package", ["torch", "captum"])
def test_figures_draw_and_compute_nothing(package):
    assert [path.name for path in (LIBRARY / "figures").rglob("*.py") if uses(path, package)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_imports_streamlit_numpy_and_cnnviz_alone(page):
    packages = {name.split(".")[0] for name in imported(page.read_text(encoding="utf-8"))}
    assert packages - PAGES_IMPORT == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_address_of_a_page_has_no_digits(page):
    assert not any(letter.isdigit() for letter in page.stem)


def test_the_home_page_is_there():
    assert ROOT / "app.py" in PAGES


def test_every_module_says_what_it_is():
    assert silent([*MODULES, *PAGES]) == []


def test_no_code_reaches_outside_the_repository():
    outside = "/".join(("..", "shared"))
    files = [*MODULES, *PAGES, *TESTS]
    assert [path.name for path in files if outside in path.read_text(encoding="utf-8")] == []
