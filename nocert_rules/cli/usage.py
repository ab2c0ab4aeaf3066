"""Wrong use of the command line as a problem like every other: one line, what was expected, the nearest right name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import click

from nocert_rules.errors import Position, Problem, Problems, nearest, shown

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
        _unknown(problems, "option", Position(command), error.option_name, _options(context), command=command)
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


def _unknown(
    problems: Problems, kind: str, place: Position, found: str, names: Collection[str], **details: str
) -> None:
    close = nearest(found, names)
    if close:
        problems.add(f"unknown_{kind}_near", place, found=shown(found), nearest=close, **details)
    else:
        problems.add(f"unknown_{kind}", place, found=shown(found), **details)


def _bad_value(problems: Problems, error: click.BadParameter, param: click.Parameter, command: str) -> None:
    """A value of the wrong kind for `param`."""
    place = Position(param.opts[0] if isinstance(param, click.Option) else (param.human_readable_name or command))
    choice, number = _CHOICE.match(error.message), _RANGE.fullmatch(error.message)
    if choice and isinstance(param.type, click.Choice):
        _wrong_choice(problems, place, choice[1], [str(name) for name in param.type.choices])
    elif number:
        problems.add("expected_value", place, found=f"`{shown(number[1])}`", expected=f"a number in {number[2]}")
    elif _NUMBER.match(error.message):
        found = _NUMBER.match(error.message)
        problems.add("expected_value", place, found=f"`{shown(found[1])}`" if found else "", expected="a number")
    else:
        problems.add("usage", place, reason=_lower(error.message), command=command)


def _wrong_choice(problems: Problems, place: Position, found: str, known: Collection[str]) -> None:
    close = nearest(found, known)
    details = {"found": shown(found), "known": _listed(known)}
    if close:
        problems.add("wrong_option_near", place, **details, nearest=close)
    else:
        problems.add("wrong_option", place, **details)


def _other(problems: Problems, error: click.ClickException, context: click.Context | None, command: str) -> None:
    name, extra = _COMMAND.match(error.message), _EXTRA.match(error.message)
    if name and context and isinstance(context.command, click.Group):
        known = context.command.list_commands(context)
        _unknown(problems, "command", Position(command), name[1], known, known=_listed(known))
    elif isinstance(error, click.BadOptionUsage) and "requires an argument" in error.message:
        problems.add("option_empty", Position(error.option_name), option=error.option_name)
    elif extra:
        problems.add("extra_argument", Position(command), found=shown(extra[1]), command=command)
    else:
        problems.add("usage", Position(command), reason=_lower(error.format_message()), command=command)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _lower(text: str) -> str:
    return shown(text[:1].lower() + text[1:].rstrip("."), 200)
