"""python -m cnnviz: the command line.

Exit status 0 when everything was done, 1 when some inputs failed, 2 for wrong usage. A failure is
one line on standard error, never a traceback (CNNVIZ_DEBUG=1 in the environment shows one).
"""

import argparse
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from cnnviz.commands import COMMANDS

INTERRUPTED = 130  # 128 + SIGINT, as shells say it


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage above it."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        from cnnviz.commands import reporting

        reporting.fail(f"{message}; see {self.prog} --help")
        raise SystemExit(2)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        words: the command and its arguments; None for those of this process

    Returns:
        the exit status
    """
    words = sys.argv[1:] if words is None else list(words)
    try:
        arguments = _parser(words[:1]).parse_args(words)
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has gone; what is left in the buffer must go nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if os.environ.get("CNNVIZ_DEBUG"):
            raise
        return _failed(error, words[0])
    return status


def _parser(chosen: Sequence[str]) -> argparse.ArgumentParser:
    """The options of the chosen command alone: the others' modules are not imported."""
    parser = _Parser(prog="python -m cnnviz", description="Galaxies and convolutional networks.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, purpose in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=f"{purpose.capitalize()}.")
        if name in chosen:
            module = import_module(f"cnnviz.commands.{name.replace('-', '_')}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


def _failed(error: Exception, command: str) -> int:
    """Report what a command did not handle itself: its one input failed, or wrong usage."""
    from cnnviz.commands import reporting
    from cnnviz.data.reading import DataError, UnknownDataError

    match error:
        case UnknownDataError():
            status, message = 2, str(error)
        case DataError():
            status, message = 1, str(error)
        case ArithmeticError():
            status, message = 1, str(error)
        case ValueError():
            status, message = 2, str(error)
        case OSError():
            reason = error.strerror or str(error)
            status, message = 2, f"{error.filename}: {reason}" if error.filename else reason
        case _:
            kind = type(error).__name__
            status, message = 1, f"{command}: a mistake of this program ({kind}: {error})"
    reporting.fail(message)
    return status


if __name__ == "__main__":
    if not sys.warnoptions:  # a library's warning is no failure of an input
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
