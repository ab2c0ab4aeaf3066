"""Answers a question for the command line: facts of files and options in, the decision out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from nocert_rules.cli.options import Settings, check_about, question_of, settings
from nocert_rules.engine.decision.answer import decision_status
from nocert_rules.engine.decision.decide import Decider, Decision
from nocert_rules.engine.facts.build import MAX_CASE_BYTES, Asked, build_case
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.words.errors import Position, Problems

ANSWERED, UNDETERMINED = 0, 1
_NARROWING = ("matter", "requesting_unit", "issuing_unit")


def answer_question(name: str, options: dict[str, Any]) -> None:
    """Answer question `name` as `options` say and end the process with its exit status."""
    chosen = settings(options["rules"], options["catalogue"], options["lang"], options["engine"] or "auto")
    rulebook = chosen.rulebook()
    check_about(question_of(rulebook, name, "nocert"), options["about"] or "")
    case = build_case(rulebook, _asked(name, options))
    decider = Decider(rulebook, chosen.engine)
    _check_conclusions(decider, name, options["why_of"])
    decision = decider.decide(case)
    show = _show_json if options["format_"] == "json" else _show_text
    show(decider, decision, chosen, options)
    sys.exit(_exit_status(decision, options["about"] or ""))


def _show_json(decider: Decider, decision: Decision, _: Settings, options: dict[str, Any]) -> None:
    from nocert_rules.engine.decision.document import decision_json

    explanations = None
    if options["why"] or options["why_of"]:
        from nocert_rules.dialogue.explanation import explanations_data

        explanations = explanations_data(decider, decision, options["why_of"])
    click.echo(decision_json(decision, explanations), nl=False)


def _show_text(decider: Decider, decision: Decision, chosen: Settings, options: dict[str, Any]) -> None:
    from nocert_rules.render.decision import decision_text

    look = (chosen.language, chosen.width, chosen.colour)
    click.echo(decision_text(decision, *look, options["trace"], options["about"] or ""), nl=False)
    if options["why"] or options["why_of"]:
        from nocert_rules.render.explanation import explanation_text

        click.echo()
        click.echo(explanation_text(decider, decision, *look, options["why_of"]), nl=False)


def _check_conclusions(decider: Decider, question: str, about: tuple[str, ...]) -> None:
    """Refuse a name that is no conclusion of the question."""
    problems = Problems()
    program, _ = decider.prepared(question)
    known = [item.id for item in program.conclusions]
    for name in about:
        if name not in known:
            problems.unknown_name("conclusion", name, Position("--why-of"), known)
    problems.raise_if_any()


def _asked(name: str, options: dict[str, Any]) -> Asked:
    _check_options(options)
    files: tuple[Path, ...] = options["files"]
    selector = None
    if options.get("item"):
        matter, requesting_unit, issuing_unit = (options[name] or "" for name in _NARROWING)
        selector = Selector(options["item"], matter, requesting_unit, issuing_unit)
    piped = b""
    if sys.stdin is not None and any(str(path) == "-" for path in files):
        piped = sys.stdin.buffer.read(MAX_CASE_BYTES + 1)
    return Asked(
        question=name,
        files=files,
        standard_input=piped,
        facts=options["facts"],
        item=selector,
        jurisdiction=options["jurisdiction"] or "",
        on=options["on"] or "",
    )


def _check_options(options: dict[str, Any]) -> None:
    """Refuse options without a value (an unset variable of a script), and those that narrow no item."""
    problems = Problems()
    for name in ("item", *_NARROWING, "jurisdiction", "on"):
        option = f"--{name.replace('_', '-')}"
        if options.get(name) == "":
            problems.add("option_empty", Position(option), option=option)
        elif name in _NARROWING and options.get(name) and options["item"] is None:
            problems.add("item_options", Position(option))
    problems.raise_if_any()


def _exit_status(decision: Decision, about: str) -> int:
    return UNDETERMINED if decision_status(decision, about) == "undetermined" else ANSWERED
