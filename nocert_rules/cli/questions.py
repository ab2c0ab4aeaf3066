"""A command for each question: those of the shipped rules, or of another rulebook that is named with the command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from nocert_rules.cli.options import CASE_FILE, common
from nocert_rules.rulebook.load.cache import cache_folder, cached_rulebook

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


def shipped_command(name: str) -> click.Command:
    """The command of a shipped question: known without loading the rulebook, so that help comes at once."""
    return question_command(name, SUMMARIES[name], EXAMPLES[name], name in _ABOUT_ITEMS)


def command_of(name: str, arguments: Sequence[str]) -> click.Command | None:
    """The command of question `name` of the rulebook that `arguments` choose, if they choose one and it has it.

    Raises InputError where that rulebook cannot be loaded.
    """
    rules, catalogue = (_folder(arguments, option) for option in ("--rules", "--catalogue"))
    if rules is None and catalogue is None:
        return None
    keep = None if "--no-cache" in arguments else cache_folder()
    question = cached_rulebook(rules, catalogue, keep).questions.get(name)
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
        from nocert_rules.cli.answering import answer_question  # what answers: read when there is something to answer

        answer_question(name, options)

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
        click.argument("files", nargs=-1, type=CASE_FILE),
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
