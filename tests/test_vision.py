"""Each case in an interpreter of its own: what an import declares lasts as long as the process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from cnnviz.vision import torchvision

ROOT = Path(__file__).parents[1]
MISSING = "operator torchvision::nms does not exist"

# what PyPI's CUDA build does beside a CPU build of PyTorch, after importing some modules
UNFIT = f"""
import torch
import torchvision.extension
if not hasattr(torch.ops.torchvision, "nms") or not hasattr(torch.ops.torchvision, "qnms"):
    raise RuntimeError("{MISSING}")
"""


def run(code: str, package: Path | None = None) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(str(folder) for folder in (package, ROOT) if folder)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
        check=False,
    )


@pytest.fixture
def package(tmp_path):
    """A folder with a torchvision of our own; `package(source)` writes its __init__.py."""

    def write(source: str) -> Path:
        folder = tmp_path / "torchvision"
        folder.mkdir()
        (folder / "__init__.py").write_text(source)
        (folder / "extension.py").write_text("print('extension imported')")
        return tmp_path

    return write


IMPORT = """
import torch
from cnnviz.vision import torchvision
print("declared:", hasattr(torch.ops.torchvision, "nms"), hasattr(torch.ops.torchvision, "qnms"))
"""

COUNTED = """
import torch
define = torch.library.define
def spy(name, *arguments, **options):
    print(name)
    return define(name, *arguments, **options)
torch.library.define = spy
import cnnviz.vision
"""


def test_the_installed_torchvision_builds_resnet18_with_its_published_parameters():
    model = torchvision.models.get_model("resnet18", weights=None).eval()
    assert sum(p.numel() for p in model.parameters()) == 11_689_512
    assert model(torch.zeros(1, 3, 64, 64)).shape == (1, 1000)


def test_the_installed_torchvision_is_helped_just_where_it_cannot_be_imported_by_itself():
    plain = run("import torchvision")
    assert plain.returncode == 0 or MISSING in plain.stderr
    ours = run(COUNTED)
    declared = [] if plain.returncode == 0 else ["torchvision::nms", "torchvision::qnms"]
    assert (ours.returncode, ours.stdout.split()) == (0, declared), ours.stderr


def test_beside_a_matching_torchvision_nothing_is_declared(package):
    done = run(IMPORT + "print(torchvision.NAME)", package("NAME = 'matching'"))
    assert done.stdout.splitlines() == ["declared: False False", "matching"], done.stderr


def test_missing_operators_are_declared_and_every_module_is_imported_again(package):
    done = run(IMPORT, package(UNFIT))
    expected = ["extension imported", "extension imported", "declared: True True"]
    assert done.stdout.splitlines() == expected, done.stderr


def test_another_failure_is_raised_as_it_is(package):
    code = f"""
import builtins
import torch
for builtins.failure in (RuntimeError("CUDA versions differ"), OSError("{MISSING}"), ImportError()):
    try:
        import cnnviz.vision
    except Exception as error:
        print(error is builtins.failure, hasattr(torch.ops.torchvision, "nms"))
"""
    done = run(code, package("import builtins; print('tried'); raise builtins.failure"))
    assert done.stdout.splitlines() == ["tried", "True False"] * 3, done.stderr
