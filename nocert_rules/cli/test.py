"""The command `test`: golden cases and what they cover."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, assert_never

import click

from nocert_rules.cli.options import Settings, common, rulebook_folders, settings
from nocert_rules.cli.progress import Progress
from nocert_rules.render.page import Page, wrap
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.words.errors import Position, Problems
from nocert_rules.words.files import write_file

if TYPE_CHECKING:
    from nocert_rules.gate.golden import GoldenCase
    from nocert_rules.gate.testing.run import Run, Selection
    from nocert_rules.gate.testing.update import Change
    from nocert_rules.rulebook.model.rulebook import Rulebook

PASSED, FAILED = 0, 1


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("-k", "name", default="", metavar="NAME", help="Only cases whose name holds this.")
@click.option("--provision", default="", metavar="ID", help="Only cases that test this provision.")
@click.option("--rule", default="", metavar="ID", help="Only cases that speak of this rule or where it holds.")
@click.option("-x", "stop", is_flag=True, help="Stop at the first failure.")
@click.option("--update", is_flag=True, help="Show what would change in the case files, and ask for each whether to.")
@click.option("--yes", is_flag=True, help="With --update: write all changes without asking.")
@click.option(
    "--coverage/--no-coverage",
    default=None,
    help="What all cases cover, and whether that meets the thresholds (default: unless cases are selected).",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "junit", "github"]),
    default="text",
    show_default=True,
    help="Output.",
)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page, too.")
@common
def test(folders: tuple[Path, ...], **options: Any) -> None:
    """Decide the golden cases of a rulebook, say why where one fails, and measure what they cover.

    Each of FOLDERS holds a `rules` and a `catalogue` folder; without any, the shipped rulebook is tested (or the
    one of --rules and --catalogue). Thresholds of coverage stand in the nearest pyproject.toml, in per cent:
    `[tool.nocert.coverage]` with `rules`, `conditions`, `mcdc`, `provisions`, `lists`, `norms`.

    \b
    Examples:
      nocert test
      nocert test --provision pledge/4.2 -x
      nocert test --rule pledge-is-voluntary
      nocert test --html coverage.html --format junit > cases.xml
      nocert test -k leap-day --update

    Exit status: 0 all pass and every threshold is met, 1 a case fails or coverage is below, 2 wrong input,
    3 the engines disagree.
    """
    from nocert_rules.gate.testing.run import Selection
    from nocert_rules.gate.testing.update import changes

    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    _check_use(options)
    selection = Selection(options["name"], options["provision"], options["rule"])
    measure = not selection if options["coverage"] is None else options["coverage"]
    problems = Problems()
    pairs = rulebook_folders(folders, chosen, problems)
    problems.raise_if_any()
    with Progress(sys.stderr) as progress:
        runs = _runs(pairs, selection, measure, options["stop"], progress)
    if options["update"]:
        proposed = changes(outcome for one in runs for outcome in one.failures)
        if _updated(chosen, proposed, runs, options["yes"]):
            with Progress(sys.stderr) as progress:
                runs = _runs(pairs, selection, measure, options["stop"], progress)
    if options["html"]:
        _write_page(options["html"], runs, chosen)
    click.echo(_report(runs, options["format_"], chosen), nl=False)
    sys.exit(PASSED if all(one.passed for one in runs) else FAILED)


def _check_use(options: dict[str, Any]) -> None:
    """Refuse options that do not go together."""
    if options["yes"] and not options["update"]:
        raise click.UsageError("--yes belongs to --update")
    if options["update"] and options["format_"] != "text":
        raise click.UsageError("--update asks, and writes text: leave --format out")
    if options["update"] and not options["yes"] and not sys.stdin.isatty():
        raise click.UsageError("--update asks for each change, but there is no terminal to ask on: give --yes")


def _runs(
    pairs: Sequence[tuple[Path, Path]], selection: Selection, measure: bool, stop: bool, progress: Progress
) -> list[Run]:
    """The runs of all rulebooks; with `stop`, none after one that was stopped."""
    from nocert_rules.gate.golden import load_cases
    from nocert_rules.gate.testing.run import run_cases
    from nocert_rules.gate.testing.thresholds import thresholds_of

    progress.say(" ".join(f"{rules} …" for rules, _ in pairs))
    rulebooks = [load_rulebook(rules, catalogue) for rules, catalogue in pairs]
    cases = [load_cases(rules, rulebook) for (rules, _), rulebook in zip(pairs, rulebooks, strict=True)]
    _check_names(selection, rulebooks, cases)
    found: list[Run] = []
    for (rules, _), rulebook, golden in zip(pairs, rulebooks, cases, strict=True):
        limits = thresholds_of(rules)
        found.append(run_cases(rules, rulebook, golden, selection, limits, measure, stop, progress.count))
        if found[-1].stopped:
            break
    if not any(one.outcomes for one in found):
        raise click.UsageError("no case is selected")
    return found


def _check_names(selection: Selection, rulebooks: list[Rulebook], cases: list[tuple[GoldenCase, ...]]) -> None:
    """Every name of the selection must be one of some rulebook."""
    problems = Problems()
    ids = [golden.id for some in cases for golden in some]
    if not any(selection.name in id_ for id_ in ids):
        problems.unknown_name("case", selection.name, Position("-k"), ids, "案件")
    provisions = [id_ for rulebook in rulebooks for id_ in rulebook.provisions]
    if selection.provision and selection.provision not in provisions:
        problems.unknown_name("provision", selection.provision, Position("--provision"), provisions, "条款")
    rules = [id_ for rulebook in rulebooks for id_ in rulebook.rules]
    if selection.rule and selection.rule not in rules:
        problems.unknown_name("rule", selection.rule, Position("--rule"), rules, "规则")
    problems.raise_if_any()


def _updated(chosen: Settings, proposed: Sequence[Change], runs: Sequence[Run], yes: bool) -> bool:
    """Show every change, ask for it, and write the accepted ones all together; whether anything was written."""
    from nocert_rules.gate.testing.update import written
    from nocert_rules.gate.testing.words import say

    language = chosen.language
    accepted: list[Change] = []
    provisions = {name: item for one in runs for name, item in one.rulebook.provisions.items()}
    if proposed:
        click.secho("\n".join(wrap(say("from_text", language), chosen.width)) + "\n", bold=True, err=True)
    for before, change in zip((None, *proposed), proposed, strict=False):
        if before is None or before.golden is not change.golden:
            click.echo(_heading(change, provisions[change.golden.provision].text, chosen), nl=False, err=True)
        for line in change.diff():
            click.secho(line, fg={"-": "red", "+": "green"}.get(line[:1]), err=True)
        if yes or click.confirm(say("accept", language), default=False, err=True):
            accepted.append(change)
        click.echo(err=True)
    files = written(accepted)
    if files:
        names = ", ".join(str(path) for path in files)
        click.echo(f"{say('written', language, count=len(accepted), files=names)}\n", err=True)
    else:
        click.echo(f"{say('none_written', language)}\n", err=True)
    return bool(files)


def _heading(change: Change, text: str, chosen: Settings) -> str:
    """What is shown of a case before its changes: where it stands, what the provision says, and the reason."""
    from nocert_rules.render.words import word

    page = Page(chosen.width, chosen.colour)
    page.heading(f"{change.position}: `{change.golden.id}`")
    flat = text.replace("\n", " ")
    page.line(f"{change.golden.provision} “{flat}”", 2, 2)
    page.line(f"{word('reason', chosen.language)} {change.golden.reason}", 2, 2)
    return page.text()


def _report(runs: Sequence[Run], format_: Literal["text", "json", "junit", "github"], chosen: Settings) -> str:
    match format_:
        case "text":
            from nocert_rules.gate.testing.text import runs_text

            return runs_text(runs, chosen.language, Page(chosen.width, chosen.colour))
        case "json":
            from nocert_rules.gate.testing.data import runs_json

            return runs_json(runs)
        case "junit":
            from nocert_rules.gate.testing.junit import runs_junit

            return runs_junit(runs, chosen.language)
        case "github":
            from nocert_rules.gate.check.cases import runs_report
            from nocert_rules.gate.report.github import github_report

            return github_report(runs_report(runs), chosen.language)
        case _:
            assert_never(format_)


def _write_page(path: Path, runs: Sequence[Run], chosen: Settings) -> None:
    from nocert_rules.gate.testing.html import runs_html

    write_file(path, runs_html(runs, chosen.language))
