"""The entry point: commands, and the one place where errors become messages and exit statuses."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys
import traceback
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TextIO

import click

from nocert_rules.cli.options import lang_option, locale_language
from nocert_rules.cli.questions import QUESTIONS, command_of, shipped_command
from nocert_rules.cli.usage import usage_problem
from nocert_rules.version import VERSION
from nocert_rules.words.errors import InputError, NocertError, Position, Problem
from nocert_rules.words.files import unwritable
from nocert_rules.words.messages import Language, message

WRONG_USE, INTERNAL = 2, 4
_OUTPUT: dict[Language, str] = {"en": "standard output", "zh": "标准输出"}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)  # what a user can mend


_MODULES = dict.fromkeys(("items", "provisions", "facts", "explain", "schema"), "browse") | {
    name: name for name in ("ask", "check", "diff", "fmt", "lint", "mutate", "prove", "serve", "test")
}


@cache
def _command(name: str) -> click.Command:
    """The command of a shipped question, or that which its module defines: imported when it is asked for."""
    if name in QUESTIONS:
        return shipped_command(name)
    command = getattr(import_module(f"nocert_rules.cli.{_MODULES[name]}"), name)
    assert isinstance(command, click.Command)
    return command


class Commands(click.Group):
    """The commands, and those of the questions of another rulebook that is named with them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands that are always there."""
        return sorted((*QUESTIONS, *_MODULES))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command `cmd_name`, so that no command waits for what others need."""
        return _command(cmd_name) if cmd_name in QUESTIONS or cmd_name in _MODULES else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` name."""
        if self.get_command(ctx, args[0]) is None:
            command = command_of(args[0], args[1:])
            if command is not None:
                return args[0], command, args[1:]
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="nocert")
@lang_option
def nocert(lang: str | None) -> None:
    """How a certificate item may be handled in Jinhua's certificate-free-city reform (“无证明城市”), and what
    liability, sanction or exemption follows in a case file: from the published text and nothing else.

    \b
    Start here:
      nocert route --item 近3年安全驾驶情况证明 --jurisdiction jinhua
      nocert items 驾驶
      nocert facts case --template > my-case.yaml && nocert case my-case.yaml
      nocert explain pledge/4.2

    \b
    Shell completion (bash): eval "$(_NOCERT_COMPLETE=bash_source nocert)"
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit status."""
    gc.disable()  # the process is over before there is any garbage worth the time
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(given)
    try:
        if sys.stdout is None:  # closed before the program began
            raise InputError((Problem("stdout_closed", Position(_OUTPUT[language])),))
        nocert.main(args=given, prog_name="nocert", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        if not given:  # `nocert` alone: click wants to show the help
            error.show()
        else:
            _tell(usage_problem(error).render(language))
        sys.exit(WRONG_USE)
    except NocertError as error:
        _tell(*error.lines(language))
        sys.exit(error.status)
    except BrokenPipeError:  # who reads has read enough
        _drop(sys.stdout)
        sys.exit(0)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            _tell(_internal(error, language))
            sys.exit(INTERNAL)
        _drop(sys.stdout)
        _tell(unwritable(str(error.filename or _OUTPUT[language]), error).render(language))
        sys.exit(WRONG_USE)
    except Exception as error:  # the last resort: no traceback reaches a counter
        _tell(_internal(error, language))
        sys.exit(INTERNAL)


def _tell(*lines: str) -> None:
    """Show what went wrong, if anybody can be told: the exit status says it anyway."""
    try:
        for line in lines:
            click.echo(line, err=True)
    except OSError:
        _drop(sys.stderr)


def _drop(stream: TextIO) -> None:
    """Let what still waits to be written to `stream` go nowhere, or it would fail once more as the process ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _internal(error: Exception, language: Language) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"nocert: {message('internal', language, {'kind': type(error).__name__, 'place': place})}"


def _language(arguments: list[str]) -> Language:
    """The language of messages, which must be known before the arguments are parsed: the last that is named."""
    language = locale_language()
    for number, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and number + 1 < len(arguments):
            value = arguments[number + 1]
        if value == "zh":
            language = "zh"
        elif value == "en":
            language = "en"
    return language
