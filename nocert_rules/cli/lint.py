"""The command `nocert lint`."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import click

from nocert_rules.cli.options import common, day_of, rulebook_folders, settings
from nocert_rules.cli.progress import Progress
from nocert_rules.engine.today import today
from nocert_rules.words.errors import Position, Problems

VIOLATIONS = 1


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("--only", multiple=True, metavar="ID", help="Only this lint (may be repeated).")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only lints of this category.")
@click.option(
    "--severity", type=click.Choice(["error", "warning", "note"]), default="note", help="Nothing milder than this."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "junit", "github"]),
    default="text",
    show_default=True,
    help="Output.",
)
@click.option("--on", default="", metavar="DAY", help="The day asked, as 2019-06-03 (default: today).")
@click.option("--no-solver", is_flag=True, help="Leave out the lints that ask the solver.")
@click.option("--list", "as_list", is_flag=True, help="Name the lints and what they look for, and run none.")
@common
def lint(folders: tuple[Path, ...], **options: Any) -> None:
    """Look for faults in a rulebook: its text, names, logic, lists, periods, labels and cases.

    Each of FOLDERS holds a `rules` and a `catalogue` folder; without any, the shipped rulebook is looked at (or
    the one of --rules and --catalogue). A lint is turned off at a place by a comment on the line or above it:
    `# nocert-lint: off ID — reason`.

    \b
    Examples:
      nocert lint
      nocert lint my-rulebook --format sarif > lint.sarif
      nocert lint --only modality-misfit --only quote-too-short
      nocert lint --category logic --severity error

    Exit status: 0 nothing found but notes, 1 violations, 2 wrong use.
    """
    from nocert_rules.gate.lint.registry import BY_ID, CATEGORIES, LINTS  # read only here: other commands start faster
    from nocert_rules.gate.lint.runner import Selection, run_lints
    from nocert_rules.gate.report.formats import merged, render

    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    problems = Problems()
    _check_names(problems, ("lint", "检查"), options["only"], "--only", BY_ID)
    _check_names(problems, ("category", "类别"), options["categories"], "--category", CATEGORIES)
    as_of = day_of(options["on"], problems) or today()
    rulebooks = rulebook_folders(folders, chosen, problems)
    problems.raise_if_any()
    if options["as_list"]:
        for item in LINTS:
            click.echo(f"{item.id} · {item.category} · {item.severity} · {item.summary.text(chosen.language)}")
        return
    wanted = Selection(options["only"], options["categories"], options["severity"], not options["no_solver"])
    with Progress(sys.stderr) as progress:
        report = merged([run_lints(*folders, as_of, wanted, progress.tell) for folders in rulebooks])
    click.echo(render(report, options["format_"], chosen.language, chosen.width), nl=False)
    sys.exit(VIOLATIONS if report.failed else 0)


def _check_names(
    problems: Problems, kind: tuple[str, str], names: Iterable[str], option: str, known: Collection[str]
) -> None:
    """Every one of `names` must be known."""
    for name in names:
        if name not in known:
            problems.unknown_name(kind[0], name, Position(option), known, kind_zh=kind[1])
