import subprocess
import sys
import time

import pytest
from PIL import Image

from cnnviz import __main__ as program
from cnnviz.commands import COMMANDS, reporting
from cnnviz.data import DataError


def python(*words, **options):
    command = [sys.executable, "-m", "cnnviz", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def refused(capsys, *words):
    """The one line with which wrong usage is refused."""
    try:
        status = program.main(words)
    except SystemExit as exit_:
        status = exit_.code
    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("error: ").rstrip("\n")


def test_help_names_every_command_and_imports_none_of_them():
    code = (
        "import sys; from cnnviz.__main__ import main\n"
        "try: main(['--help'])\n"
        "finally: assert not {'numpy', 'torch', 'tqdm', 'PIL', 'h5py'} & set(sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    assert all(name in result.stdout for name in COMMANDS)


@pytest.mark.parametrize("command", ["classify", "evaluate", "simulate"])
def test_the_help_of_a_command_needs_no_torch(command):
    code = (
        "import sys; from cnnviz.__main__ import main\n"
        f"try: main(['{command}', '--help'])\n"
        "finally: assert 'torch' not in sys.modules"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    assert COMMANDS[command].capitalize() in result.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "required: COMMAND; see python -m cnnviz --help"),
        (["fly"], "invalid choice: 'fly'"),
        (["--fly"], "required: COMMAND"),
        (["classify"], "required: IMAGE|FOLDER; see python -m cnnviz classify --help"),
        (["classify", "a.png", "--fly"], "unrecognized arguments: --fly"),
        (["classify", "a.png", "--js"], "unrecognized arguments: --js"),
        (["classify", "a.png", "--weights"], "argument --weights: expected one argument"),
        (["classify", "a.png", "--fly\n\x1b[31m"], r"unrecognized arguments: --fly\n\x1b[31m"),
        (["simulate", "--count", "many"], "argument --count: invalid int value: 'many'"),
        (["simulate", "--count", "1", "--seed", "1"], "required: --out"),
        (["evaluate"], "required: --data"),
        (["evaluate", "--data", "x", "--split", "half"], "argument --split: invalid choice"),
    ],
)
def test_wrong_usage_is_one_line(capsys, words, reason):
    assert reason in refused(capsys, *words)


@pytest.mark.parametrize(
    "words", [["classify", "a.png"], ["evaluate", "--data", "simulated"]], ids=lambda w: w[0]
)
def test_an_unknown_name_of_weights_is_wrong_usage(capsys, words):
    assert refused(capsys, *words, "--weights", "no\nthing").startswith(r"no\nthing: no weights")


# errors that a command does not handle itself


class Command:
    def __init__(self, error):
        self.error = error

    def add_arguments(self, parser):
        pass

    def run(self, arguments):
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (DataError("a: broken"), 1, "error: a: broken"),
        (ValueError("--batch: at least 1"), 2, "error: --batch: at least 1"),
        (FileExistsError(17, "File exists", "run"), 2, "error: run: File exists"),
        (OSError("disc is full"), 2, "error: disc is full"),
        (KeyError("x"), 1, "error: benchmark: a mistake of this program (KeyError: 'x')"),
        (ValueError("two\nlines"), 2, r"error: two\nlines"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_no_error_becomes_a_traceback(capsys, monkeypatch, error, status, line):
    monkeypatch.setattr(program, "import_module", lambda name: Command(error))
    assert program.main(["benchmark"]) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.rstrip("\n") == line


def test_a_debugger_gets_the_traceback(monkeypatch):
    monkeypatch.setattr(program, "import_module", lambda name: Command(KeyError("x")))
    monkeypatch.setenv("CNNVIZ_DEBUG", "1")
    with pytest.raises(KeyError):
        program.main(["benchmark"])


def test_a_process_fails_with_one_line_and_its_status():
    result = python("classify", "none.png", "--weights", "nothing")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: nothing: no weights have this name or path")
    assert result.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_error(small, tmp_path):
    Image.new("RGB", (32, 32)).save(tmp_path / "a.png")
    words = ["classify", "--weights", str(small), str(tmp_path / "a.png")]
    with subprocess.Popen(
        [sys.executable, "-m", "cnnviz", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


# text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("m31.png", "m31.png"),
        ("Galaxie größer 星系.png", "Galaxie größer 星系.png"),
        ("a\nb\r\t\x1b[31m\x7f\x9b", r"a\nb\r\t\x1b[31m\x7f\x9b"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2028\u2029\u200b", r"\u2028\u2029\u200b"),
        ("\udcff", r"\udcff"),
    ],
)
def test_hidden_characters_are_escaped(text, shown):
    assert reporting.printable(text) == shown
    assert reporting.printable(shown) == shown


def test_progress_is_silent_where_there_is_no_terminal(capsys):
    with reporting.progress("images") as show:
        show(1, 2)
        time.sleep(0.2)  # a bar would be drawn again after a tenth of a second
        show(2, 2)
    assert capsys.readouterr() == ("", "")


def test_progress_is_drawn_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with reporting.progress("images") as show:
        time.sleep(0.2)
        show(1, 2)
    assert "| 1/2 [" in capsys.readouterr().err
