"""A command for each question: those of the shipped rules, or of another rulebook that is named with the command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from nocert_rules.cli.options import check_about, common, question_of, settings
from nocert_rules.dialogue.explanation import explanations_data
from nocert_rules.engine.decision.answer import decision_status
from nocert_rules.engine.decision.decide import Decider, Decision
from nocert_rules.engine.decision.document import decision_json
from nocert_rules.engine.facts.build import MAX_CASE_BYTES, Asked, build_case
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.render.decision import decision_text
from nocert_rules.render.explanation import explanation_text
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.words.errors import Position, Problems

ANSWERED, UNDETERMINED = 0, 1

EXAMPLES = {
    "route": """\b
  nocert route --item 近3年安全驾驶情况证明 --jurisdiction jinhua
  nocert route --item jinhua-2019/1 --jurisdiction 金华市 --on 2019-06-03
  nocert route examples/route-pledge.yaml
  nocert route --item jinhua-2019/2 --jurisdiction jinhua \\
    --fact applicant.informed=true --fact applicant.willing=true""",
    "verification": """\b
  nocert verification examples/verification-overdue.yaml
  nocert verification --fact verification.requested=true \\
    --fact verification.limit=5""",
    "pledge": """\b
  nocert pledge examples/pledge-false.yaml
  nocert pledge examples/pledge-false.yaml --format json""",
    "case": """\b
  nocert facts case --template > my-case.yaml
  nocert case my-case.yaml
  nocert case examples/case-three-subjects.yaml --trace""",
}
SUMMARIES = {
    "route": "Which routes are open for a certificate item, what must be done, what must not be asked.",
    "verification": "Who must answer a verification and by when, is it overdue, are the rosters in order.",
    "pledge": "What follows from a check of a pledge, and until when a new pledge is barred.",
    "case": "For each subject of a case: grounds, permitted measures, exemption, procedure, what is missing.",
}
QUESTIONS = tuple(SUMMARIES)
_ABOUT_ITEMS = ("route", "verification")


def shipped_commands() -> list[click.Command]:
    """The commands of the shipped questions: known without loading the rulebook, so that help comes at once."""
    return [question_command(name, SUMMARIES[name], EXAMPLES[name], name in _ABOUT_ITEMS) for name in QUESTIONS]


def command_of(name: str, arguments: Sequence[str]) -> click.Command | None:
    """The command of question `name` of the rulebook that `arguments` choose, if they choose one and it has it.

    Raises InputError where that rulebook cannot be loaded.
    """
    rules, catalogue = (_folder(arguments, option) for option in ("--rules", "--catalogue"))
    if rules is None and catalogue is None:
        return None
    question = load_rulebook(rules, catalogue).questions.get(name)
    if question is None:
        return None
    example = f"\b\n  nocert {name} my-case.yaml --rules my/rules --catalogue my/catalogue"
    return question_command(name, f"{question.label.en} ({question.label.zh})", example, question.lookup is not None)


def complete_question(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """The shipped questions that begin with what is typed, for shells."""
    return [name for name in QUESTIONS if name.startswith(typed)]


def _folder(arguments: Sequence[str], option: str) -> Path | None:
    """The value of `option` among arguments that are not parsed yet."""
    for number, argument in enumerate(arguments):
        if argument.startswith(f"{option}="):
            return Path(argument.partition("=")[2])
        if argument == option and number + 1 < len(arguments):
            return Path(arguments[number + 1])
    return None


def question_command(name: str, summary: str, examples: str, with_item: bool) -> click.Command:
    """The command that answers question `name`; `with_item` where an item of the lists can be named."""

    def run(**options: Any) -> None:
        _answer(name, options)

    run.__doc__ = "\n\n".join(
        (
            summary,
            "Facts come from FILES (YAML or JSON, `-` for standard input) and `--fact`.",
            "Examples:",
            examples,
            "Exit status: 0 answered, 1 undetermined, 2 wrong input, 3 the engines disagree, 4 internal.",
        )
    )
    return click.command(name)(_decorated(run, with_item))


def _decorated(run: Callable[..., None], with_item: bool) -> Callable[..., None]:
    decorators = [
        click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True)),
        click.option(
            "--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A fact, e.g. `applicant.willing=true`."
        ),
        *(_ITEM_OPTIONS if with_item else ()),
        click.option(
            "--jurisdiction", metavar="ID|NAME", help="Whose lists and parameters count, e.g. `jinhua` or 金华市."
        ),
        click.option("--on", metavar="DAY", help="The day asked, as 2019-06-03 (default: today)."),
        click.option(
            "--engine",
            type=click.Choice(["both", "reference", "durable"]),
            help="Which engines answer (default: both, where durable_rules can be used).",
        ),
        click.option(
            "--format",
            "format_",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            help="Output.",
        ),
        click.option("--about", metavar="NAME", help="What is asked for first, e.g. `pledge`: a field or an option."),
        click.option("--trace", is_flag=True, help="Add the full trace of every rule to the text."),
        click.option("--why", is_flag=True, help="Add why each conclusion is what it is, and what would change it."),
        click.option(
            "--why-of", multiple=True, metavar="CONCLUSION", help="The same for one conclusion, e.g. `route-pledge`."
        ),
        common,
    ]
    for decorator in reversed(decorators):
        run = decorator(run)
    return run


_ITEM_OPTIONS = (
    click.option("--item", metavar="NAME|ID", help="A certificate on a published list, by name or entry id."),
    click.option("--matter", metavar="NAME", help="The service matter, where a certificate has several."),
    click.option("--requesting-unit", metavar="NAME", help="The requesting unit, where there are several."),
    click.option("--issuing-unit", metavar="NAME", help="The issuing unit, where there are several."),
)
_NARROWING = ("matter", "requesting_unit", "issuing_unit")


def _answer(name: str, options: dict[str, Any]) -> None:
    chosen = settings(options["rules"], options["catalogue"], options["lang"], options["engine"] or "auto")
    rulebook = chosen.rulebook()
    check_about(question_of(rulebook, name, "nocert"), options["about"] or "")
    case = build_case(rulebook, _asked(name, options))
    decider = Decider(rulebook, chosen.engine)
    about: tuple[str, ...] = options["why_of"]
    _check_conclusions(decider, name, about)
    decision = decider.decide(case)
    if options["format_"] == "json":
        explanations = explanations_data(decider, decision, about) if options["why"] or about else None
        click.echo(decision_json(decision, explanations), nl=False)
    else:
        look = (chosen.language, chosen.width, chosen.colour)
        page = decision_text(decision, *look, options["trace"], options["about"] or "")
        click.echo(page, nl=False)
        if options["why"] or about:
            click.echo()
            page = explanation_text(decider, decision, *look, about)
            click.echo(page, nl=False)
    sys.exit(_exit_status(decision, options["about"] or ""))


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
