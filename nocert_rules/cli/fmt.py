"""The command `nocert fmt`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nocert_rules.cli.options import common, settings
from nocert_rules.cli.progress import Progress
from nocert_rules.render.words import pick
from nocert_rules.words.errors import Position, Problems
from nocert_rules.words.messages import Language

if TYPE_CHECKING:
    from nocert_rules.gate.fmt.run import Outcome

WOULD_CHANGE = 1
_WORDS: dict[str, tuple[str, str]] = {
    "done": ("已整理 {name}", "formatted {name}"),
    "wanted": ("需要整理 {name}", "would format {name}"),
    "sum_done": ("整理了 {changed} 个，{same} 个原已合格", "{changed} formatted, {same} already in order"),
    "sum_wanted": ("{changed} 个需要整理，{same} 个合格", "{changed} to format, {same} in order"),
    "reading": ("正在整理", "formatting"),
}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change, and exit with 1.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--modeline", is_flag=True, help="Add or renew the first line, which tells editors the file's schema.")
@click.option(
    "--schemas",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="Where the schemas are that modelines name (default: those of the package).",
)
@common
def fmt(paths: tuple[Path, ...], **options: Any) -> None:
    """Lay out rule, catalogue, list, case and invariant files in the one canonical way.

    PATHS are files and folders; without any, the folders of --rules and --catalogue are meant, or else `rules` and
    `catalogue` here. Comments, values and the order of lists stay; nothing is written where a file would say
    something else afterwards, or where one of the files is not right.

    \b
    Examples:
      nocert fmt
      nocert fmt --check --diff
      nocert fmt rules/pledge/cases
      nocert fmt --modeline

    Exit status: 0 all in order (or written), 1 some files would change (--check), 2 wrong input, 4 internal.
    """
    from nocert_rules.gate.fmt.run import check_digest, find_files, write  # read only here: other commands start faster

    language = settings(options["rules"], options["catalogue"], options["lang"]).language
    problems = Problems()
    files = find_files(paths or _folders(options["rules"], options["catalogue"], problems), problems)
    schemas = (options["schemas"] or _shipped_schemas()) if options["modeline"] or options["schemas"] else None
    outcomes = _laid_out(files, schemas, language, problems)
    problems.raise_if_any()
    check_digest(outcomes)
    changed = [outcome for outcome in outcomes if outcome.changed]
    only_shown = options["check"] or options["diff"]
    for outcome in changed:
        if not only_shown:
            write(outcome)
        if options["diff"]:
            click.echo(outcome.diff, nl=False)
        if options["check"] or not options["diff"]:
            click.echo(pick(_WORDS["wanted" if only_shown else "done"], language).format(name=outcome.before.name))
    summary = pick(_WORDS["sum_wanted" if only_shown else "sum_done"], language)
    click.echo(summary.format(changed=len(changed), same=len(outcomes) - len(changed)), err=True)
    sys.exit(WOULD_CHANGE if changed and options["check"] else 0)


def _folders(rules: Path | None, catalogue: Path | None, problems: Problems) -> tuple[Path, ...]:
    given = tuple(folder for folder in (rules, catalogue) if folder)
    wanted = given or (Path("rules"), Path("catalogue"))
    for folder in wanted:
        if not folder.is_dir():
            problems.add("no_folder", Position(str(folder)))
    return tuple(folder for folder in wanted if folder.is_dir())


def _shipped_schemas() -> Path:
    return Path(__file__).resolve().parents[1] / "schemas"


def _laid_out(files: Iterable[Path], schemas: Path | None, language: Language, problems: Problems) -> list[Outcome]:
    """Every file laid out."""
    from nocert_rules.gate.fmt.run import lay_out

    paths, found = list(files), []
    with Progress(sys.stderr) as progress:
        for number, path in enumerate(paths):
            progress.tell(f"{pick(_WORDS['reading'], language)} {number} / {len(paths)}")
            found.append(lay_out(path, schemas, problems))
    return [outcome for outcome in found if outcome]
