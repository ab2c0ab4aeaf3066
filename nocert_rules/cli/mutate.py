"""The command `mutate`: faults planted in a rulebook, and what of the gate notices them."""

from __future__ import annotations

import sys
from typing import Any

import click

from nocert_rules.cli.options import Number, common, question_of, settings
from nocert_rules.cli.progress import Progress
from nocert_rules.render.page import Page
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.words.json_text import json_text

ENOUGH, TOO_FEW = 0, 1


@click.command()
@click.option("--question", default="", metavar="ID", help="Only faults that concern this question.")
@click.option("--sample", type=click.IntRange(min=0), default=0, metavar="N", help="Only so many faults, by chance.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="S", help="What the sample is drawn by.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option("--quick", is_flag=True, help="Leave out invariants, and lints that ask the solver.")
@click.option("--threshold", type=Number(0, 100), metavar="PERCENT", help="The least score (else pyproject's, or 95).")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@common
def mutate(**options: Any) -> None:
    """Plant faults in the rules and lists, one at a time, and see whether golden cases, lints or invariants notice.

    No file is written. A fault that nothing notices is compared with the rulebook by the solver: proved equivalent,
    it does not count; else the case that it answers otherwise is shown, as a golden case to be judged by the text.
    The score is what was caught, of a hundred faults that change an answer. Needs the extra `prove`.

    \b
    The least score stands in `pyproject.toml`:
      [tool.nocert.mutation]
      threshold = 95

    \b
    Examples:
      nocert mutate
      nocert mutate --question route --sample 200 --seed 7
      nocert mutate --rules my/rules --catalogue my/catalogue --format json

    Exit status: 0 the score reaches the threshold, 1 it does not, 2 wrong input, 4 internal.
    """
    from nocert_rules.gate.mutate.report import passed, score_data, score_text
    from nocert_rules.gate.mutate.run import Job, run
    from nocert_rules.gate.mutate.threshold import threshold_of

    chosen = settings(options["rules"], options["catalogue"], options["lang"])
    rules = options["rules"] or default_folder("rules")
    catalogue = options["catalogue"] or default_folder("catalogue")
    threshold = options["threshold"] if options["threshold"] is not None else threshold_of(rules)
    if options["question"]:
        question_of(chosen.rulebook(), options["question"], "--question")
    job = Job(rules, catalogue, options["question"], quick=options["quick"])
    with Progress(sys.stderr) as progress:
        score = run(job, options["jobs"], options["sample"], options["seed"], progress.count)
    if options["format_"] == "json":
        click.echo(json_text(score_data(score, threshold)), nl=False)
    else:
        click.echo(score_text(score, threshold, chosen.language, Page(chosen.width, chosen.colour)), nl=False)
    sys.exit(ENOUGH if passed(score, threshold) else TOO_FEW)
