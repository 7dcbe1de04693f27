"""The requirement files: complete, explained, and pinned for any machine."""

import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import MODULES, PAGES, ROOT, TESTS, imported

APP, DEV, LOCK = "requirements.txt", "requirements-dev.txt", "requirements.lock"
OURS = {"cnnviz", "tests"}
# benchmarks drive the app from outside, as the tests do
DRIVERS = [path for path in MODULES if "benchmarks" in path.parts]
SOURCES = {APP: [*sorted({*MODULES} - {*DRIVERS}), *PAGES], DEV: [*TESTS, *DRIVERS]}


def lines(file: str) -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [line for line in text if line and not line.startswith(("#", "-r "))]


def requirements(file: str) -> dict[str, Requirement]:
    parsed = [Requirement(line.partition("#")[0]) for line in lines(file)]
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


def needed(paths: list[Path]) -> set[str]:
    """Distributions that hold the packages which the modules import."""
    names = (name for path in paths for name in imported(path.read_text(encoding="utf-8")))
    packages = {name.split(".")[0] for name in names} - OURS - sys.stdlib_module_names
    homes = packages_distributions()
    return {canonicalize_name(homes[package][0]) for package in packages}


@pytest.mark.parametrize("file", [APP, DEV])
def test_each_requirement_has_a_range_and_a_reason(file):
    for line in lines(file):
        assert re.fullmatch(r"\S+(==|>=|<)\S+ +# \S.+", line), line


def test_torch_and_torchvision_are_a_pair():
    pins = requirements(APP)
    assert (str(pins["torch"].specifier), str(pins["torchvision"].specifier)) == (
        "==2.13.0",
        "==0.28.0",
    )


@pytest.mark.parametrize(("file", "known"), [(APP, [APP]), (DEV, [APP, DEV])])
def test_what_is_imported_is_required(file, known):
    required = {name for each in known for name in requirements(each)}
    assert needed(SOURCES[file]) - required == set()


def test_the_lock_pins_a_public_version_within_each_range():
    locked = requirements(LOCK)
    for name, requirement in (requirements(APP) | requirements(DEV)).items():
        version = re.fullmatch(r"==([\w.]+)", str(locked[name].specifier))
        assert version, f"{locked[name]} is no exact public version"
        assert requirement.specifier.contains(version[1]), locked[name]


def test_the_lock_pins_everything_and_nothing_for_one_kind_of_gpu():
    for line in lines(LOCK):
        assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line
    assert not [name for name in requirements(LOCK) if re.match("nvidia|cuda|triton", name)]


@pytest.mark.parametrize("file", [APP, DEV, LOCK])
def test_no_package_index_is_named(file):
    assert not re.search(r"://|--(extra-)?index|--find-links", "\n".join(lines(file)))
