"""The command `prove`: the invariants of a rulebook, proved for all inputs or refuted by a case."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nocert_rules.cli.options import Number, Settings, common, settings
from nocert_rules.render.page import Page
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Position, Problems
from nocert_rules.words.files import write_file
from nocert_rules.words.json_text import json_text

if TYPE_CHECKING:
    from nocert_rules.gate.prove import Invariant, Result, Scope

ALL_PROVED, NOT_PROVED = 0, 1


@click.command()
@click.option("--question", metavar="ID", help="Only statements about this question.")
@click.option("--invariant", "names", multiple=True, metavar="ID", help="Only this statement (may be repeated).")
@click.option(
    "--bound", type=click.IntRange(0, 10), default=3, show_default=True, help="The most records that a list has."
)
@click.option("--timeout", type=Number(min=0.01), default=10.0, show_default=True, help="Seconds for each step.")
@click.option(
    "--cases", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="Where cases are written to."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Output.",
)
@common
def prove(**options: Any) -> None:
    """Prove the statements of rules/*/invariants.yaml for all inputs, or show a case that breaks one.

    Every case is replayed through the engines before it is shown. Needs the extra `prove`.

    \b
    Examples:
      nocert prove
      nocert prove --question route --cases broken/
      nocert prove --invariant public-safety-is-never-pledged --bound 5

    Exit status: 0 all proved, 1 some refuted, vacuous or not settled in time, 2 wrong input, 4 internal.
    """
    from nocert_rules.gate.prove import Scope, load_invariants
    from nocert_rules.gate.prove import prove as run

    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    rulebook = chosen.rulebook()
    invariants = load_invariants(options["rules"] or default_folder("rules"), rulebook)
    wanted = _chosen(rulebook, invariants, options["question"], options["names"])
    scope = Scope(bound=options["bound"])
    results = _SHOWN[options["format_"]](chosen, rulebook, scope, run(rulebook, wanted, scope, options["timeout"]))
    written = write_cases(options["cases"], results) if options["cases"] else []
    if options["format_"] == "text":
        for path in written:
            click.echo(str(path))
    sys.exit(ALL_PROVED if all(result.outcome == "proved" for result in results) else NOT_PROVED)


def _chosen(
    rulebook: Rulebook, invariants: tuple[Invariant, ...], question: str | None, names: tuple[str, ...]
) -> list[Invariant]:
    problems = Problems()
    if question and question not in rulebook.questions:
        problems.unknown_name("question", question, Position("--question"), rulebook.questions)
    known = [invariant.id for invariant in invariants]
    for name in names:
        if name not in known:
            problems.unknown_name("invariant", name, Position("--invariant"), known)
    problems.raise_if_any()
    return [
        invariant
        for invariant in invariants
        if (not names or invariant.id in names) and (not question or invariant.question == question)
    ]


def _shown_as_json(chosen: Settings, rulebook: Rulebook, scope: Scope, results: Iterable[Result]) -> list[Result]:
    from nocert_rules.gate.prove.report import report_data

    found = list(results)
    click.echo(json_text(report_data(rulebook, found, scope)), nl=False)
    return found


def _shown_as_text(chosen: Settings, rulebook: Rulebook, scope: Scope, results: Iterable[Result]) -> list[Result]:
    """Each result as soon as there is one: a proof takes its time."""
    from nocert_rules.gate.prove.report import result_text, scope_line, summary_line

    click.echo(scope_line(scope, chosen.language))
    found: list[Result] = []
    for result in results:
        page = Page(chosen.width, chosen.colour)
        result_text(rulebook, result, chosen.language, page)
        click.echo(page.text(), nl=False)
        found.append(result)
    click.echo(summary_line(found, chosen.language))
    return found


def _shown_as_annotations(
    chosen: Settings, rulebook: Rulebook, scope: Scope, results: Iterable[Result]
) -> list[Result]:
    from nocert_rules.gate.check.proofs import results_report
    from nocert_rules.gate.report.github import github_report

    found = list(results)
    click.echo(github_report(results_report(found), chosen.language), nl=False)
    return found


_SHOWN = {"text": _shown_as_text, "json": _shown_as_json, "github": _shown_as_annotations}


def write_cases(folder: Path, results: Iterable[Result]) -> list[Path]:
    """Write the cases of refuted statements to `folder`, one file each, named by the statement."""
    written: list[Path] = []
    for result in results:
        for number, played in enumerate(result.replays, start=1):
            name = result.invariant.id if len(result.replays) == 1 else f"{result.invariant.id}-{number}"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{name}.yaml"
            write_file(path, played.text)
            written.append(path)
    return written
