"""Wrong use of the command line as a problem like every other: one line, what was expected, the nearest right name."""

from __future__ import annotations

import re

import click

from nocert_rules.words.errors import Position, Problem, Problems, listed, shown

_COMMAND = re.compile(r"No such command '(.*)'", re.DOTALL)
_CHOICE = re.compile(r"'(.*)' is not one of ", re.DOTALL)
_RANGE = re.compile(r"(.*?) is not in the range (.+?)\.?", re.DOTALL)
_NUMBER = re.compile(r"'(.*)' is not a valid (?:integer|float)", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


def usage_problem(error: click.ClickException) -> Problem:
    """What `error` says, in the terms of `messages`."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "nocert"
    problems = Problems()
    if isinstance(error, click.NoSuchOption):
        problems.add_unknown("unknown_option", Position(command), error.option_name, _options(context), command=command)
    elif isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(context) if error.param and context else ""
        problems.add("missing_argument", Position(command), found=f"`{name}`", command=command)
    elif isinstance(error, click.BadParameter) and error.param:
        _bad_value(problems, error, error.param, command)
    else:
        _other(problems, error, context, command)
    return problems.found[0]


def _options(context: click.Context | None) -> list[str]:
    return [name for param in context.command.get_params(context) for name in param.opts] if context else []


def _bad_value(problems: Problems, error: click.BadParameter, param: click.Parameter, command: str) -> None:
    """A value of the wrong kind for `param`."""
    place = Position(param.opts[0] if isinstance(param, click.Option) else (param.human_readable_name or command))
    choice, number = _CHOICE.match(error.message), _RANGE.fullmatch(error.message)
    if choice and isinstance(param.type, click.Choice):
        names = [str(name) for name in param.type.choices]
        problems.add_unknown("wrong_option", place, choice[1], names, known=listed(names))
    elif number:
        problems.add("expected_value", place, found=f"`{shown(number[1])}`", expected=f"a number in {number[2]}")
    elif _NUMBER.match(error.message):
        found = _NUMBER.match(error.message)
        problems.add("expected_value", place, found=f"`{shown(found[1])}`" if found else "", expected="a number")
    else:
        problems.add("usage", place, reason=_lower(error.message), command=command)


def _other(problems: Problems, error: click.ClickException, context: click.Context | None, command: str) -> None:
    name, extra = _COMMAND.match(error.message), _EXTRA.match(error.message)
    if name and context and isinstance(context.command, click.Group):
        known = context.command.list_commands(context)
        problems.add_unknown("unknown_command", Position(command), name[1], known, known=listed(known))
    elif isinstance(error, click.BadOptionUsage) and "requires an argument" in error.message:
        problems.add("option_empty", Position(error.option_name), option=error.option_name)
    elif extra:
        problems.add("extra_argument", Position(command), found=shown(extra[1]), command=command)
    else:
        problems.add("usage", Position(command), reason=_lower(error.format_message()), command=command)


def _lower(text: str) -> str:
    return shown(text[:1].lower() + text[1:].rstrip("."), 200)
