"""The command `diff`: two rulebooks compared, as who is answered differently."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from nocert_rules.cli.options import Number, Settings, day_of, lang_option, settings
from nocert_rules.cli.progress import Progress
from nocert_rules.gate.diff.meaning import FailOn
from nocert_rules.render.page import Page
from nocert_rules.words.errors import Problems
from nocert_rules.words.json_text import json_text

if TYPE_CHECKING:
    from nocert_rules.gate.diff.model import Diff

COMPARED, REFUSED = 0, 1


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--question", default="", metavar="ID", help="Only this question.")
@click.option(
    "--cases",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Past cases to decide under both.",
)
@click.option("--on", default="", metavar="DAY", help="The day as of which list items are asked for (default: today).")
@click.option(
    "--bound", type=click.IntRange(0, 10), default=3, show_default=True, help="The most records that a list has."
)
@click.option("--timeout", type=Number(min=0.01), default=10.0, show_default=True, help="Seconds for each proof.")
@click.option(
    "--fail-on", multiple=True, type=click.Choice(get_args(FailOn)), help="A change to refuse (may be repeated)."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@lang_option
def diff(old: str, new: str, **options: Any) -> None:
    """Compare two rulebooks: who is answered differently, for all inputs.

    OLD and NEW are folders that hold `rules` and `catalogue`, or revisions of the git repository one works in
    (HEAD~1, main:examples). Each conclusion is proved equal, or shown with the smallest case for each way in which
    it changed, replayed through the engines under both. A change of wording, order or file alone is proved equal.

    --fail-on: looser (more open or milder), stricter (more closed or stricter), open, closed, undetermined, mixed,
    or any change of an answer. What the solver cannot settle in its time counts as every kind.

    \b
    Examples:
      nocert diff HEAD~1 .
      nocert diff v1.2 HEAD --fail-on looser
      nocert diff . ../changed --question route --cases closed-cases/

    Exit status: 0 compared, 1 a change that --fail-on names, 2 wrong input, 4 internal. Needs the extra `prove`
    where rules differ.
    """
    from nocert_rules.gate.diff.run import Wanted, compare_rulebooks
    from nocert_rules.gate.diff.sources import load_side

    chosen = settings(None, None, options["lang"])
    problems = Problems()
    day = day_of(options["on"], problems)
    problems.raise_if_any()
    wanted = Wanted(options["question"], options["bound"], day, options["cases"], options["timeout"])
    with Progress(sys.stderr) as progress:
        found = compare_rulebooks(load_side(old), load_side(new), wanted, progress.say)
    click.echo(_shown(found, chosen, options["format_"]), nl=False)
    sys.exit(REFUSED if found.refused(options["fail_on"]) else COMPARED)


def _shown(found: Diff, chosen: Settings, format_: str) -> str:
    from nocert_rules.gate.diff.data import diff_data
    from nocert_rules.gate.diff.report import diff_text

    if format_ == "json":
        return json_text(diff_data(found))
    return diff_text(found, chosen.language, Page(chosen.width, chosen.colour))
