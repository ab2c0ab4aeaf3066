"""The command `check`: the whole gate for a rulebook, on one screen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from nocert_rules.cli.options import Settings, common, day_of, rulebook_folders, settings
from nocert_rules.cli.progress import Progress
from nocert_rules.engine.today import today
from nocert_rules.gate.diff.meaning import FailOn
from nocert_rules.render.page import Page
from nocert_rules.words.errors import Problems

if TYPE_CHECKING:
    from nocert_rules.gate.check.model import Gate, Stage

IN_ORDER, FOUND = 0, 1


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--mutate", is_flag=True, help="Plant faults, too, and see whether they are noticed: takes minutes.")
@click.option("--against", default="", metavar="REV|FOLDER", help="Say who is answered differently than there.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(get_args(FailOn)),
    help="With --against: a change to refuse (may be repeated).",
)
@click.option("--on", default="", metavar="DAY", help="The day asked, as 2019-06-03 (default: today).")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "junit", "github"]),
    default="text",
    show_default=True,
    help="Output.",
)
@common
def check(folder: Path | None, **options: Any) -> None:
    """Run the whole gate for a rulebook: fmt --check, lint, test with its thresholds, prove.

    FOLDER holds a `rules` and a `catalogue` folder; without it, the shipped rulebook is checked (or the one of
    --rules and --catalogue). One line a stage, then the first findings of each that failed and the command that
    shows all of them. Nothing is written. Without the extra `prove`, stages that need the solver are left out.

    \b
    Examples:
      nocert check .
      nocert check --rules rules --catalogue catalogue --format github
      nocert check . --against origin/main --fail-on looser
      nocert check . --mutate

    Exit status: 0 nothing found, 1 something found, 2 wrong input, 3 the engines disagree, 4 internal.
    """
    from nocert_rules.gate.check.run import open_gate, run_gate  # read only here: other commands start faster
    from nocert_rules.gate.diff.sources import load_side

    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    if options["fail_on"] and not options["against"]:
        raise click.UsageError("--fail-on belongs to --against")
    problems = Problems()
    as_of = day_of(options["on"], problems) or today()
    ((rules, catalogue),) = rulebook_folders((folder,) if folder else (), chosen, problems)
    problems.raise_if_any()
    stages: list[Stage] = []
    with Progress(sys.stderr) as progress:
        progress.say(f"{rules} …")
        old = load_side(options["against"]) if options["against"] else None
        gate = open_gate(rules, catalogue, as_of, options["mutate"], old, options["fail_on"])
        for stage in run_gate(gate, progress.tell):
            stages.append(stage)
            if options["format_"] in ("text", "github"):
                progress.clear()
                _show_stage(stage, chosen)
    click.echo(_rest(gate, tuple(stages), options["format_"], chosen), nl=False)
    sys.exit(FOUND if any(stage.found.outcome == "failed" for stage in stages) else IN_ORDER)


def _show_stage(stage: Stage, chosen: Settings) -> None:
    """The line of a stage as soon as there is one: some take their time."""
    from nocert_rules.gate.check.screen import stage_line

    page = Page(chosen.width, chosen.colour)
    stage_line(stage, chosen.language, page)
    click.echo("\n".join(page.lines))


def _rest(gate: Gate, stages: tuple[Stage, ...], format_: Any, chosen: Settings) -> str:
    """What is shown when all stages are done."""
    from nocert_rules.gate.check.run import gate_report
    from nocert_rules.gate.check.screen import findings, verdict
    from nocert_rules.gate.report.formats import render

    if format_ == "json":
        from nocert_rules.gate.check.data import gate_json

        return gate_json(gate, stages)
    if format_ != "text":
        shown = render(gate_report(stages), format_, chosen.language, chosen.width)
        return f"{shown}{verdict(stages, chosen.language)}\n" if format_ == "github" else shown
    page = Page(chosen.width, chosen.colour)
    findings(stages, chosen.language, page)
    page.lines = ["", *page.lines, *([""] if page.lines else []), verdict(stages, chosen.language)]
    return "\n".join(page.lines) + "\n"
